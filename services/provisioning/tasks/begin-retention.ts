import type { Work } from '#platform/service'
import type { provisioning } from '../contract.ts'
import { eraseOldRequests } from '../flows/erase-old-requests.ts'
import type { Needs } from '../needs.ts'
import { retaining } from '../store.ts'

const dayMs = 86_400_000

/** Begins the run of each organisation. The key is that of this task, so that a repeat of an attempt begins none twice. */
export const beginRetention: Work<typeof provisioning, 'beginRetention', Needs> = async (_input, ctx, run) => {
  const organisations = await retaining(ctx.db)
  const now = ctx.now().getTime()
  for (const { tenant, days } of organisations) {
    const before = new Date(now - days * dayMs).toISOString()
    await ctx.inTenant(tenant).start.flow(eraseOldRequests, { before, days }, { key: run.key })
  }
  return { organisations: organisations.length }
}
