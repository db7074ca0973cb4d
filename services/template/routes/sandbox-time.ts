import type { template } from '#contracts/template'
import { countedThisMonth } from '#platform/sandbox-time'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'

/** How long the sandbox checked packs of the tenant this month. */
export const sandboxTime: Serve<typeof template, 'sandboxTime', Needs> = async (_input, ctx) => ({
  ms: await countedThisMonth(ctx),
})
