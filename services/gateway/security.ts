import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Host } from '#platform/host'

/** Security headers after the OWASP Secure Headers Project; scripts and styles from our own files only, nothing inline. CORS as configured, closed by default. */
export async function addSecurityHeaders(app: FastifyInstance, host: Host): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    // Only an address with TLS may promise TLS.
    strictTransportSecurity: host.config.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(self), payment=()')
  })
  const origins =
    host.config.corsOrigins
      ?.split(',')
      .map((o) => o.trim())
      .filter(Boolean) ?? []
  if (origins.length > 0)
    await app.register(cors, { origin: origins, exposedHeaders: ['location', 'x-trace-id', 'retry-after'] })
}
