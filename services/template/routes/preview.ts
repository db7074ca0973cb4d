import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { packOf } from '../library.ts'
import type { Needs } from '../needs.ts'

const types: Record<string, string> = { webp: 'image/webp', png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg' }
const prefix = 'base64,'

/** The picture that a pack shows of itself. A pack may be anybody's, so the answer is an image to a browser and nothing else, whatever its bytes are. */
export const preview: Serve<typeof template, 'preview', Needs> = async ({ id }, ctx) => {
  const pack = await packOf(ctx.db, id)
  const path = pack?.pack.preview ?? ''
  const type = types[path.slice(path.lastIndexOf('.') + 1)]
  const text = pack?.files[path]
  if (!type || !text?.startsWith(prefix)) return ctx.fail('not_found')
  const content = Buffer.from(text.slice(prefix.length), 'base64')
  const headers = {
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=300',
  }
  return { content, type, bytes: content.length, headers }
}
