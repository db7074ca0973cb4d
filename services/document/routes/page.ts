import type { Serve } from '#platform/service'
import type { document as contract } from '../contract.ts'
import { derivedKey, illustration } from '../illustrations.ts'

/** One page of a file as a picture, for looking at what a quote comes from. */
export const page: Serve<typeof contract, 'page'> = async ({ id, fileId, number, size, ifNoneMatch }, ctx) => {
  const key = derivedKey(ctx.tenant, id, fileId)
  const content = await illustration(ctx.adapters.blobs, key, number, size === 'thumbnail')
  if (!content) return ctx.fail('not_found', 'There is no picture of this page.')
  // A file never changes, and neither does a picture of it.
  const etag = `"${fileId}-${number}-${size ?? 'page'}"`
  const headers = {
    'cache-control': 'private, max-age=86400',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
  if (ifNoneMatch === etag) return { content: '', type: 'image/webp', etag, headers, status: 304 }
  return { content, type: 'image/webp', bytes: content.length, etag, headers }
}
