import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { openSealedScope } from './context.ts'
import type { Route } from './contract.ts'
import { refuse } from './errors.ts'
import { randomNameBytes, subjectOf } from './ids.ts'
import type { Actor } from './service.ts'

export const defaultTenant = 'ten_default'

export type Identity = { tenant: string; actor: Actor; trace: string }
export type Keys = { secretKey: string; operatorKey: string; tenantHosts: Map<string, string> }

/** `acme.example.com=ten_acme,b.example.com=ten_b` → map. */
export function readTenantHosts(text = ''): Map<string, string> {
  return new Map(
    text
      .split(',')
      .filter(Boolean)
      .map((pair) => pair.trim().toLowerCase().split('=') as [string, string]),
  )
}

/**
 * Who is asking, from the request alone. A sealed context (another process of this installation) is believed; everything else in the headers is a claim:
 * the tenant comes from the host name, the actor from the bearer token.
 */
export function identify(keys: Keys, headers: IncomingHttpHeaders, token: string | undefined): Identity {
  const sealed = headers['x-statex-context']
  if (typeof sealed === 'string') {
    const scope = openSealedScope(keys.secretKey, sealed)
    if (scope) return scope
  }
  const trace =
    /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(headers.traceparent as string)?.[1] ??
    randomNameBytes(16).toString('hex')
  const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  const tenant = keys.tenantHosts.get(host) ?? defaultTenant
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? token
  return { tenant, trace, actor: bearer ? actorOf(keys, tenant, bearer) : { kind: 'public' } }
}

function actorOf(keys: Keys, tenant: string, bearer: string): Actor {
  const given = Buffer.from(bearer)
  const operator = Buffer.from(keys.operatorKey)
  if (given.length === operator.length && timingSafeEqual(given, operator)) return { kind: 'operator', id: 'operator' }
  const subject = subjectOf(keys.secretKey, tenant, bearer)
  return subject ? { kind: 'holder', subject } : { kind: 'public' }
}

/**
 * Lets the actor through or refuses: 401 without a valid token, 404 for anything that is not theirs, so that an answer never tells whether an id exists.
 */
export function authorise(route: Route, actor: Actor, params: Record<string, unknown>): void {
  const { access } = route
  if (access === 'public' || actor.kind === 'service') return
  if (access === 'service') refuse('not_found')
  if (actor.kind === 'operator') return
  if (actor.kind === 'public')
    refuse('unauthorised', 'Send the token of this request as "Authorization: Bearer <token>".', {
      'www-authenticate': 'Bearer',
    })
  if (access === 'operator' || !route.subject || params[route.subject] !== actor.subject) refuse('not_found')
}
