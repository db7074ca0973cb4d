import type { IncomingMessage } from 'node:http'
import type { RouteOptions } from 'fastify'

const prefix = /^\/t\/([a-z0-9][a-z0-9-]{1,39})(?=\/|\?|$)/
const known = new WeakMap<IncomingMessage, string | undefined>()

/**
 * Takes the short name of an organisation off the front of an address, `/t/<slug>/new` → `/new`, and remembers on the request which tenant it leads to. Called
 * by the server before it looks for a route.
 */
export function takeTenantPath(request: IncomingMessage, tenantPaths: Map<string, string>): string {
  const url = request.url ?? '/'
  const match = prefix.exec(url)
  if (!match) return url
  known.set(request, tenantPaths.get(match[1]!))
  const rest = url.slice(match[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** Whether an address named an organisation by path, and which tenant that is; `tenant` is undefined when there is none of that name. */
export const tenantByPath = (request: IncomingMessage): { tenant: string | undefined } | undefined =>
  known.has(request) ? { tenant: known.get(request) } : undefined

/**
 * What is reached by path, or by a key where the host leads to no organisation of its own: the pages of a visitor and the API. Nobody signs in there, since a cookie belongs to a host and not to a path: accounts, the OpenID
 * provider and what only a browser with a session does stay at the host of the organisation.
 */
export function isReachedByPath({ url = '', config }: { url?: string; config?: RouteOptions['config'] }): boolean {
  const { service } = (config ?? {}) as { service?: string }
  if (service === undefined) return ['/', '/new', '/requests/:id'].includes(url)
  return service !== 'auth' && url.startsWith('/api/') && !url.startsWith('/api/sign-up')
}
