import { useRef, useState } from 'react'
import type { Receipt } from '#contracts/submission'
import { isTemporary, Problem, send } from '../api.ts'
import { type DraftText, sendingOf } from '../draft.ts'
import type { Attachment } from '../draftstore.ts'

export type Sending =
  | { state: 'idle' }
  | { state: 'sending'; loaded: number; total: number }
  | { state: 'failed'; problem: Problem }
type Options = { draft: DraftText; attached: Attachment[]; edit: (patch: Partial<DraftText>) => void }

/** Order in which the parts travel; upload progress relies on it. */
export const inOrder = (attached: Attachment[]): Attachment[] => [
  ...attached.filter(({ role }) => role === 'voice'),
  ...attached.filter(({ role }) => role === 'file'),
]

function formOf(draft: DraftText, attached: Attachment[], honeypot: string): FormData {
  const form = new FormData()
  form.set('description', draft.description)
  if (draft.name.trim()) form.set('name', draft.name.trim())
  form.set('contactType', draft.contactType)
  form.set('contactValue', draft.contactValue.trim())
  form.set('consent', 'true')
  form.set('fillTimeMs', String(Math.max(0, Date.now() - draft.startedAt)))
  if (honeypot) form.set('website', honeypot)
  for (const { role, name, blob } of inOrder(attached)) form.append(role === 'voice' ? 'voice' : 'files', blob, name)
  return form
}

const partsOf = (attached: Attachment[]) => inOrder(attached).map(({ id, blob }) => ({ id, size: blob.size }))

/** Sends a draft once, however often it has to be tried. */
export function useSend({ draft, attached, edit }: Options) {
  const [sending, setSending] = useState<Sending>({ state: 'idle' })
  const stop = useRef<AbortController>(undefined)

  const start = async (honeypot: string): Promise<Receipt | Problem> => {
    const key = sendingOf(draft, partsOf(attached), () => crypto.randomUUID())
    // Kept before the first byte leaves: after a crash in mid-air the same key is used again.
    edit({ sending: key })
    stop.current = new AbortController()
    setSending({ state: 'sending', loaded: 0, total: 0 })
    const report = (loaded: number, total: number) => setSending({ state: 'sending', loaded, total })
    try {
      return await send(formOf(draft, attached, honeypot), key.key, report, stop.current.signal)
    } catch (cause) {
      const problem = cause instanceof Problem ? cause : new Problem(0, 'unexpected', String(cause))
      // A definite refusal ends the key: the server may remember the refusal under it.
      if (!isTemporary(problem)) edit({ sending: undefined })
      setSending(problem.code === 'aborted' ? { state: 'idle' } : { state: 'failed', problem })
      return problem
    }
  }
  return { sending, start, stop: () => stop.current?.abort() }
}
