import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { refuse } from '#platform/errors'
import type { Host } from '#platform/host'
import type { GatewayConfig } from './needs.ts'

/**
 * Refuses with 429 and `Retry-After` what comes too often. An address is counted before the key it shows is looked up, the organisation after: a key may lead to
 * its own. Only the API, the OpenID provider and provisioning count: pages and prototypes are cheap. Counted per process, in memory.
 */
export function limitRates(app: FastifyInstance, host: Host): void {
  const config: GatewayConfig = host.configOf('gateway')
  // In the settings of the installation 0 is no limit; in a plan it is one.
  const limitOf = (points: number, who: string) =>
    points === 0 ? async () => {} : limiterOf(points, `Too many requests from this ${who}.`)
  const ofAddress = limitOf(config.addressPerMinute, 'address')
  const ofTenant = limitOf(config.tenantPerMinute, 'organisation')
  app.addHook('onRequest', async (request) => {
    if (!/^\/(api|oidc|scim)\//.test(request.url)) return
    await ofAddress(request.ip)
    await host.identification.followKey(request.identity)
    await ofTenant(request.identity.tenant)
  })
}

/** Counts calls of a key, and refuses one beyond `points` a minute. `why` is the sentence that the refusal begins with. */
export function limiterOf(points: number, why: string): (key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points, duration: 60 })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (rejection) {
      const seconds = Math.ceil(((rejection as RateLimiterRes).msBeforeNext ?? 1_000) / 1_000)
      refuse('rate_limited', `${why} Please try again in ${seconds} s.`, { 'retry-after': String(seconds) })
    }
  }
}
