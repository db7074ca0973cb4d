import type { Readable } from 'node:stream'
import yauzl, { type Entry } from 'yauzl'

/** What a pack may weigh. The shipped ones have 20 to 30 files and 80 kB. */
export const packLimits = {
  zipBytesMax: 2_000_000,
  entriesMax: 200,
  entryBytesMax: 400_000,
  bytesMax: 3_000_000,
  ratioMax: 100,
}

/** Why an archive was not taken in, as a sentence for whoever brought it. */
export class PackRefused extends Error {
  override name = 'PackRefused'
}

const isImage = (path: string) => /\.(?:png|webp|jpe?g)$/u.test(path)
const images = [/^89504e470d0a1a0a/u, /^52494646.{8}57454250/u, /^ffd8ff/u]

function checkDeclared(
  { fileName, compressedSize, uncompressedSize, generalPurposeBitFlag }: Entry,
  total: number,
): void {
  // Bit 0 of the general purpose flags (APPNOTE 4.4.4).
  if (generalPurposeBitFlag & 1) throw new PackRefused('The archive is protected with a password.')
  if (uncompressedSize > packLimits.entryBytesMax)
    throw new PackRefused(`${fileName} is larger than ${packLimits.entryBytesMax} bytes.`)
  if (total > packLimits.bytesMax) throw new PackRefused(`Unpacked it has more than ${packLimits.bytesMax} bytes.`)
  if (uncompressedSize > 10_000 && uncompressedSize > packLimits.ratioMax * compressedSize)
    throw new PackRefused(`${fileName} is packed so tightly that unpacking it would not be safe.`)
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    // The declared size can lie.
    if (bytes > packLimits.entryBytesMax) throw new PackRefused('A file is larger than it says.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * The files of a zipped pack: path → text, images as `base64,…`. Everything is checked before it is unpacked and again while it is. A single
 * folder around all files, as programs that zip folders make it, is left out. @throws PackRefused
 */
export async function unpack(zip: Uint8Array): Promise<Record<string, string>> {
  const found = new Map<string, Buffer>()
  try {
    const archive = await yauzl.fromBufferPromise(Buffer.from(zip), { validateEntrySizes: true, autoClose: false })
    let total = 0
    const entries: Entry[] = []
    for await (const entry of archive.eachEntry()) {
      if (entries.length >= packLimits.entriesMax)
        throw new PackRefused(`It has more than ${packLimits.entriesMax} files.`)
      total += entry.uncompressedSize
      checkDeclared(entry, total)
      entries.push(entry)
    }
    for (const entry of entries.filter(({ fileName }) => !fileName.endsWith('/')))
      found.set(entry.fileName, await bytesOf(await archive.openReadStreamPromise(entry)))
    archive.close()
  } catch (error) {
    if (error instanceof PackRefused) throw error
    throw new PackRefused('It is not a ZIP archive that can be opened.', { cause: error })
  }
  const tops = new Set([...found.keys()].map((path) => path.split('/')[0]))
  const prefix = tops.size === 1 && !found.has('manifest.json') ? `${[...tops][0]}/` : ''
  return Object.fromEntries([...found].map(([path, bytes]) => [path.slice(prefix.length), textOf(path, bytes)]))
}

function textOf(path: string, bytes: Buffer): string {
  if (isImage(path)) {
    if (!images.some((image) => image.test(bytes.subarray(0, 16).toString('hex'))))
      throw new PackRefused(`${path} is not the picture that its name says.`)
    return `base64,${bytes.toString('base64')}`
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new PackRefused(`${path} is not text in UTF-8.`)
  }
}
