import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'
import { browserAt, pictureOf } from '../screenshot.ts'
import { isSameSecret, prototypeHeaders } from '../serving.ts'
import { addFile, allFiles, findSecret, readFile } from '../store.ts'

const path = 'preview.webp'

/** A picture of the first page, taken when it is first asked for and kept with the prototype, so that it is in the archive as well. */
export const preview: Serve<typeof prototype, 'preview', Needs> = async ({ id, secret }, ctx) => {
  const kept = await findSecret(ctx.db, id)
  if (!kept || !isSameSecret(secret, kept.secret)) return ctx.fail('not_found')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired')
  const reply = (content: Uint8Array) => ({
    content,
    type: 'image/webp',
    bytes: content.length,
    headers: prototypeHeaders(),
  })
  const file = await readFile(ctx.db, id, path)
  if (file) return reply(file.content)
  const browser = browserAt(ctx.config.chromium)
  if (!browser) return ctx.fail('preview_unavailable', 'No browser that could take a picture is installed here.')
  const picture = await pictureOf(await allFiles(ctx.db, id), browser)
  if (!picture) return ctx.fail('preview_unavailable', 'The picture could not be taken. Please try again later.')
  await addFile(ctx.db, id, { path, type: 'image/webp', content: picture })
  return reply(picture)
}
