import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url))
/** Addresses of pages, as `web/routes.tsx` has them. */
const pages = [
  ...['/', '/new', '/requests/:id'],
  ...[
    '/setup',
    '/sign-in',
    '/forgot',
    '/reset',
    '/confirm',
    '/join',
    '/account',
    '/account/organisation',
    '/account/refusals',
    '/sign-up',
  ],
]

/** Serves the built web application. Pages are routes of the application, so every address that is no file and no API answers `index.html`. */
export async function serveWeb(app: FastifyInstance): Promise<void> {
  if (!existsSync(dist)) return
  await app.register(fastifyStatic, {
    root: dist,
    wildcard: false,
    index: false,
    setHeaders(reply, path) {
      // Vite puts the hash of the content into these names.
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  for (const url of pages) app.get(url, (_request, reply) => reply.sendFile('index.html'))
  // A person who mistyped an address gets the application's own page for that; a program gets problem details.
  app.get('/*', (request, reply) => {
    if (request.url.startsWith('/api/') || !request.headers.accept?.includes('text/html')) return reply.callNotFound()
    return reply.status(404).sendFile('index.html')
  })
}
