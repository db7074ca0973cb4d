import { openOperations } from '#engine/operations'
import type { Ctx, RouteInput, Serve } from '#platform/service'
import { type Limits, limitNames, type provisioning, type Used } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { boundsOf, monthOf, nextMonth, planOf } from '../plans.ts'
import { countedFlow } from '../runs-at-once.ts'
import { findTenant, noteLimit } from '../store.ts'

/** What of each limit is used. What nobody measures is said to be unmeasured. */
export const usage: Serve<typeof provisioning, 'usage', Needs> = async (_input, ctx) => {
  const row = await findTenant(ctx.db, ctx.tenant)
  const { limits, softPercent } = boundsOf(ctx.config, ctx.tenant, row)
  const [{ requests, storageBytes }, { used: seats }, functionMs] = await Promise.all([
    ctx.call.submission.usage({}),
    ctx.call.auth.seats({}),
    functionMsUsed(ctx),
  ])
  const used: Partial<Record<keyof Limits, number>> = {
    requestsPerMonth: requests,
    storageBytes,
    seats,
    functionMsPerMonth: functionMs,
    runsAtOnce: (await openOperations(ctx).active(countedFlow, ctx.tenant)).active,
  }
  const notes: Partial<Record<keyof Limits, string>> = {
    apiPerMinute: 'Counted by each gateway process in memory, and not added up.',
    functionMsPerMonth:
      'What the sandbox ran of what the organisation uploaded: checking and building with its own template packs.',
    seats: 'Open invitations count.',
    runsAtOnce: 'More wait for their turn; none is refused.',
  }
  const resets = nextMonth(ctx.now())
  const plan = planOf(ctx.config, row?.plan)
  return {
    plan: { ...plan, limits },
    month: monthOf(ctx.now()),
    usage: limitNames.map(
      (limit): Used => ({
        limit,
        ...(limits[limit] !== undefined && { max: limits[limit] }),
        ...(used[limit] !== undefined && { used: used[limit] }),
        state: stateOf(used[limit], limits[limit], softPercent),
        ...(limit.endsWith('PerMonth') && { resets }),
        ...(notes[limit] && { note: notes[limit] }),
      }),
    ),
  }
}

function stateOf(used: number | undefined, max: number | undefined, softPercent: number): Used['state'] {
  if (used === undefined) return 'unmeasured'
  if (max === undefined) return 'free'
  if (used >= max) return 'reached'
  return used * 100 >= max * softPercent ? 'near' : 'free'
}

type OwnCtx = Ctx<typeof provisioning, Needs>
type Announced = RouteInput<(typeof provisioning)['routes']['limitReached']>

/** Announces a limit, once in a period, whoever saw it first. */
export const limitReached: Serve<typeof provisioning, 'limitReached', Needs> = async (said, ctx) => {
  await announce(said, ctx)
  return {}
}

const announce = ({ limit, level, used, max, period }: Announced, ctx: OwnCtx): Promise<void> =>
  ctx.transaction(async (tx) => {
    if (!(await noteLimit(tx.db, limit, level, period))) return
    await tx.publish('limit', { tenant: ctx.tenant, limit, level, used, max, period, at: ctx.now().toISOString() })
  })

/** Whoever runs what an organisation uploaded counts it where it runs: the sum is the time of the month. */
async function functionMsUsed({ call }: OwnCtx): Promise<number> {
  const [checking, building] = await Promise.all([call.template.sandboxTime({}), call.prototype.sandboxTime({})])
  return checking.ms + building.ms
}

/** Function time that is used and that the plan has. Asked before a run of what the organisation uploaded, and after it. */
export const functionTime: Serve<typeof provisioning, 'functionTime', Needs> = async (_input, ctx) => {
  const [row, used] = await Promise.all([findTenant(ctx.db, ctx.tenant), functionMsUsed(ctx)])
  const { limits, softPercent } = boundsOf(ctx.config, ctx.tenant, row)
  const max = limits.functionMsPerMonth
  const resets = nextMonth(ctx.now())
  if (max === undefined) return { used, resets }
  const level = stateOf(used, max, softPercent)
  const said = { limit: 'functionMsPerMonth', used, max, period: monthOf(ctx.now()) } as const
  if (level === 'near' || level === 'reached') await announce({ ...said, level }, ctx)
  return { used, max, resets }
}
