import { createHash } from 'node:crypto'
import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { isSameSecret, prototypeHeaders } from '../serving.ts'
import { readFile, secretOf } from '../store.ts'

/** One file of a prototype. A wrong secret and a missing file answer alike, so that nothing can be guessed step by step. */
export const page: Serve<typeof prototype, 'page'> = async ({ id, secret, '*': path, ifNoneMatch }, ctx) => {
  const stored = await secretOf(ctx.db, id)
  if (!stored || !isSameSecret(secret, stored)) return ctx.fail('not_found')
  const file = await readFile(ctx.db, id, path || 'index.html')
  if (!file) return ctx.fail('not_found')
  const etag = `"${createHash('sha256').update(file.content).digest('base64url').slice(0, 22)}"`
  if (ifNoneMatch === etag) return { content: '', type: file.type, etag, headers: prototypeHeaders, status: 304 }
  return { content: file.content, type: file.type, bytes: file.content.length, etag, headers: prototypeHeaders }
}
