import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { zipOf } from '../archive.ts'
import { isSameSecret, prototypeHeaders } from '../serving.ts'
import { allFiles, findSecret } from '../store.ts'

/** The whole prototype for download. Made on demand: it takes some milliseconds and is asked for rarely. */
export const zip: Serve<typeof prototype, 'zip'> = async ({ id, secret }, ctx) => {
  const kept = await findSecret(ctx.db, id)
  if (!kept || !isSameSecret(secret, kept.secret)) return ctx.fail('not_found')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired')
  const content = await zipOf(Object.fromEntries((await allFiles(ctx.db, id)).map((file) => [file.path, file.content])))
  return {
    content,
    type: 'application/zip',
    bytes: content.length,
    headers: { ...prototypeHeaders(), 'content-disposition': 'attachment; filename="prototype.zip"' },
  }
}
