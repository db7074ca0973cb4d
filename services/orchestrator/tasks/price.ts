import type { Work } from '#platform/service'
import type { orchestrator } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { offerFor } from '../offer-for.ts'
import { ratesOf } from '../rates.ts'

/** Asks what the organisation charges and prices the analysis with it. While nobody can say, it is tried again: no offer is better than one at a stranger's rate. */
export const price: Work<typeof orchestrator, 'price', Needs> = async ({ analysis }, ctx) =>
  offerFor(analysis, await ratesOf(ctx), ctx.now())
