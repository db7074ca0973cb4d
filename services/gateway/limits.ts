import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { refuse } from '#platform/errors'
import type { GatewayConfig } from './needs.ts'

/** Refuses with 429 and `Retry-After` what comes too often. Only the API, the OpenID provider and provisioning count: pages and prototypes are cheap. Counted per process, in memory. */
export function limitRates(app: FastifyInstance, config: GatewayConfig): void {
  const limiters = [
    { points: config.addressPerMinute, key: (address: string, _tenant: string) => address, who: 'this address' },
    { points: config.tenantPerMinute, key: (_address: string, tenant: string) => tenant, who: 'this organisation' },
  ]
    .filter(({ points }) => points > 0)
    .map((rule) => ({ ...rule, limiter: new RateLimiterMemory({ points: rule.points, duration: 60 }) }))
  app.addHook('onRequest', async (request) => {
    if (!/^\/(api|oidc|scim)\//.test(request.url)) return
    for (const { limiter, key, who } of limiters) {
      try {
        await limiter.consume(key(request.ip, request.identity.tenant))
      } catch (rejection) {
        const seconds = Math.ceil(((rejection as RateLimiterRes).msBeforeNext ?? 1_000) / 1_000)
        refuse('rate_limited', `Too many requests from ${who}. Please try again in ${seconds} s.`, {
          'retry-after': String(seconds),
        })
      }
    }
  })
}
