import { newId } from '#platform/ids'
import { BlobTooLarge, type StoredBlob } from '#platform/ports'
import type { Ctx, FormFile } from '#platform/service'
import { headBytes, type Kind, sniffType } from '#platform/sniff'
import type { submission } from './contract.ts'
import type { Needs } from './needs.ts'
import type { StoredFile } from './store.ts'

type Refused = { name: string; code: string; reason: string }
const accepted = 'PDF, DOCX, PPTX, XLSX, ODT, TXT, MD, CSV, PNG, JPG, WEBP, MP4, MOV, WAV, MP3, M4A, OGG, WEBM, FLAC'
const voiceKinds = new Set<Kind>(['wav', 'mp3', 'm4a', 'ogg', 'webm', 'flac', 'mp4', 'mov'])

/**
 * Takes the files of one request in as they stream past: counted, hashed, on disk. A file that cannot be taken is named with the reason, and the others stay.
 * `discard` removes what was stored, for a request that is refused in the end.
 */
export function openIntake(ctx: Ctx<typeof submission, Needs>) {
  const { fileBytesMax, totalBytesMax, filesMax, voiceSecondsMax } = ctx.config
  const files: StoredFile[] = []
  const refused: Refused[] = []
  const { blobs } = ctx.adapters
  let total = 0
  let dropped = 0

  async function take(file: FormFile): Promise<void> {
    const name = safeName(file.name)
    const role = file.field === 'voice' ? 'voice' : 'file'
    const refuse = (code: string, reason: string) => void refused.push({ name, code, reason })
    if (file.field !== 'voice' && file.field !== 'files')
      return refuse('unknown_field', `The field "${file.field}" takes no file.`)
    if (role === 'voice' && files.some((f) => f.role === 'voice'))
      return refuse('too_many_files', 'One voice note can be sent; this is the second.')
    if (role === 'file' && files.filter((f) => f.role === 'file').length >= filesMax) {
      // Names of the first hundred are enough; the rest is counted by the sender.
      return dropped++ < 100
        ? refuse('too_many_files', `At most ${filesMax} files can be sent with one request.`)
        : undefined
    }
    const id = newId('fil')
    const key = `${ctx.tenant}/submission/${id}`
    let stored: StoredBlob
    try {
      stored = await blobs.put(key, file.content, Math.min(fileBytesMax, totalBytesMax - total))
    } catch (error) {
      if (!(error instanceof BlobTooLarge)) throw error
      return total + fileBytesMax > totalBytesMax
        ? refuse('total_too_large', `All files together may have ${megabytes(totalBytesMax)}.`)
        : refuse('file_too_large', `A file may have ${megabytes(fileBytesMax)}.`)
    }
    const problem = await look(stored, name, role)
    if (problem) {
      await blobs.remove(key)
      return refuse(...problem)
    }
    total += stored.bytes
    files.push({ id, role, name, type: sniffedTypes.get(key)!, bytes: stored.bytes, sha256: stored.sha256, key })
    sniffedTypes.delete(key)
  }

  const sniffedTypes = new Map<string, string>()
  async function look(stored: StoredBlob, name: string, role: 'voice' | 'file'): Promise<[string, string] | undefined> {
    if (stored.bytes === 0) return ['empty_file', 'The file is empty.']
    const { type, kind } = await sniffType(stored.head.subarray(0, headBytes), name, await blobs.path(stored.key))
    if (kind === 'unknown')
      return ['type_not_accepted', `The content is of a kind we do not take. Accepted: ${accepted}.`]
    if (role === 'voice' && !voiceKinds.has(kind)) return ['not_audio', 'The voice note is not an audio recording.']
    const seconds = role === 'voice' && kind === 'wav' ? wavSeconds(stored) : undefined
    if (seconds && seconds > voiceSecondsMax)
      return ['voice_too_long', `A voice note may last ${Math.floor(voiceSecondsMax / 60)} minutes.`]
    sniffedTypes.set(stored.key, type)
    return undefined
  }

  return {
    files,
    refused,
    take,
    discard: async () => void (await Promise.allSettled(files.map((f) => blobs.remove(f.key)))),
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`

/** Length of a WAV recording from its byte rate (RIFF, bytes 28–31). Other containers do not say it in their head; the byte limit bounds them. */
function wavSeconds({ head, bytes }: StoredBlob): number | undefined {
  if (head.length < 44) return undefined
  const byteRate = new DataView(head.buffer, head.byteOffset).getUint32(28, true)
  return byteRate > 0 ? bytes / byteRate : undefined
}

/** The customer's name of a file without path, control characters and direction overrides; at most 200 characters, the ending kept. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).pop()!
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const clean = last.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  if (/^\.*$/.test(clean)) return 'unnamed'
  const ending = /\.\w{1,8}$/.exec(clean)?.[0] ?? ''
  return clean.length <= 200 ? clean : clean.slice(0, 200 - ending.length) + ending
}
