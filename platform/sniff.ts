import { open } from 'node:fs/promises'
import { sniffText, textOf } from './sniff-text.ts'

export type Kind =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'odt'
  | 'txt'
  | 'md'
  | 'csv'
  | 'rtf'
  | 'html'
  | 'eml'
  | 'png'
  | 'jpg'
  | 'webp'
  | 'gif'
  | 'tif'
  | 'mp4'
  | 'mov'
  | 'wav'
  | 'mp3'
  | 'm4a'
  | 'ogg'
  | 'webm'
  | 'flac'
  | 'unknown'
/** `type` is the media type of the bytes, codecs included where they are known; `mismatch` says in a sentence that the name promises something else. */
export type Sniffed = { type: string; kind: Kind; mismatch?: string }

/** Bytes of a file's beginning that sniffing wants. */
export const headBytes = 4_100

const office = 'application/vnd.openxmlformats-officedocument.'
const typeOf: Partial<Record<Kind, string>> = {
  docx: `${office}wordprocessingml.document`,
  pptx: `${office}presentationml.presentation`,
  xlsx: `${office}spreadsheetml.sheet`,
  odt: 'application/vnd.oasis.opendocument.text',
}
const mainParts: [string, Kind][] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
]
/** What file-type says → what we say. Everything that is not here is `unknown`: an allow-list, since an unheard-of format is no promise of safety. */
const kindOf: Record<string, Kind> = {
  'application/pdf': 'pdf',
  [`${office}wordprocessingml.document`]: 'docx',
  [`${office}presentationml.presentation`]: 'pptx',
  [`${office}spreadsheetml.sheet`]: 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'image/png': 'png',
  'image/apng': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/tiff': 'tif',
  'video/mp4': 'mp4',
  'video/x-m4v': 'mp4',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'video/quicktime': 'mov',
  'audio/wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/ogg; codecs=opus': 'ogg',
  'video/webm': 'webm',
  'audio/flac': 'flac',
}
/** Name endings that fit each kind. A text may have any ending that is not listed for another kind. */
export const endings: Record<string, string[]> = {
  pdf: ['pdf'],
  docx: ['docx'],
  pptx: ['pptx'],
  xlsx: ['xlsx'],
  odt: ['odt'],
  txt: ['txt', 'md', 'markdown', 'csv', 'tsv'],
  md: ['txt', 'md', 'markdown'],
  csv: ['csv', 'tsv', 'txt'],
  rtf: ['rtf', 'doc'],
  html: ['html', 'htm', 'xhtml'],
  eml: ['eml'],
  png: ['png', 'apng'],
  jpg: ['jpg', 'jpeg', 'jfif'],
  webp: ['webp'],
  gif: ['gif'],
  tif: ['tif', 'tiff'],
  mp4: ['mp4', 'm4v', 'm4a', 'mov'],
  mov: ['mov', 'qt', 'mp4'],
  m4a: ['m4a', 'mp4', 'm4b'],
  wav: ['wav'],
  mp3: ['mp3'],
  ogg: ['ogg', 'oga', 'opus'],
  webm: ['webm', 'weba'],
  flac: ['flac'],
}
const knownEndings = new Set(Object.values(endings).flat())
/**
 * Finds out what a file is from its bytes; the name only tells kinds of text apart. Nothing is believed that the sender declared.
 *
 * Formats inside a zip can hide beyond the head: give the `path` of the stored file and its central directory is read as well; without it such a
 * file may be `application/zip`, `unknown`. SVG, XML, scripts, HTML under another name, Office files with macros and everything unlisted are `unknown`.
 *
 * @param head the first `headBytes` bytes, or the whole file when it is shorter
 * @example
 * await sniffType(stored.head, 'plan.pdf') // { type: 'application/pdf', kind: 'pdf' }
 */
export async function sniffType(head: Uint8Array, name: string, path?: string): Promise<Sniffed> {
  const found = await sniffBytes(head, endingOf(name), path)
  const mismatch = mismatchOf(found, endingOf(name))
  return mismatch ? { ...found, mismatch } : found
}

