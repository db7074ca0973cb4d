import { hkdfSync } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hostNameOf } from '#platform/access'
import { contextFor } from '#platform/context'
import type { Host } from '#platform/host'
import type { AuthCtx } from '../needs.ts'
import { permissions } from '../roles.ts'
import { noteActor, openAccounts } from './accounts.ts'
import { memoryOf } from './adapter.ts'
import { mountPath, originOf } from './issuer.ts'
import { type Issuers, openIssuers } from './issuers.ts'
import type { IssuerParts } from './provider.ts'
import { serveOidc } from './serve.ts'

type Mount = { host: Host; issuers: Issuers; cookieKey: string }

/**
 * Puts the engine under `/oidc`. The routes stand in the contract, so that a door in another process forwards them; here the engine takes the connection over
 * before anything has read the body, and after the door has found out who is asking.
 */
export function mountOidc(app: FastifyInstance, host: Host): void {
  const onError = (error: Error) => host.log.error({ err: error, service: 'auth' }, 'the OpenID provider failed')
  const cookieKey = Buffer.from(hkdfSync('sha256', host.secretKey, '', 'statex oidc cookies', 32)).toString('base64url')
  const mount = { host, issuers: openIssuers(onError), cookieKey }
  const take = async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    await answer(mount, request, reply, onError)
    return payload as never
  }
  app.addHook('onRoute', (route) => {
    if (route.url === `${mountPath}/*` || route.url.endsWith(`oauth-authorization-server${mountPath}`))
      route.preParsing = take
  })
  // Browsers ask first before they let an application of another origin fetch its tokens (CORS).
  app.options(`${mountPath}/*`, { config: { service: 'auth' } }, async () => {})
}

async function answer(mount: Mount, request: FastifyRequest, reply: FastifyReply, onError: (error: Error) => void) {
  const { identity, raw } = request
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
  noteActor(raw, identity.actor)
  await serveOidc({
    request: raw,
    response: reply.raw,
    path: pathBelow(request.url),
    address: identity.client.address,
    trace: identity.trace,
    parts: partsOf(mount, identity),
    issuers: mount.issuers,
    onError,
  })
}

const pathBelow = (url: string): string =>
  url.startsWith(`${mountPath}/`) ? url.slice(mountPath.length) : '/.well-known/oauth-authorization-server'

function partsOf({ host, cookieKey }: Mount, identity: FastifyRequest['identity']): Omit<IssuerParts, 'keys'> {
  const { tenant, trace, client } = identity
  const actor = { kind: 'service' as const, name: 'auth' }
  const ctx: AuthCtx = contextFor(host, host.service('auth')!, { tenant, actor, trace, client, signal: host.stopping })
  return {
    memory: memoryOf(ctx),
    origin: originOf(ctx.publicUrl, tenant, hostNameOf({ host: client.host })),
    cookieKey,
    accounts: openAccounts(ctx),
    permissions: Object.keys(permissions),
    mayReachPrivate: ctx.config.privateApplications,
    idleS: ctx.config.sessionIdleMinutes * 60,
    onReuse: (clientId, what) => {
      ctx
        .publish('tokenReused', { subject: clientId, by: 'auth', detail: what })
        .catch((error) => ctx.log.error({ err: error }, what))
    },
  }
}
