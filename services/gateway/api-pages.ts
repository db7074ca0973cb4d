import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Contract } from '#platform/contract'
import { platformErrors, titleOf } from '#platform/errors'
import { type DocumentedError, referencePage, referenceStyle } from './api-reference.ts'
import { asyncapi } from './asyncapi.ts'
import { openapi } from './openapi.ts'

/** Nothing but the page's own style sheet: no script, no frame, no other host. */
const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/**
 * Serves `GET /openapi.json`, `GET /asyncapi.json` and, for people, `GET /docs`. Each is made at its first call and kept as bytes; nothing is read from
 * disk and no other host is asked.
 *
 * @example await app.register(apiPages([submission, notification], { version: '1.2.0', serverUrl: 'https://example.com' }))
 */
export function apiPages(
  contracts: readonly Contract[],
  about: { version: string; serverUrl: string },
): (app: FastifyInstance) => Promise<void> {
  const documents: Record<string, { type: string; make: () => string }> = {
    '/openapi.json': {
      type: 'application/vnd.oai.openapi+json;version=3.1',
      make: () => JSON.stringify(openapi(contracts, about)),
    },
    '/asyncapi.json': {
      type: 'application/vnd.aai.asyncapi+json;version=3.0.0',
      make: () => JSON.stringify(asyncapi(contracts, about)),
    },
    '/docs': {
      type: 'text/html; charset=utf-8',
      make: () => referencePage(openapi(contracts, about), asyncapi(contracts, about), errorsOf(contracts)),
    },
    '/docs/reference.css': { type: 'text/css; charset=utf-8', make: () => referenceStyle },
  }
  return async (app) => {
    for (const [path, { type, make }] of Object.entries(documents)) {
      let kept: Buffer | undefined
      app.get(path, (_, reply) => {
        kept ??= Buffer.from(make())
        return send(reply, path, type, kept)
      })
    }
    app.get('/docs/', (_, reply) => reply.redirect('/docs', 308))
  }
}

/** Every code a caller may meet: the platform's, then those the contracts declare. */
function errorsOf(contracts: readonly Contract[]): DocumentedError[] {
  const errors = new Map<string, DocumentedError>()
  for (const [code, { status, title }] of Object.entries(platformErrors))
    errors.set(code, { code, status, title, routes: [] })
  for (const contract of contracts) {
    for (const [name, { errors: declared = {} }] of Object.entries(contract.routes)) {
      for (const [code, status] of Object.entries(declared)) {
        const known = errors.get(code) ?? { code, status, title: titleOf(code), routes: [] }
        if (!platformErrors[code]) known.routes.push(`${contract.name}.${name}`)
        errors.set(code, known)
      }
    }
  }
  return [...errors.values()].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code))
}

function send(reply: FastifyReply, path: string, type: string, bytes: Buffer): FastifyReply {
  if (path.startsWith('/docs')) reply.header('content-security-policy', pagePolicy)
  return reply
    .header('content-type', type)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-cache')
    .send(bytes)
}
