import { readFileSync } from 'node:fs'
import type { Resolved } from '#platform/identity'
import { type Ctx, defineService } from '#platform/service'
import { apiPages } from './api-pages.ts'
import { gateway } from './contract.ts'
import { forwardElsewhere } from './forward.ts'
import { limitRates } from './limits.ts'
import { needs } from './needs.ts'
import { openPrototypeDoor } from './prototype-door.ts'
import { addSecurityHeaders } from './security.ts'
import { boundTenants } from './tenants.ts'
import { serveWeb } from './web.ts'

type GatewayCtx = Ctx<typeof gateway, typeof needs>
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/**
 * The only public door. Says who may come how often, sets the security headers, serves the web application and the API reference, and forwards what lives
 * in another process. Who may call what is not decided here: every route carries its own access.
 */
export default defineService(gateway, needs).serve({
  identity: {
    async resolve(credential, ctx: GatewayCtx) {
      const { found, ended } = await ctx.call.auth.resolve(credential)
      return ended ? { ended } : (found as Resolved | undefined)
    },
    tenantOfKey: async (text, ctx: GatewayCtx) => (await ctx.call.auth.tenantOfKey({ text })).tenant,
    takeProof: async (proved, ctx: GatewayCtx) => (await ctx.call.auth.takeDpopProof(proved)).isNew,
    touch: async (uses, ctx: GatewayCtx) => void (await ctx.call.auth.touch({ uses })),
  },
  async http(app, host) {
    await addSecurityHeaders(app, host)
    await openPrototypeDoor(app, host)
    limitRates(app, host)
    await boundTenants(app, host)
    await app.register(apiPages(host.contracts, { version, serverUrl: host.config.publicUrl ?? '/' }))
    await forwardElsewhere(app, host)
    await serveWeb(app)
  },
})
