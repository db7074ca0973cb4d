import { setTimeout as pause } from 'node:timers/promises'
import { openOperations } from '#engine/operations'
import { Permanent } from '#platform/errors'
import type { Ctx, Work } from '#platform/service'
import type { provisioning } from '../contract.ts'
import { erasedTenant } from '../erasures.sql.ts'
import type { Needs } from '../needs.ts'

/**
 * One pass over everything: stops the work of the tenant, removes its rows in every schema and its files, and says what went. Whoever was at work at that
 * moment may still have written something: the next pass finds it.
 */
export const erase: Work<typeof provisioning, 'erase', Needs> = async ({ erasureId }, ctx, run) => {
  const found = await erasedTenant(ctx.db, erasureId)
  if (!found) throw new Permanent('There is no such erasure.')
  const { tenant } = found
  const { blobs, tenants } = ctx.adapters
  await stopWork(ctx.inTenant(tenant), run.signal)
  // While it is known who belonged to it.
  const { people } = await ctx.inTenant(tenant).call.auth.forgetMembers({})
  const erased = await tenants!.erase(tenant)
  const files = await blobs.removeAll(`${tenant}/`)
  // Host names lead nowhere any more, and nobody remembers what the plan was.
  ctx.wake('tenants')
  const left = (await tenants!.search(tenant)).filter(({ schema }) => schema !== 'provisioning')
  const named = (rows: { schema: string; table: string; rows: number }[]) =>
    rows.map(({ schema, table, rows: count }) => ({ table: `${schema}.${table}`, rows: count }))
  return { tables: named(erased), files, left: named(left), people }
}

/** Cancels what runs, and gives those who are at it a moment to notice. */
async function stopWork(ctx: Ctx<typeof provisioning, Needs>, signal: AbortSignal): Promise<void> {
  const operations = openOperations(ctx)
  // A run with compensations is over only after they ran, and is found again until then.
  const asked = new Set<string>()
  for (const state of ['running', 'queued'] as const) {
    for (;;) {
      const runs = (await operations.list({ state, limit: 500 })).filter((r) => !asked.has(r.id))
      if (runs.length === 0) break
      for (const { id } of runs) await operations.cancel(id, 'The organisation is erased.')
      for (const { id } of runs) asked.add(id)
    }
  }
  if (asked.size > 0) await pause(ctx.config.settleMs / 10, undefined, { signal })
}
