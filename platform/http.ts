import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { authorise, defaultTenant, hostNameOf, type Identity, identify, originAt } from './access.ts'
import { contextFor, type Scope } from './context.ts'
import type { Access, Route, TSchema } from './contract.ts'
import { cookieIn } from './cookies.ts'
import { declaredOf } from './declared.ts'
import { Refusal, refuse, standard } from './errors.ts'
import { headersBeforeDoor, jsonBytesMax, refuseUnparsed, sendProblem } from './failures.ts'
import { formOf } from './form.ts'
import type { Host } from './host.ts'
import { forgetHeader } from './identity.ts'
import { withoutSecrets } from './log.ts'
import { noteRefusal } from './refusals.ts'
import { pick } from './remote.ts'
import type { Actor, Service } from './service.ts'
import { sendEvents, sendStream } from './streams.ts'
import { isReachedByPath, takeTenantPath, tenantByPath } from './tenant-path.ts'
import { storable, validate } from './validate.ts'

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity
  }
}

/** The HTTP server of this process: contract routes of its services, errors as RFC 9457, one trace per request. Not listening yet. */
export async function openHttp(host: Host): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    bodyLimit: jsonBytesMax,
    trustProxy: host.config.trustedProxies?.split(',').map((address) => address.trim()) ?? false,
    forceCloseConnections: 'idle',
    rewriteUrl: (request) => takeTenantPath(request, host.keys.tenantPaths),
    routerOptions: { maxParamLength: 200 },
    // What never reaches a route is answered like everything else.
    clientErrorHandler: (error, socket) => refuseUnparsed(host, error as NodeJS.ErrnoException, socket),
    frameworkErrors: (error, request, reply) => {
      request.identity = identify(host.keys, request.headers, undefined)
      const isTooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      const refusal = isTooLong ? standard('not_found') : standard('invalid_input', 'The address is not a valid URL.')
      sendProblem(
        host,
        refusal,
        request as FastifyRequest,
        reply.headers({ ...headersBeforeDoor(host), 'x-trace-id': request.identity.trace }) as FastifyReply,
      )
    },
  })
  // JSON and forms only: Fastify would take plain text as well, and the schema's complaint about it helps nobody.
  app.removeContentTypeParser('text/plain')
  await app.register(multipart)
  app.decorateRequest('identity', null as never)
  addIdentity(host, app)
  app.addHook('onSend', async (request, reply) => dropRest(request, reply))
  const isLogged = host.config.logLevel === 'debug' || host.config.logLevel === 'trace'
  app.addHook('onResponse', (request, reply, done) => {
    // Closing the server closes what is idle then; a connection that falls idle later would hold the process for its keep-alive time.
    if (host.stopping.aborted) setImmediate(() => app.server.closeIdleConnections())
    const { url: route = 'unknown' } = request.routeOptions
    const service = serviceOf(request) ?? 'platform'
    const { method, url, identity } = request
    const { statusCode: status, elapsedTime: ms } = reply
    host.metrics.observe({ service, route, method, status: String(status) }, ms / 1000)
    // What another process answered, it notes itself.
    host.refusals.note(request.raw, {
      ...{ identity, service, method, route, status },
      isOurs: host.service(service) !== undefined,
      access: (request.routeOptions.config as { access?: Access }).access,
    })
    if (isLogged)
      host.log.debug(
        { trace: identity?.trace, method, url: withoutSecrets(url), status, ms: Math.round(ms) },
        'request',
      )
    done()
  })
  app.setErrorHandler((error, request, reply) => sendProblem(host, error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      host,
      new Refusal(
        'not_found',
        404,
        `There is nothing at ${request.method} ${withoutSecrets(request.url).split('?')[0]}.`,
      ),
      request,
      reply,
    ),
  )
  return app
}

/**
 * Who is asking. The tenant, and what the request itself proves, before anything else; what must be looked up, after the limits of the door had their say.
 * Hooks with a callback: what waits for nothing should not cost a promise in every request.
 */
function addIdentity(host: Host, app: FastifyInstance): void {
  // People reach us over TLS although the last hop to us may be without it.
  const isPublicSecure = host.config.publicUrl?.startsWith('https:') === true
  app.addHook('onRequest', (request, reply, done) => {
    const { token } = request.query as Record<string, unknown>
    const name = hostNameOf(request.headers)
    const byPath = tenantByPath(request.raw)
    const byHost = host.keys.tenantHosts.get(name)
    const isElsewhere = byHost !== undefined && byHost !== defaultTenant
    const isReached = isReachedByPath(request.routeOptions)
    const identity = identify(host.keys, request.headers, typeof token === 'string' ? token : undefined, {
      audience: serviceOf(request),
      method: request.method,
      address: request.ip,
      isSecure: isPublicSecure || request.protocol === 'https',
      tenant: byPath ? byPath.tenant : byHost,
      isByPath: byPath !== undefined,
      urlAt: (at) =>
        `${originAt(host.publicUrl(), byPath ? defaultTenant : at, name)}${request.originalUrl.split('?')[0]}`,
    })
    request.identity = identity
    identity.isOpen = identity.credential?.kind === 'key' && !byPath && !isElsewhere && isReached
    reply.header('x-trace-id', identity.trace)
    // Only where the host leads to no organisation of its own: what is at acme.example.com stays with Acme.
    if (byPath && (!byPath.tenant || isElsewhere || !isReached)) return done(standard('not_found'))
    done()
  })
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { identity } = request
    if (!identity.credential || !serviceOf(request)) return done(null, payload)
    const settle = (actor: Actor) => {
      identity.actor = actor
      done(null, payload)
    }
    // A visitor must not be turned away because nobody can say whose old cookie they carry.
    const fail = (error: Error) => {
      if (error instanceof Refusal && error.code === 'rate_limited') return done(error)
      identity.failure = error
      done(null, payload)
    }
    try {
      const actor = host.identification.actorOf(identity)
      if (actor instanceof Promise) actor.then(settle, fail)
      else settle(actor)
    } catch (error) {
      fail(error as Error)
    }
  })
}
const serviceOf = (request: FastifyRequest) => (request.routeOptions.config as { service?: string }).service

