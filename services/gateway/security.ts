import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Host } from '#platform/host'
import { originsOf } from './prototype-door.ts'

// One text for all answers: made anew for each, as the library does, it cost 7 % of what a request costs this process.
const policyWith = (frames: string) =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src 'self'${frames}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ')
const contentSecurityPolicy = policyWith('')

/** Security headers after the OWASP Secure Headers Project; scripts and styles from our own files only, nothing inline. CORS as configured, closed by default. */
export async function addSecurityHeaders(app: FastifyInstance, host: Host): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    // Only an address with TLS may promise TLS.
    strictTransportSecurity: host.config.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  // Where prototypes have an origin of their own, the application may frame it; there are few such origins, mostly one.
  const policies = new Map<string, string>()
  const policyFor = (own: string) => {
    if (policies.size > 100) policies.clear()
    const known = policies.get(own) ?? policyWith(` ${own.replace(/^\/\//u, '')}`)
    policies.set(own, known)
    return known
  }
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const own = originsOf(raw)?.own
    reply.header('content-security-policy', own ? policyFor(own) : contentSecurityPolicy)
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(self), payment=()')
    done()
  })
  const origins =
    host.config.corsOrigins
      ?.split(',')
      .map((o) => o.trim())
      .filter(Boolean) ?? []
  if (origins.length > 0)
    await app.register(cors, { origin: origins, exposedHeaders: ['location', 'x-trace-id', 'retry-after'] })
}
