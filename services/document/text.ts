import { open } from 'node:fs/promises'
import { parseCsv } from './csv.ts'
import { limits } from './limits.ts'
import { type Reading, type Unread, Unreadable } from './reading.ts'

/** Plain text, Markdown and CSV. `isTable` also parses the text as comma-separated values. */
export async function readText(path: string, isTable: boolean): Promise<Reading> {
  const { bytes, size } = await beginning(path)
  const unread: Unread[] = []
  const isCut = size > bytes.length
  if (isCut) {
    const reason = `Only the first ${limits.plainBytesMax / 1_000_000} MB of a text file are read.`
    unread.push({ where: 'the end of the file', reason })
  }
  const { text, encoding } = decodeText(bytes, isCut)
  if (encoding.startsWith('windows')) {
    const reason = `The file does not say how its letters are stored. It was read as ${encoding}; letters with accents may be wrong.`
    unread.push({ where: 'letters with accents', reason })
  }
  const rows = isTable ? parseCsv(text) : []
  return {
    pages: [{ number: 1, text }],
    tables: rows.length > 0 ? [{ page: 1, rows }] : [],
    metadata: {},
    unread,
    method: `TextDecoder of Node.js ${process.version}, ${encoding}`,
  }
}

/** The first bytes of a text file, as many as are read, and how many there are. */
export async function beginning(path: string): Promise<{ bytes: Uint8Array; size: number }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, limits.plainBytesMax)), { position: 0 })
    return { bytes: buffer.subarray(0, bytesRead), size }
  } finally {
    await file.close()
  }
}

/**
 * Decodes UTF-16 by its byte order mark, then strict UTF-8, then the one of two Windows encodings whose letters fit better: 1250 (Czech, Polish, Hungarian)
 * or 1252 (western Europe). The last is a guess and is reported as one.
 */
export function decodeText(bytes: Uint8Array, isCut = false): { text: string; encoding: string } {
  const [first, second] = bytes
  const decode = (encoding: string) => ({
    text: new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut }),
    encoding,
  })
  try {
    if (first === 0xff && second === 0xfe) return decode('utf-16le')
    if (first === 0xfe && second === 0xff) return decode('utf-16be')
  } catch {
    throw new Unreadable('The file is damaged: its UTF-16 text cannot be decoded.')
  }
  try {
    return decode('utf-8')
  } catch {
    const encoding = isCentralEuropean(bytes) ? 'windows-1250' : 'windows-1252'
    return { text: new TextDecoder(encoding).decode(bytes), encoding }
  }
}

/** Bytes that are frequent letters in one encoding and rare ones in the other: ě ř ž š ň ů ť against à â ê ë î ï û. */
function isCentralEuropean(bytes: Uint8Array): boolean {
  const central = new Set([0xec, 0xf8, 0x9e, 0x9a, 0xf2, 0xf9, 0x9d, 0xb9, 0xb3, 0xbf])
  const western = new Set([0xe0, 0xe2, 0xea, 0xeb, 0xee, 0xef, 0xfb])
  let score = 0
  for (const byte of bytes) score += central.has(byte) ? 1 : western.has(byte) ? -1 : 0
  return score > 0
}