/** Adds the routes of a service that lives in this process. */
export function addRoutes(host: Host, app: FastifyInstance, service: Service): void {
  for (const [key, route] of Object.entries(service.contract.routes)) {
    app.route({
      method: route.method,
      url: urlOf(route),
      config: { service: service.contract.name, access: route.access },
      handler: (request, reply) => answer(host, service, key, route, request, reply),
    })
  }
}

/** Address of a route on the server. */
export const urlOf = (route: Route): string => `${route.at === 'root' ? '' : '/api'}${route.path}`

async function answer(
  host: Host,
  service: Service,
  key: string,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { identity } = request
  const params = request.params as Record<string, unknown>
  authorise(route, identity.actor, params, identity)
  const { tenant, actor, trace, client } = identity
  const scope: Scope = { tenant, actor, trace, client, signal: signalOf(host, route, reply), headers: [] }
  const idempotencyKey = request.headers['idempotency-key']
  if (route.idempotent && typeof idempotencyKey === 'string') {
    if (idempotencyKey.length > 255) refuse('invalid_input', 'An Idempotency-Key has at most 255 characters.')
    scope.idempotency = { route: `${service.contract.name}.${key}`, key: storable(idempotencyKey) }
  }
  const ctx = contextFor(host, service, scope)
  const input: Record<string, unknown> = {}
  // What is authorised is what the address names, so it is read last: nothing in a body that takes more than it lists can stand in its place. Unknown query
  // parameters are ignored, as the web does; unknown body properties are refused or left out, as the body's schema says.
  if (route.form) input.form = formOf(request, route.body!)
  else if (route.body) Object.assign(input, declaredOf(route.body, validate(route.body, storable(request.body ?? {}))))
  if (route.params) Object.assign(input, validate(route.params, storable(pick(route.params, params)), 'text'))
  if (route.query)
    Object.assign(
      input,
      validate(route.query, storable(pick(route.query, request.query as Record<string, unknown>)), 'text'),
    )
  if (route.cookie) input.cookie = cookieIn(request.headers.cookie, route.cookie, client.isSecure)
  if (route.reply === 'events') input.lastEventId = request.headers['last-event-id']
  if (route.reply === 'stream')
    Object.assign(input, {
      range: request.headers.range,
      ifNoneMatch: request.headers['if-none-match'],
      fetchDest: request.headers['sec-fetch-dest'],
      // Behind our own door the name that the caller used stands in a header that the door wrote.
      host: request.headers['x-statex-context'] ? request.headers['x-forwarded-host'] : request.host,
      // Written by our own door, which drops what callers send under this name.
      origins: request.headers['x-statex-origins'],
    })
  const result: any = await service.serving.routes![key]!(input, ctx)
  // What is for the door between us and the caller is nobody else's.
  for (const [name, value] of scope.headers!)
    if (name !== forgetHeader || request.headers['x-statex-context']) reply.header(name, value)
  if (route.reply === 'stream') {
    if (result.refusal) noteRefusal(request.raw, result.refusal)
    return sendStream(reply, result)
  }
  if (route.reply === 'events') return sendEvents(reply, result, scope.signal)
  reply.status(route.status ?? 200)
  if (route.status === 201 && result?.links?.self) reply.header('location', result.links.self)
  reply.header('cache-control', 'no-store')
  return reply.send(declaredOf(route.reply as TSchema, validate(route.reply as TSchema, result)))
}

/** A download may finish while the process stops. A stream of events would never end, and its reader comes back with `Last-Event-ID`. */
function signalOf(host: Host, route: Route, reply: FastifyReply): AbortSignal {
  if (route.reply !== 'stream' && route.reply !== 'events') return host.stopping
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return route.reply === 'events' ? AbortSignal.any([controller.signal, host.stopping]) : controller.signal
}

/**
 * Lets what is left of a body in that was answered before its end, and drops it. Closing at once would reset the connection under the
 * answer, and who is still sending would read "connection lost" instead of the reason.
 */
function dropRest(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete || request.raw.destroyed) return
  reply.removeHeader('connection')
  // Also for who asked to close: they do so when they have read the answer.
  reply.raw.shouldKeepAlive = true
  request.raw.unpipe().resume()
}
