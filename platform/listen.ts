import type { FastifyInstance } from 'fastify'
import type { PlatformConfig } from './config.ts'
import type { Log } from './service.ts'

/** Listens on the configured port. Without one, on the default or, said clearly, the next free port. Answers the port. */
export async function listen(
  app: FastifyInstance,
  config: PlatformConfig,
  ownPort: number | undefined,
  log: Log,
): Promise<number> {
  const wanted = config.port ?? ownPort ?? 8080
  for (let port = wanted; ; port++) {
    try {
      await app.listen({ host: config.host, port })
      const actual = (app.server.address() as { port: number }).port
      if (config.port === undefined && actual !== wanted)
        log.warn({ wanted, port: actual }, `port ${wanted} is taken, using ${actual}; set PORT to choose`)
      return actual
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' || config.port !== undefined || port >= wanted + 50) throw error
    }
  }
}