/** Reads the head of a stored file, ready for `sniffType`. */
export async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function sniffBytes(head: Uint8Array, ending: string, path: string | undefined): Promise<Sniffed> {
  if (head.length === 0) return { type: 'application/x-empty', kind: 'unknown' }
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
  if (isZip && path) return sniffZip(path)
  const text = textOf(head, ending, head.length >= headBytes)
  // A byte order mark of UTF-16 is also the sync word of an MPEG frame.
  if (text !== undefined && (head[0] ?? 0) + (head[1] ?? 0) === 0xff + 0xfe) return sniffText(text, ending)
  // 10 MB of memory that most processes never need.
  const { fileTypeFromBuffer } = await import('file-type/core')
  // A truncated container can end in the middle of what file-type wants to read.
  const type = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime
  const kind = type && kindOf[type]
  if (type && kind === 'webm') return webm(head)
  if (type && (kind === 'mp4' || kind === 'm4a')) return mp4(head, kind)
  if (type && kind) return { type, kind }
  // file-type follows the first directory of a TIFF, which most writers put at the end.
  if (!type && /^(II\*\0|MM\0\*)/.test(latin1(head.subarray(0, 4)))) return { type: 'image/tiff', kind: 'tif' }
  // Text comes before formats that we do not take anyway, because short signatures also begin sentences: a text about "BMW" looks like a BMP.
  if (text !== undefined && (type === 'application/xml' || !type?.startsWith('application/')))
    return sniffText(text, ending)
  // ISO 32000 readers accept up to 1,024 bytes before the header.
  if (!type && latin1(head.subarray(0, 1_024)).includes('%PDF-')) return { type: 'application/pdf', kind: 'pdf' }
  return { type: type ?? 'application/octet-stream', kind: 'unknown' }
}

/** Decides by the entries, whatever their order. */
async function sniffZip(path: string): Promise<Sniffed> {
  const entries = await zipNames(path)
  const has = (name: string) => entries.includes(name)
  if (entries.some((name) => /(^|\/)vbaProject\.bin$/i.test(name)))
    return { type: 'application/vnd.ms-office.macroenabled', kind: 'unknown' }
  let kind: Kind = 'unknown'
  if (has('[Content_Types].xml')) kind = mainParts.find(([part]) => has(part))?.[1] ?? 'unknown'
  // OpenDocument text, spreadsheet and drawing differ in the stored first entry only (ODF 1.3 part 2, 3.3).
  else if (entries[0] === 'mimetype' && has('content.xml')) {
    const head = latin1((await readHead(path)).subarray(38, 128))
    if (head.startsWith(`${typeOf.odt}`) && !head.startsWith(`${typeOf.odt}-`)) kind = 'odt'
  }
  return { type: typeOf[kind] ?? 'application/zip', kind }
}

/** Names in the central directory, the first 2,000 at most; none when the zip is damaged. */
async function zipNames(path: string): Promise<string[]> {
  const { default: yauzl } = await import('yauzl')
  const names: string[] = []
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch(() => undefined)
  try {
    for await (const entry of zip?.eachEntry() ?? []) if (names.push(entry.fileName) >= 2_000) break
    return names
  } catch {
    return []
  } finally {
    zip?.close()
  }
}

/** Matroska names its codecs in plain ASCII, and recorders write the tracks first. A head without a video codec but with an audio codec is sound. */
function webm(head: Uint8Array): Sniffed {
  const codecs = [...new Set(latin1(head).match(/V_VP8|V_VP9|V_AV1|A_OPUS|A_VORBIS/g) ?? [])]
  const names = codecs.map((codec) => codec.slice(2).toLowerCase()).join(',')
  const medium = codecs.length > 0 && codecs.every((codec) => codec.startsWith('A_')) ? 'audio' : 'video'
  return { type: `${medium}/webm${names && `; codecs=${names.includes(',') ? `"${names}"` : names}`}`, kind: 'webm' }
}

/** Browsers record sound as MP4 with a general brand: sound only when the head holds all of `moov` and no video handler in it. */
function mp4(head: Uint8Array, kind: Kind): Sniffed {
  const text = latin1(head)
  const moov = text.indexOf('moov')
  const bytes = moov < 4 ? 0 : new DataView(head.buffer, head.byteOffset).getUint32(moov - 4)
  const isWhole = bytes > 8 && moov - 4 + bytes <= head.length
  const isSound = kind === 'm4a' || (isWhole && text.includes('soun', moov) && !text.includes('vide', moov))
  return isSound ? { type: 'audio/mp4', kind: 'm4a' } : { type: 'video/mp4', kind: 'mp4' }
}

function mismatchOf({ kind, type }: Sniffed, ending: string): string | undefined {
  if (type === 'application/x-empty' || !knownEndings.has(ending) || endings[kind]?.includes(ending)) return undefined
  const content =
    kind === 'unknown' ? `of the type ${type}` : kind === 'txt' ? 'plain text' : `a ${kind.toUpperCase()} file`
  return `The name ends in .${ending}, but the content is ${content}.`
}

const endingOf = (name: string) => /\.([a-z0-9]{1,10})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
