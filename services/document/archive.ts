import type { Readable } from 'node:stream'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { limits } from './limits.ts'
import { Unreadable } from './reading.ts'

const bomb = 'The file is packed so tightly that unpacking it would not be safe. It was not opened.'
const locked = 'The file is protected with a password. Please send it without one.'
const damaged = 'The file is damaged and could not be opened.'

/** A checked zip: the names of its entries, and the text of one. */
export type Archive = { names: string[]; text(name: string): Promise<string | undefined> }

/**
 * Checks a zip before any parser sees it: first what its central directory declares, then every entry by unpacking it into nothing, since the
 * declared sizes can lie and the parsers' own unzippers believe them. 200 MB, the most that passes the first check, take about a second.
 *
 * @throws Unreadable with a sentence for the customer
 */
export async function openArchive(path: string): Promise<Archive> {
  const entries = new Map<string, Entry>()
  await withZip(path, async (zip) => {
    let total = 0
    let count = 0
    for await (const entry of zip.eachEntry()) {
      if (++count > limits.archiveEntriesMax) throw new Unreadable(bomb)
      total += entry.uncompressedSize
      checkDeclared(entry, total)
      entries.set(entry.fileName, entry)
    }
    for (const entry of entries.values()) for await (const chunk of await zip.openReadStreamPromise(entry)) void chunk
  })
  return {
    names: [...entries.keys()],
    text: async (name) => {
      const entry = entries.get(name)
      return entry && withZip(path, async (zip) => decodeXml(await bytesOf(await zip.openReadStreamPromise(entry))))
    },
  }
}

function checkDeclared(entry: Entry, total: number): void {
  const { compressedSize, uncompressedSize } = entry
  // Bit 0 of the general purpose flags (APPNOTE 4.4.4).
  if (entry.generalPurposeBitFlag & 1) throw new Unreadable(locked)
  if (uncompressedSize > limits.archiveEntryBytesMax || total > limits.archiveBytesMax) throw new Unreadable(bomb)
  if (uncompressedSize > limits.archiveRatioFromBytes && uncompressedSize > limits.archiveRatioMax * compressedSize)
    throw new Unreadable(bomb)
}

async function withZip<T>(path: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  try {
    const zip = await yauzl.openPromise(path, { autoClose: false, validateEntrySizes: true })
    try {
      return await use(zip)
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable(damaged, { cause: error })
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Parts of office files are UTF-8 or UTF-16 with a byte order mark (ECMA-376 part 2, 8.1.4). */
function decodeXml(bytes: Buffer): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return new TextDecoder(isWide ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes)
}
