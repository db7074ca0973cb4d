import type { prototype } from '#contracts/prototype'
import { countedThisMonth } from '#platform/sandbox-time'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'

/** How long the sandbox built sites of the tenant's own packs this month. */
export const sandboxTime: Serve<typeof prototype, 'sandboxTime', Needs> = async (_input, ctx) => ({
  ms: await countedThisMonth(ctx),
})
