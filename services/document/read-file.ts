import { type Kind, readHead, sniffType } from '#platform/sniff'
import type { DocumentText } from './contract.ts'
import { type DocumentKind, judge, nothing, type Reading, Unreadable } from './reading.ts'

export type FileToRead = { path: string; name: string }
/** `detail` is for the log: what a library said when it gave up. */
export type FileRead = { document: DocumentText; detail?: string }

/** Parsers are loaded when a file of their kind comes: each costs 10 to 40 MB and some 100 ms. */
const readers: Partial<Record<Kind, { kind: DocumentKind; read(path: string): Promise<Reading> }>> = {
  pdf: { kind: 'pdf', read: async (path) => (await import('./pdf.ts')).readPdf(path) },
  docx: { kind: 'docx', read: async (path) => (await import('./docx.ts')).readDocx(path) },
  xlsx: { kind: 'xlsx', read: async (path) => (await import('./xlsx.ts')).readXlsx(path) },
  pptx: { kind: 'pptx', read: async (path) => (await import('./pptx.ts')).readPptx(path) },
  odt: { kind: 'odt', read: async (path) => (await import('./odt.ts')).readOdt(path) },
  txt: { kind: 'text', read: async (path) => (await import('./text.ts')).readText(path, false) },
  md: { kind: 'markdown', read: async (path) => (await import('./text.ts')).readText(path, false) },
  csv: { kind: 'csv', read: async (path) => (await import('./text.ts')).readText(path, true) },
}
const media: Partial<Record<Kind, DocumentKind>> = {
  png: 'image',
  jpg: 'image',
  webp: 'image',
  wav: 'audio',
  mp3: 'audio',
  m4a: 'audio',
  ogg: 'audio',
  flac: 'audio',
  mp4: 'video',
  mov: 'video',
}
const mediaReasons: Partial<Record<DocumentKind, string>> = {
  image: 'This is a picture. It is kept, but not read: this installation has no text recognition for pictures yet.',
  audio: 'This is a sound recording. It is kept and can be played, but attached recordings are not turned into text.',
  video: 'This is a video. It is kept and can be played, but videos are not turned into text.',
}

/** Reads one file, whatever it is. Runs inside the sandbox; never throws because of the file's content. */
export async function readFile({ path, name }: FileToRead): Promise<FileRead> {
  const { type, kind, mismatch } = await sniffType(await readHead(path), name, path)
  const reader = readers[kind]
  if (!reader) return { document: noted(unsupported(kind, type), mismatch) }
  try {
    return { document: noted(judge(reader.kind, await reader.read(path)), mismatch) }
  } catch (error) {
    // Out of memory is for the sandbox to report.
    if (error instanceof RangeError && /allocation failed/i.test(error.message)) throw error
    const reason = error instanceof Unreadable ? error.message : 'The file is damaged and could not be read.'
    const cause = error instanceof Unreadable ? error.cause : error
    return {
      document: noted(nothing(reader.kind, reason), mismatch),
      ...(cause !== undefined && { detail: String(cause) }),
    }
  }
}

/** A wrong name is said, though it does not make the reading less complete. */
function noted(document: DocumentText, mismatch: string | undefined): DocumentText {
  if (!mismatch) return document
  const reason = document.understood === 'none' ? mismatch : `${mismatch} It was read as what it is.`
  return { ...document, unread: [...document.unread, { where: 'the name of the file', reason }] }
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
  if (type === 'text/html' || type === 'image/svg+xml')
    return 'Web pages and SVG drawings can contain programs, so they are not opened. Please send a PDF instead.'
  return `Files of this kind (${type}) cannot be read. Please send a PDF, an Office file or plain text.`
}
