import { createHash } from 'node:crypto'
import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { framedBy, originsFrom, sourceBelow } from '../origins.ts'
import { folderOf, isSameSecret, prototypeHeaders, sourceAt } from '../serving.ts'
import { findSecret, readFile } from '../store.ts'
import { viewer, viewerHeaders } from '../viewer.ts'

type Input = Parameters<Serve<typeof prototype, 'page'>>[0]
type Place = { folder: string; path: string; title: string; isPage: boolean }

/**
 * What is answered instead of the file. Opened by itself, a page comes in the viewer, which is on the application's origin; the file itself is on
 * the prototypes' own, if they have one. A browser that does not say what it opens gets the page, which is sandboxed in any case.
 */
function elsewhere({ host, fetchDest, origins: text }: Input, { folder, path, title, isPage }: Place) {
  const origins = originsFrom(text)
  const isOpened = isPage && fetchDest === 'document'
  const moved = (origin: string) => ({
    content: '',
    type: 'text/plain; charset=utf-8',
    status: 307,
    headers: { ...prototypeHeaders(), 'cache-control': 'private, no-store', location: `${origin}${folder}${path}` },
  })
  if (isOpened && origins?.isOwn) return moved(origins.main)
  if (!isOpened) return origins && !origins.isOwn ? moved(origins.own) : undefined
  const headers = viewerHeaders(origins ? sourceBelow(origins.own, folder) : sourceAt(host, folder))
  return { content: viewer(`${origins?.own ?? ''}${folder}`, path, title), type: 'text/html; charset=utf-8', headers }
}

/** One file of a prototype. A wrong secret and a missing file answer alike, so that nothing can be guessed step by step. */
export const page: Serve<typeof prototype, 'page'> = async (input, ctx) => {
  const { id, secret, '*': path, ifNoneMatch, host } = input
  const kept = await findSecret(ctx.db, id)
  if (!kept || !isSameSecret(secret, kept.secret)) return ctx.fail('not_found')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired')
  const file = await readFile(ctx.db, id, path || 'index.html')
  if (!file) return ctx.fail('not_found')
  const folder = folderOf(id, secret)
  const isPage = file.type.startsWith('text/html')
  const other = elsewhere(input, { folder, path: file.path, title: `Prototype, version ${kept.version}`, isPage })
  if (other) return other
  const origins = originsFrom(input.origins)
  const inbox = `${folder}inbox`
  const headers = origins
    ? prototypeHeaders(sourceBelow(origins.own, inbox), framedBy(origins))
    : prototypeHeaders(sourceAt(host, inbox))
  const etag = `"${createHash('sha256').update(file.content).digest('base64url').slice(0, 22)}"`
  if (ifNoneMatch === etag) return { content: '', type: file.type, etag, headers, status: 304 }
  return { content: file.content, type: file.type, bytes: file.content.length, etag, headers }
}
