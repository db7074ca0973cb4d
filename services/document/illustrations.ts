import { buffer } from 'node:stream/consumers'
import { BlobMissing, type Blobs } from '#platform/ports'
import { runInSandbox } from '#platform/sandbox'
import { limits } from './limits.ts'
import type { PageOfFile } from './page-image.ts'
import type { Drawable } from './read-stored.ts'

/**
 * Where everything that is made of a file lies: below its request, so that the holder of one request can open nothing of another one. Keys are lower case.
 * @example derivedKey('ten_a', 'req_1', 'fil_2') // 'ten_a/document/req_1/fil_2'
 */
export const derivedKey = (tenant: string, requestId: string | undefined, fileId: string): string =>
  `${tenant}/document/${requestId ?? 'none'}/${fileId}`

/** Remembers which stored files the pages of a document are, so that they can be drawn when somebody asks. */
export async function keepIndex(blobs: Blobs, key: string, drawable: Drawable[]): Promise<void> {
  // A second reading of the same file finds the same, or, after a change of ours, keeps what is there.
  if (await bytesOf(blobs, `${key}.index`)) return
  const bytes = Buffer.from(JSON.stringify(drawable))
  await blobs.put(`${key}.index`, bytes, bytes.length)
}

/**
 * A page as WebP: from the store, or drawn now and stored. Most pages are never looked at, so none is drawn before.
 * @returns undefined when the document has no such page that could be drawn
 */
export async function illustration(
  blobs: Blobs,
  key: string,
  page: number,
  isThumbnail: boolean,
): Promise<Buffer | undefined> {
  const name = `${key}.${isThumbnail ? 'thumbnail' : 'page'}-${page}.webp`
  const stored = await bytesOf(blobs, name)
  if (stored) return stored
  const index = await bytesOf(blobs, `${key}.index`)
  const drawable: Drawable[] = index ? JSON.parse(index.toString()) : []
  const file = drawable.find(({ first, pages }) => page >= first && page < first + pages)
  if (!file || page > limits.illustrationsMax) return undefined
  const width = isThumbnail ? limits.thumbnailWidth : limits.illustrationWidth
  const asked = { path: await blobs.path(file.key), isPdf: file.isPdf, page: page - file.first + 1, width }
  const drawn = await draw(asked, key.split('/').slice(0, 1))
  if (drawn) await blobs.put(name, drawn, drawn.length)
  return drawn
}

/** Undefined when the page is damaged or too much: then there is no picture of it. */
async function draw(asked: PageOfFile & { width: number }, party: string[]): Promise<Buffer | undefined> {
  const { pictureTimeoutMs: timeoutMs, pictureMemoryMbMax: memoryMbMax } = limits
  const module = new URL('./picture.ts', import.meta.url)
  const bounds = { timeoutMs, memoryMbMax, mayLoadAddons: true, owner: asked.path, party }
  try {
    return Buffer.from(await runInSandbox<typeof asked, Uint8Array>(module, 'drawWebp', asked, bounds))
  } catch (error) {
    if (error instanceof Error && /^(Unreadable|Sandbox)/.test(error.name)) return undefined
    throw error
  }
}

async function bytesOf(blobs: Blobs, key: string): Promise<Buffer | undefined> {
  try {
    return await buffer((await blobs.get(key)).content)
  } catch (error) {
    if (error instanceof BlobMissing) return undefined
    throw error
  }
}
