import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Bounds, type NamesThatLead, provisioning } from '#contracts/provisioning'
import { contextFor } from '#platform/context'
import { refuse } from '#platform/errors'
import type { Host } from '#platform/host'
import { urlOf } from '#platform/http'
import { rememberTogether } from '#platform/remembered'
import type { Client } from '#platform/service'
import { askAhead } from './bounds-ahead.ts'
import { limiterOf } from './limits.ts'

/** Looked at anew this often, should a wake have been missed. */
const keepMs = 30_000
/** Organisations whose bounds are known: about 500 B each. */
const keysMax = 20_000
const retryMs = 1_000
const reads = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What a read-only organisation may still do: take its data with it, be erased, or stay after all. */
const ways = new Set(
  [provisioning.routes.startExport, provisioning.routes.close, provisioning.routes.keep].map((route) => urlOf(route)),
)

/**
 * What the tenant of a request may do: host names that lead to tenants, read-only tenants, and the rate of each. Known in memory, so a request
 * costs no question; a wake tells of changes. While the service that knows does not answer, what was last known holds, and at first nothing is limited.
 */
export async function boundTenants(app: FastifyInstance, host: Host): Promise<void> {
  if (!host.service('provisioning') && !host.config.serviceUrl) return
  const ask = (tenant: string): Client<typeof provisioning> =>
    contextFor(host, host.service('gateway')!, {
      tenant,
      actor: { kind: 'service', name: 'gateway' },
      trace: '0'.repeat(32),
      signal: host.stopping,
    }).call.provisioning!
  const bounds = rememberTogether<Bounds>(host.adapters, 'bounds', { keepMs, keysMax })
  const load = (tenant: string) => () => ask(tenant).bounds({})
  const askAll = askAhead(bounds, (after) => ask('').boundsOfMany({ after }), host.stopping)
  let version: string | undefined
  let isForgotten = true
  const refresh = followHosts(host, async (known) => {
    const askedAt = performance.now()
    const found = await ask('').hosts({ known })
    if (found.bounds === version) bounds.vouch(askedAt)
    else bounds.forget()
    if (found.bounds !== version || isForgotten) askAll()
    isForgotten = false
    version = found.bounds
    return found
  })
  host.wake.on('tenants', () => {
    bounds.forget()
    isForgotten = true
    refresh()
  })
  refresh()
  const rate = openRates()
  app.addHook('onRequest', (request, _reply, done) => {
    const { tenant } = request.identity
    const known = bounds.known(tenant, load(tenant))
    // Nearly always: then the request waits for nothing.
    if (known && known.limits.apiPerMinute === undefined) return void done(attempt(() => refuseWrites(request, known)))
    bounds
      .get(tenant, load(tenant))
      .catch(() => undefined)
      .then((found) => found && judge(request, found, rate))
      .then(() => done(), done)
  })
}

function attempt(work: () => void): Error | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error as Error
  }
}

async function judge(request: FastifyRequest, bounds: Bounds, rate: ReturnType<typeof openRates>) {
  refuseWrites(request, bounds)
  const { apiPerMinute } = bounds.limits
  if (apiPerMinute !== undefined && request.url.startsWith('/api/')) await rate(request.identity.tenant, apiPerMinute)
}

function refuseWrites(request: FastifyRequest, { state }: Bounds): void {
  if (state === 'active' || state === 'preparing' || reads.has(request.method)) return
  const { url = '', config } = request.routeOptions
  // Who runs the installation may; and people must be able to sign in to read.
  if (request.identity.actor.kind === 'operator' || ways.has(url)) return
  if ((config as { service?: string }).service === 'auth') return
  refuse(
    'tenant_suspended',
    state === 'closing'
      ? 'This organisation is being closed: what is there can be read and taken along, and nothing new is taken.'
      : 'This organisation is read-only for now: what is there can be read, and nothing new is taken. Please ask the people who run it.',
  )
}

function openRates() {
  // One limiter for each number there is, which is few: plans have them.
  const limiters = new Map<number, (tenant: string) => Promise<void>>()
  return (tenant: string, points: number): Promise<void> => {
    let limit = limiters.get(points)
    if (!limit) {
      limit = limiterOf(points, `The plan of this organisation allows ${points} requests a minute.`)
      limiters.set(points, limit)
    }
    return limit(tenant)
  }
}

/** Keeps the short names of tenants, and their host names beside those of the configuration, which go first. */
function followHosts(
  host: Host,
  load: (known: string | undefined) => Promise<{ version: string; names?: NamesThatLead }>,
): () => void {
  const { tenantHosts, tenantPaths } = host.keys
  const configured = new Set(tenantHosts.keys())
  let timer: NodeJS.Timeout | undefined
  let isLoading = false
  let isDueAgain = false
  let known: string | undefined
  const take = ({ hosts, slugs }: NamesThatLead) => {
    tenantPaths.clear()
    for (const { slug, tenant } of slugs) tenantPaths.set(slug, tenant)
    const next = new Map(hosts.map((h) => [h.host, h.tenant]))
    for (const name of tenantHosts.keys()) if (!configured.has(name) && !next.has(name)) tenantHosts.delete(name)
    for (const [name, tenant] of next) if (!configured.has(name)) tenantHosts.set(name, tenant)
  }
  const look = async () => {
    if (isLoading) {
      isDueAgain = true
      return
    }
    isLoading = true
    clearTimeout(timer)
    let restMs = keepMs
    try {
      const { version, names } = await load(known)
      if (names) take(names)
      known = version
    } catch {
      restMs = retryMs
    }
    isLoading = false
    if (host.stopping.aborted) return
    timer = setTimeout(look, isDueAgain ? 0 : restMs)
    timer.unref()
    isDueAgain = false
  }
  return () => void look()
}
