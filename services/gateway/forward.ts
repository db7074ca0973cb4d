import replyFrom from '@fastify/reply-from'
import type { FastifyInstance } from 'fastify'
import { sealScope } from '#platform/context'
import { Refusal } from '#platform/errors'
import type { Host } from '#platform/host'
import { urlOf } from '#platform/http'

const forwardTimeoutMs = 300_000

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

/** Forwards the public routes of services that run in other processes, bodies and streams as they are, with the identity this door established, sealed. */
export async function forwardElsewhere(app: FastifyInstance, host: Host): Promise<void> {
  const elsewhere = host.contracts.filter((c) => !host.service(c.name) && Object.keys(c.routes).length > 0)
  if (elsewhere.length === 0) return
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    await scope.register(replyFrom, { undici: { headersTimeout: 60_000, bodyTimeout: forwardTimeoutMs } })
    for (const contract of elsewhere) {
      for (const route of Object.values(contract.routes).filter((r) => r.access !== 'service')) {
        scope.route({
          method: route.method,
          url: urlOf(route),
          config: { service: contract.name },
          handler: (request, reply) =>
            reply.from(new URL(request.url, host.addressOf(contract)).href, {
              onError: (broken, { error }) => void broken.send(away(contract.name, error)),
              rewriteRequestHeaders: (_request, headers) => ({
                ...headers,
                'x-statex-context': sealScope(
                  host.secretKey,
                  { ...request.identity, signal: host.stopping },
                  forwardTimeoutMs,
                ),
              }),
            }),
        })
      }
    }
  })
}
