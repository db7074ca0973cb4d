import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import replyFrom from '@fastify/reply-from'
import type { FastifyInstance } from 'fastify'
import { sealScope } from '#platform/context'
import { Refusal } from '#platform/errors'
import type { Host } from '#platform/host'
import { urlOf } from '#platform/http'
import { forgetHeader } from '#platform/identity'

const forwardTimeoutMs = 300_000

const gone = new Refusal('invalid_input', 400, 'The caller broke the connection.')
/** Why nothing came back, without the address of the inside: too late, or not there. */
const away = (service: string, error: Error) =>
  (error as { statusCode?: number }).statusCode === 504
    ? new Refusal('deadline_exceeded', 504, `The service "${service}" did not answer in time.`)
    : new Refusal(
        'unavailable',
        503,
        `The service "${service}" does not answer right now. Please try again in a moment.`,
        {
          'retry-after': '2',
        },
      )

/**
 * The body in a pipe of its own. An answer that comes before the body was sent makes the HTTP client destroy what it reads from; that must be this pipe and not
 * the caller's connection, on which the answer is to go out. The rest of the body is let in and dropped.
 */
function bodyOf(incoming: IncomingMessage): PassThrough {
  const pipe = new PassThrough()
  pipe.on('error', () => {})
  pipe.once('close', () => incoming.unpipe(pipe).resume())
  incoming.once('close', () => {
    if (!incoming.complete) pipe.destroy(new Error('The caller broke the connection.'))
  })
  return incoming.pipe(pipe)
}

/** Forwards the public routes of services that run in other processes, bodies and streams as they are, with the identity this door established, sealed. */
export async function forwardElsewhere(app: FastifyInstance, host: Host): Promise<void> {
  const elsewhere = host.contracts.filter((c) => !host.service(c.name) && Object.keys(c.routes).length > 0)
  if (elsewhere.length === 0) return
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, bodyOf(payload)))
    // Whether to try again is for the caller to decide: it knows what its request does.
    const undici = { headersTimeout: 60_000, bodyTimeout: forwardTimeoutMs }
    await scope.register(replyFrom, { undici, retryMethods: [], maxRetriesOn503: 0 })
    for (const contract of elsewhere) {
      for (const route of Object.values(contract.routes).filter((r) => r.access !== 'service')) {
        scope.route({
          // Under a root that takes forms from anywhere, browsers of other origins ask first (CORS), and the service answers.
          method:
            route.method === 'POST' && route.at === 'root' && route.path.endsWith('/*')
              ? ['POST', 'OPTIONS']
              : route.method,
          url: urlOf(route),
          config: { service: contract.name },
          handler: (request, reply) => {
            if (request.identity.failure && route.access !== 'public') throw request.identity.failure
            return reply.from(new URL(request.url, host.addressOf(contract)).href, {
              onError: (broken, { error }) =>
                // Nobody reads what is sent to a caller who has gone, and it is no failure of ours to be logged.
                void broken.send(request.raw.socket.destroyed ? gone : away(contract.name, error)),
              rewriteHeaders(headers) {
                // Who was just signed out or whose key was just revoked must not get through here once more.
                const { [forgetHeader]: isToForget, ...rest } = headers
                if (isToForget) host.identification.forget()
                return rest
              },
              rewriteRequestHeaders: (_request, headers) => ({
                ...headers,
                'x-forwarded-host': request.host,
                'x-statex-context': sealScope(
                  host.secretKey,
                  { ...request.identity, shown: request.identity.credential?.kind },
                  forwardTimeoutMs,
                  contract.name,
                ),
              }),
            })
          },
        })
      }
    }
  })
}
