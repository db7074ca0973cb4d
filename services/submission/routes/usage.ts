import { monthStart } from '#platform/day'
import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { countSince, idAt } from '../usage.sql.ts'

/** Counted in the rows themselves: there is no second bookkeeping that could differ. */
export const usage: Serve<typeof submission, 'usage', Needs> = async (_input, ctx) => {
  const month = idAt(monthStart(ctx.now()))
  const all = { from: '', requests: 0, bytes: 0 }
  const { newRequests, newBytes, requests, bytes } = await countSince(ctx.db, all, idAt(ctx.now().getTime()), month)
  return { requests: requests + newRequests, storageBytes: bytes + newBytes }
}
