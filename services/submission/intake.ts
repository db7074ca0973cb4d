import { newId } from '#platform/ids'
import { BlobTooLarge, type StoredBlob } from '#platform/ports'
import { runInSandbox } from '#platform/sandbox'
import type { Ctx, FormFile } from '#platform/service'
import { headBytes, type Kind, sniffType } from '#platform/sniff'
import type { submission } from './contract.ts'
import type { Needs } from './needs.ts'
import type { StoredFile } from './store.ts'

type Refused = { name: string; code: string; reason: string }
const accepted =
  'PDF, DOCX, PPTX, XLSX, ODT, RTF, TXT, MD, CSV, HTML, EML, PNG, JPG, WEBP, GIF, TIFF, MP4, MOV, WAV, MP3, M4A, OGG, WEBM, FLAC'
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
  let isExpected = false

  /** Whoever reads it can make ready; without that the file is only read a little later. */
  function expectFile(): void {
    if (isExpected) return
    isExpected = true
    ctx.call.document.expect({}).catch((error) => ctx.log.debug({ err: error }, 'nobody makes ready for a file'))
  }

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
    if (role === 'file') expectFile()
    const id = newId('fil')
    const key = `${ctx.tenant}/submission/${id}`
    let stored: StoredBlob
    try {
      stored = await blobs.put(key, file.content, Math.min(fileBytesMax, totalBytesMax - total))
    } catch (error) {
      if (!(error instanceof BlobTooLarge)) throw error
      return total + fileBytesMax > totalBytesMax
        ? refuse('total_too_large', `All files together may have ${sizeText(totalBytesMax)}.`)
        : refuse('file_too_large', `A file may have ${sizeText(fileBytesMax)}.`)
    }
    try {
      const looked = await look(stored, name, role)
      if ('type' in looked) {
        total += stored.bytes
        files.push({ id, role, name, type: looked.type, bytes: stored.bytes, sha256: stored.sha256, key })
        return
      }
      refuse(...looked.refused)
    } catch (error) {
      await blobs.remove(key)
      throw error
    }
    await blobs.remove(key)
  }

  type Looked = { type: string } | { refused: [code: string, reason: string] }
  async function look(stored: StoredBlob, name: string, role: 'voice' | 'file'): Promise<Looked> {
    if (stored.bytes === 0) return { refused: ['empty_file', 'The file is empty.'] }
    const path = await blobs.path(stored.key)
    const { type, kind } = await sniffType(stored.head.subarray(0, headBytes), name, path)
    if (kind === 'unknown')
      return { refused: ['type_not_accepted', `The content is of a kind we do not take. Accepted: ${accepted}.`] }
    if (role === 'file') return { type }
    if (!voiceKinds.has(kind)) return { refused: ['not_audio', 'The voice note is not an audio recording.'] }
    const seconds = await lengthOf(path, ctx.tenant)
    return seconds && seconds > voiceSecondsMax
      ? { refused: ['voice_too_long', `A voice note may last ${durationText(voiceSecondsMax)}.`] }
      : { type }
  }

  return {
    files,
    refused,
    take,
    discard: async () => void (await Promise.allSettled(files.map((f) => blobs.remove(f.key)))),
  }
}

/** A limit in words that never promise more than it is: 50 MB, 1.5 MB, 20 kB. */
function sizeText(bytes: number): string {
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1024 ** 2, 'MB']
  return `${Math.floor(size * 10) / 10} ${unit}`
}

const durationText = (seconds: number) => (seconds % 60 ? `${seconds} seconds` : `${seconds / 60} minutes`)

/** A recording whose length cannot be told within the limits is taken: its bytes are bounded, and losing a customer's voice would be worse. */
const lengthOf = (path: string, tenant: string): Promise<number | undefined> =>
  runInSandbox<string, number | undefined>(new URL('./voice-length.ts', import.meta.url), 'voiceSeconds', path, {
    timeoutMs: 10_000,
    memoryMbMax: 256,
    party: [tenant],
  }).catch(() => undefined)

/** The customer's name of a file without path, control characters and direction overrides; at most 200 characters, the ending kept. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/).pop()!
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const clean = last.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  if (/^\.*$/.test(clean)) return 'unnamed'
  const ending = /\.\w{1,8}$/.exec(clean)?.[0] ?? ''
  // A cut through a surrogate pair would leave half a character, which no database and no address can hold.
  return clean.length <= 200 ? clean : clean.slice(0, 200 - ending.length).replace(/[\ud800-\udbff]$/, '') + ending
}
