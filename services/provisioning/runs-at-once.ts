import { openOperations } from '#engine/operations'
import type { Ctx } from '#platform/service'
import type { Bounds } from './contract.ts'

/** The flow whose runs a plan counts: one run is one request being worked on. */
export const countedFlow = { name: 'answer-request' }

/** Tells the engine how many requests of the tenant of `ctx` may be worked on at once. */
export const limitRuns = (ctx: Ctx<any, any>, { limits }: Bounds): Promise<void> =>
  openOperations(ctx).limitTenant(countedFlow, ctx.tenant, limits.runsAtOnce)
