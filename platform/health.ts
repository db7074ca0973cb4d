import { refuse } from './errors.ts'
import type { Host } from './host.ts'
import { nothing } from './platform.sql.ts'

const checkTimeoutMs = 2_000

/** `/healthz`: this process answers. `/readyz`: what it needs answers too, each named; 503 when one does not. `/metrics`: Prometheus text. */
export function addHealth(host: Host): void {
  const { app } = host
  app.get('/healthz', async () => ({ status: 'ok', services: host.services.map((s) => s.contract.name) }))
  app.get('/readyz', async (_request, reply) => {
    const timeout = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs).unref()
    })
    const database = await Promise.race([host.database.owner.one(nothing), timeout]).then(
      () => 'ok',
      (error: Error) => `failed: ${error.message}`,
    )
    const checks = {
      // The port is open before the work begins; the dispatcher is the last thing to start.
      ...(host.dispatcher ? {} : { start: 'failed: still starting' }),
      database,
      shutdown: host.stopping.aborted ? 'failed: stopping' : 'ok',
    }
    const isReady = Object.values(checks).every((check) => check === 'ok')
    return reply
      .status(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: isReady ? 'ready' : 'not ready', checks })
  })
  app.get('/metrics', async (request, reply) => {
    // Figures of the whole installation: for whoever is on this machine, not behind a proxy of it, or holds the operator key.
    const isLocal = /^(::1|(::ffff:)?127\.)/.test(request.ip) && !request.headers['x-forwarded-for']
    if (!isLocal && request.identity.actor.kind !== 'operator')
      refuse('unauthorised', 'Send the operator key as "Authorization: Bearer <key>".')
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await host.metrics.text())
  })
}
