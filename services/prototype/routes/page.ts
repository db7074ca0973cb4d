import { createHash } from 'node:crypto'
import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { folderOf, isSameSecret, prototypeHeaders, sourceAt } from '../serving.ts'
import { findSecret, readFile } from '../store.ts'
import { viewer, viewerHeaders } from '../viewer.ts'

/**
 * One file of a prototype. A wrong secret and a missing file answer alike, so that nothing can be guessed step by step. A page that a browser
 * opens by itself, not in a frame, comes in the viewer; a browser that does not say what it opens gets the page, which is sandboxed in any case.
 */
export const page: Serve<typeof prototype, 'page'> = async (input, ctx) => {
  const { id, secret, '*': path, ifNoneMatch, fetchDest, host } = input
  const kept = await findSecret(ctx.db, id)
  if (!kept || !isSameSecret(secret, kept.secret)) return ctx.fail('not_found')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired')
  const file = await readFile(ctx.db, id, path || 'index.html')
  if (!file) return ctx.fail('not_found')
  const folder = folderOf(id, secret)
  if (fetchDest === 'document' && file.type.startsWith('text/html')) {
    const content = viewer(folder, file.path, `Prototype, version ${kept.version}`)
    return { content, type: 'text/html; charset=utf-8', headers: viewerHeaders(host, folder) }
  }
  const headers = prototypeHeaders(sourceAt(host, `${folder}inbox`))
  const etag = `"${createHash('sha256').update(file.content).digest('base64url').slice(0, 22)}"`
  if (ifNoneMatch === etag) return { content: '', type: file.type, etag, headers, status: 304 }
  return { content: file.content, type: file.type, bytes: file.content.length, etag, headers }
}
