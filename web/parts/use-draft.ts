import { useCallback, useEffect, useState } from 'react'
import { type Refusal, refusal } from '../attachments.ts'
import { type DraftText, emptyDraft, parseDraft } from '../draft.ts'
import { type Attachment, drop, dropAll, keep, kept } from '../draftstore.ts'
import { tenantPath } from '../tenant-path.ts'

// What somebody began to tell one organisation is not shown on the form of another, though both are of one origin.
const key = `statex.draft${tenantPath}`

/** Storage may be blocked or full; the form works without it. */
const store = (draft: DraftText | undefined) => {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft))
    else localStorage.removeItem(key)
  } catch {}
}
const stored = () => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export type Refused = { name: string; reason: Refusal }
const sizeOf = (attachments: Attachment[]) => attachments.map(({ name, blob }) => ({ name, size: blob.size }))

/** Sorts chosen files into those to attach and those refused with a reason. */
function sortOut(chosen: File[], attached: Attachment[]): { added: Attachment[]; refused: Refused[] } {
  const files = sizeOf(attached.filter(({ role }) => role === 'file'))
  const voiceBytes = attached.find(({ role }) => role === 'voice')?.blob.size ?? 0
  const added: Attachment[] = []
  const refused: Refused[] = []
  for (const file of chosen) {
    const reason = refusal(file, files, voiceBytes)
    if (reason) refused.push({ name: file.name, reason })
    else {
      files.push(file)
      added.push({ id: crypto.randomUUID(), role: 'file', name: file.name, type: file.type, blob: file })
    }
  }
  return { added, refused }
}

/** Removes what this device keeps, and leaves what is on the screen: for a draft that has been sent. */
export function forgetDraft(): void {
  store(undefined)
  dropAll()
}

/** The text part: in local storage after every change. */
function useDraftText() {
  const [draft, setDraft] = useState(() => parseDraft(stored(), Date.now()))
  const edit = useCallback((patch: Partial<DraftText>) => {
    setDraft((before) => {
      const after = { ...before, ...patch }
      store(after)
      return after
    })
  }, [])
  const reset = useCallback(() => {
    store(undefined)
    setDraft(emptyDraft(Date.now()))
  }, [])
  return { draft, edit, reset }
}

/**
 * The request being written, kept on this device until it is sent or cleared: a reload, a crash or an empty battery
 * costs nothing that was written, recorded or attached.
 */
export function useDraft() {
  const { draft, edit, reset } = useDraftText()
  const [attached, setAttached] = useState<Attachment[]>([])
  const [refused, setRefused] = useState<Refused[]>([])

  useEffect(() => {
    kept().then((found) =>
      setAttached((already) => [...found.filter(({ id }) => !already.some((a) => a.id === id)), ...already]),
    )
  }, [])

  const addFiles = (chosen: File[]) => {
    const result = sortOut(chosen, attached)
    setAttached([...attached, ...result.added])
    setRefused(result.refused)
    for (const attachment of result.added) keep(attachment)
  }
  const remove = (id: string) => {
    setAttached((before) => before.filter((attachment) => attachment.id !== id))
    drop(id)
  }
  const setVoice = (voice: Attachment | undefined) => {
    setAttached((before) => [...before.filter(({ role }) => role !== 'voice'), ...(voice ? [voice] : [])])
    if (voice) keep(voice)
    else drop('voice')
  }
  const clear = useCallback(() => {
    reset()
    setAttached([])
    setRefused([])
    return dropAll()
  }, [reset])
  return { draft, edit, attached, refused, addFiles, remove, setVoice, clear }
}
