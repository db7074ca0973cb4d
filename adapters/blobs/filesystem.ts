import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, type FileHandle, link, mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { BlobMissing, BlobStoreFull, type Blobs, BlobTooLarge, type StoredBlob } from '#platform/ports'

/** Bytes of `StoredBlob.head`: what the `file-type` library wants to see. */
const headBytesMax = 4_100
const leftoverAgeMs = 60 * 60 * 1_000
const keyPattern = /^[a-z0-9_]+(\/[a-z0-9_.-]+)+$/

/**
 * Blobs as files below `directory`, the key being the path. Several processes may share the directory.
 * A put that fails leaves the rest of its stream unread and does not destroy it: the caller drains it (to read on in the same
 * request) or destroys it. Putting the same bytes under the same key again succeeds, so a retry after a crash is safe;
 * other bytes are refused.
 */
export function filesystemBlobs({ directory }: { directory: string }): Blobs {
  const root = resolve(directory)
  // Keys cannot start with a dot, so no key leads here. Same filesystem as the blobs, or link() would not work.
  const incoming = join(root, '.incoming')
  const swept = removeLeftovers(incoming).catch(() => {})

  const pathOf = (key: string) => {
    if (!keyPattern.test(key) || key.split('/').some((part) => part === '.' || part.includes('..')))
      throw new Error(`Not a blob key: ${JSON.stringify(key.slice(0, 200))}`)
    return join(root, key)
  }
  const folderOf = (prefix: string) => {
    if (!prefix.endsWith('/')) throw new Error(`Not a prefix of blob keys: ${JSON.stringify(prefix.slice(0, 200))}`)
    return dirname(pathOf(`${prefix}x`))
  }
  return {
    async put(key, content, bytesMax) {
      const path = pathOf(key)
      const temporary = join(incoming, randomUUID())
      // The stream may break while we are not reading it (before the first byte, after a refusal); unheard, that ends the process.
      if (content instanceof Readable) content.on('error', () => {})
      try {
        await swept
        await mkdir(incoming, { recursive: true })
        const written = await write(temporary, content, bytesMax)
        await settle(temporary, path, root, written.sha256)
        return { key, ...written }
      } catch (error) {
        throw isFull(error) ? new BlobStoreFull(`No room to store ${key}`, { cause: error }) : error
      } finally {
        await unlink(temporary).catch(() => {})
      }
    },
    async get(key, range) {
      const handle = await open(pathOf(key), 'r').catch((error) => rethrowMissing(key, error))
      try {
        return await read(handle, range)
      } catch (error) {
        await handle.close()
        throw error
      }
    },
    async path(key) {
      const path = pathOf(key)
      await access(path, constants.R_OK).catch((error) => rethrowMissing(key, error))
      return path
    },
    async remove(key) {
      const path = pathOf(key)
      try {
        await unlink(path)
        await syncDirectory(dirname(path))
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw error
      }
    },
    async *list(prefix) {
      for await (const path of filesBelow(folderOf(prefix)))
        yield { key: relative(root, path), bytes: (await stat(path)).size }
    },
    async removeAll(prefix) {
      const folder = folderOf(prefix)
      const gone = { count: 0, bytes: 0 }
      for await (const path of filesBelow(folder)) {
        gone.bytes += (await stat(path).catch(() => ({ size: 0 }))).size
        gone.count++
      }
      // Somebody may be storing below it at this moment; the folder is then not empty when it is to go.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
      await syncDirectory(dirname(folder)).catch(() => {})
      return gone
    },
  }
}

/** Files of a folder and of those in it; none when there is no such folder. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

/** Streams into a new file, measuring, and returns when the bytes are on disk. */
async function write(path: string, content: Readable | Uint8Array, bytesMax: number): Promise<Omit<StoredBlob, 'key'>> {
  const hash = createHash('sha256')
  const heads: Uint8Array[] = []
  let bytes = 0
  // A destroyed upload stream can stall the parser that feeds it, and with it the other files of the form.
  const chunks = content instanceof Uint8Array ? [content] : content.iterator({ destroyOnReturn: false })
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const part of chunks) {
      const chunk: Uint8Array = typeof part === 'string' ? Buffer.from(part) : part
      if (bytes + chunk.byteLength > bytesMax) throw new BlobTooLarge(`More than ${bytesMax} bytes`)
      if (bytes < headBytesMax) heads.push(chunk.slice(0, headBytesMax - bytes))
      bytes += chunk.byteLength
      hash.update(chunk)
      await writeAll(handle, chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { bytes, sha256: hash.digest('hex'), head: new Uint8Array(Buffer.concat(heads)) }
}

// write() may take only a part, typically the last part that fits on a full disk.
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(chunk, offset)
    offset += bytesWritten
  }
}

/**
 * Gives the finished file its name. link() and not rename(): rename would silently replace a blob already there, and a key is
 * written once.
 */
async function settle(temporary: string, path: string, root: string, sha256: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  try {
    await link(temporary, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    if ((await hashOf(path)) !== sha256) throw new Error(`There is already another blob at ${path}`, { cause: error })
  }
  // Every directory up to the root: another process may have made one a moment ago and not yet synced it.
  for (let at = dirname(path); ; at = dirname(at)) {
    await syncDirectory(at)
    if (at === root) return
  }
}

async function read(handle: FileHandle, range?: { start: number; end: number }) {
  const { size } = await handle.stat()
  if (!range) return { content: handle.createReadStream(), bytes: size }
  const end = Math.min(range.end, size - 1)
  if (range.start < 0 || range.start > end) throw new RangeError(`Bytes ${range.start}-${range.end} of ${size}`)
  return { content: handle.createReadStream({ start: range.start, end }), bytes: end - range.start + 1 }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const handle = await open(path, 'r')
  for await (const chunk of handle.createReadStream()) hash.update(chunk)
  return hash.digest('hex')
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Removes what puts that were killed have left. A put in progress writes, so its file is never an hour old. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > leftoverAgeMs) await unlink(path).catch(() => {})
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}

function isFull(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function rethrowMissing(key: string, error: unknown): never {
  throw codeOf(error) === 'ENOENT' ? new BlobMissing(`No blob ${key}`, { cause: error }) : error
}
