import { type Kind, readHead, sniffType } from '#platform/sniff'
import type { DocumentText } from './contract.ts'
import type { PdfPageReport } from './pdf-reading.ts'
import {
  type Attached,
  type DocumentKind,
  judge,
  nothing,
  type Picture,
  type Reading,
  type Unread,
  Unreadable,
} from './reading.ts'

// The sandbox calls it in a child that is started ahead.
export { prepare } from './prepare.ts'

export type FileToRead = { path: string; name: string }
/**
 * `isReported`: the pages and tables of `document` were reported and are not said again. `pictures` are still to be recognised and not yet among what is
 * unread; a `note` says that the name is wrong, which does not make the reading less complete. `settle` puts all of it together. `detail` is for the log: what
 * a library said when it gave up.
 */
export type FileRead = {
  document: DocumentText
  isReported?: boolean
  pictures: Picture[]
  attachments?: Attached[]
  note?: Unread
  detail?: string
}

/** Parsers are loaded when a file of their kind comes: each costs 10 to 40 MB and some 100 ms. */
type Reader = { kind: DocumentKind; read(path: string, report?: (page: PdfPageReport) => void): Promise<Reading> }
const readers: Partial<Record<Kind, Reader>> = {
  pdf: { kind: 'pdf', read: async (path, report) => (await import('./pdf.ts')).readPdf(path, report) },
  docx: { kind: 'docx', read: async (path) => (await import('./docx.ts')).readDocx(path) },
  xlsx: { kind: 'xlsx', read: async (path) => (await import('./xlsx.ts')).readXlsx(path) },
  pptx: { kind: 'pptx', read: async (path) => (await import('./pptx.ts')).readPptx(path) },
  odt: { kind: 'odt', read: async (path) => (await import('./odt.ts')).readOdt(path) },
  txt: { kind: 'text', read: async (path) => (await import('./text.ts')).readText(path, false) },
  md: { kind: 'markdown', read: async (path) => (await import('./markdown.ts')).readMarkdown(path) },
  csv: { kind: 'csv', read: async (path) => (await import('./text.ts')).readText(path, true) },
  rtf: { kind: 'rtf', read: async (path) => (await import('./rtf.ts')).readRtf(path) },
  html: { kind: 'html', read: async (path) => (await import('./html.ts')).readHtml(path) },
  eml: { kind: 'email', read: async (path) => (await import('./eml.ts')).readEml(path) },
  png: { kind: 'image', read: readImage },
  jpg: { kind: 'image', read: readImage },
  webp: { kind: 'image', read: readImage },
  gif: { kind: 'image', read: readImage },
  tif: { kind: 'image', read: readImage },
}
const media: Partial<Record<Kind, DocumentKind>> = {
  wav: 'audio',
  mp3: 'audio',
  m4a: 'audio',
  ogg: 'audio',
  flac: 'audio',
  mp4: 'video',
  mov: 'video',
}
const mediaReasons: Partial<Record<DocumentKind, string>> = {
  audio: 'This is a sound recording. It is kept and can be played, but attached recordings are not turned into text.',
  video: 'This is a video. It is kept and can be played, but videos are not turned into text.',
}

/**
 * Reads one file, whatever it is. Runs inside the sandbox; never throws because of the file's content. Pages of a long one are reported as they are read, and
 * not said again in the answer: `withReported` puts them back.
 */
export async function readFile({ path, name }: FileToRead, report?: (page: PdfPageReport) => void): Promise<FileRead> {
  const { type, kind, mismatch } = await sniffType(await readHead(path), name, path)
  const note = mismatch ? { note: { where: 'the name of the file', reason: mismatch } } : {}
  const reader = readers[kind]
  if (!reader) return { document: unsupported(kind, type), pictures: [], ...note }
  let isReported = false
  const tell = (page: PdfPageReport) => {
    isReported = true
    report?.(page)
  }
  try {
    const reading = await reader.read(path, report && tell)
    const { pictures = [], attachments } = reading
    const document = judge(reader.kind, reading)
    const read = { document, pictures, ...(attachments && { attachments }), ...note }
    return isReported ? { ...read, document: { ...document, pages: [], tables: [] }, isReported } : read
  } catch (error) {
    // Out of memory is for the sandbox to report.
    if (error instanceof RangeError && /allocation failed/i.test(error.message)) throw error
    const reason = error instanceof Unreadable ? error.message : 'The file is damaged and could not be read.'
    const cause = error instanceof Unreadable ? error.cause : error
    const document = nothing(reader.kind, reason)
    return { document, pictures: [], ...note, ...(cause !== undefined && { detail: String(cause) }) }
  }
}

/** Pictures are opened where native code may run (`picture.ts`), not here. */
async function readImage(): Promise<Reading> {
  const pictures: Picture[] = [{ page: 1, why: 'picture' }]
  return { pages: [], tables: [], metadata: {}, unread: [], method: 'none', pictures }
}

function unsupported(kind: Kind, type: string): DocumentText {
  const medium = kind === 'webm' ? (type.startsWith('audio/') ? 'audio' : 'video') : (media[kind] ?? 'unknown')
  return nothing(medium, mediaReasons[medium] ?? unknownReason(type))
}

function unknownReason(type: string): string {
  if (type === 'application/x-empty') return 'The file is empty.'
  if (type === 'application/x-cfb') {
    return 'This is an old Office file, or one with a password. Please save it as .docx, .xlsx, .pptx or .pdf without a password and send it again.'
  }
  if (type.endsWith('macroenabled'))
    return 'The file contains macros, so it was not opened. Please save it without macros and send it again.'
  if (type === 'application/zip')
    return 'Archives are not opened, and a damaged Office file looks like one. Please send the files one by one.'
  if (type === 'text/html')
    return 'This is a web page under another name, so it was not opened. Please name it .html or send a PDF.'
  if (type === 'image/svg+xml')
    return 'SVG drawings can contain programs, so they are not opened. Please send a PDF instead.'
  return `Files of this kind (${type}) cannot be read. Please send a PDF, an Office file or plain text.`
}
