import type { Serve } from '#platform/service'
import { readRange } from '#platform/streams'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { filesOf } from '../store.ts'

// Only what a browser cannot run as a page of ours is shown in place; the rest is downloaded.
const shownInPlace = /^(audio|video)\/|^image\/(png|jpeg|webp)$|^application\/pdf$|^text\/(plain|csv|markdown)$/

/** One stored file as it came in, with ranges so that a player can seek. */
export const file: Serve<typeof submission, 'file', Needs> = async ({ id, fileId, range, ifNoneMatch }, ctx) => {
  const found = (await filesOf(ctx.db, id)).find((f) => f.id === fileId)
  if (!found) return ctx.fail('not_found', 'There is no such file.')
  const etag = `"${found.sha256}"`
  const disposition = shownInPlace.test(found.type) ? 'inline' : 'attachment'
  const headers = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(found.name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
  if (ifNoneMatch === etag) return { content: '', type: found.type, etag, headers, status: 304 }
  const part = readRange(range, found.bytes)
  if (part === 'unsatisfiable')
    return {
      content: '',
      type: found.type,
      status: 416,
      headers: { ...headers, 'content-range': `bytes */${found.bytes}` },
    }
  const { content } = await ctx.adapters.blobs.get(found.key, part)
  const type = /^text\//.test(found.type) ? `${found.type}; charset=utf-8` : found.type
  if (!part) return { content, type, bytes: found.bytes, etag, headers }
  return {
    content,
    type,
    status: 206,
    bytes: part.end - part.start + 1,
    etag,
    headers: { ...headers, 'content-range': `bytes ${part.start}-${part.end}/${found.bytes}` },
  }
}
