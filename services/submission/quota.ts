import type { Bounds, LimitName } from '#contracts/provisioning'
import { monthStart } from '#platform/day'
import { beyondLimit } from '#platform/errors'
import type { Adapters } from '#platform/ports'
import { type Remembered, rememberTogether } from '#platform/remembered'
import type { Ctx } from '#platform/service'
import type { submission } from './contract.ts'
import type { Needs } from './needs.ts'
import { type Base, countSince, idAt } from './usage.sql.ts'

type OwnCtx = Ctx<typeof submission, Needs>
type Amount = { requests: number; bytes: number }
/** What a tenant has used: as counted in its rows, and what this process has taken in since then. */
type Count = {
  month: number
  counted: Amount
  taken: Amount
  /** Of `taken`: neither committed nor given up. */
  pending: Amount
  base: Base
  at: number
  counting?: Promise<void>
}
type Known = { bounds: Remembered<Bounds>; counts: Map<string, Count>; told: Set<string> }

/** How long bounds are believed without a wake, and a count without a look at the rows. */
const boundsMs = 30_000
const boundsMax = 20_000
const countMs = 5_000
/** An id is older than its row by the time of one commit, and no statement lasts longer than 30 s. */
const settledMs = 120_000

const zero = (): Amount => ({ requests: 0, bytes: 0 })
const add = (to: Amount, by: Amount, sign = 1) => {
  to.requests += sign * by.requests
  to.bytes += sign * by.bytes
}

// Once for each process, which its adapters stand for.
const processes = new WeakMap<Adapters, Known>()
function knownTo(ctx: OwnCtx): Known {
  let known = processes.get(ctx.adapters)
  if (!known) {
    known = {
      bounds: rememberTogether(ctx.adapters, 'bounds', { keepMs: boundsMs, keysMax: boundsMax }),
      counts: new Map(),
      told: new Set(),
    }
    processes.set(ctx.adapters, known)
  }
  return known
}

/** Takes note of changed plans at once. */
export async function followBounds(ctx: OwnCtx): Promise<() => Promise<void>> {
  let isOver = false
  void (async () => {
    while (!isOver && !ctx.signal.aborted) {
      const isChanged = await ctx.waitForWake('tenants', boundsMs)
      const known = knownTo(ctx)
      // Without a wake they are asked anew when they are used: nobody waits for that.
      if (isChanged) known.bounds.forget()
      // A tenant may be gone; and its count is looked up again in a moment.
      known.counts.clear()
    }
  })()
  return async () => {
    isOver = true
  }
}

/**
 * Takes a request into the account of its tenant, or refuses it, before it is written. Costs a look into memory: what was used is counted in the rows at
 * first, and again in the background every five seconds. Before anything is refused it is counted anew, so nobody is refused wrongly; beyond a
 * limit may come what other processes take in within these five seconds. The returned function says how it ended.
 */
export async function takeQuota(ctx: OwnCtx, bytes: number): Promise<(isWritten: boolean) => void> {
  const known = knownTo(ctx)
  const load = () => ctx.call.provisioning.bounds({})
  // Whoever cannot be asked limits nobody: no request is lost because plans are not known.
  const bounds =
    known.bounds.known(ctx.tenant, load) ?? (await known.bounds.get(ctx.tenant, load).catch(() => undefined))
  const { requestsPerMonth, storageBytes } = bounds?.limits ?? {}
  if (!bounds || (requestsPerMonth === undefined && storageBytes === undefined)) return () => {}
  const more = { requests: 1, bytes }
  const count = await currentCount(ctx, known)
  if (isOver(count, more, bounds)) await (count.counting ?? recount(ctx, count))
  for (const limit of limits(count, more, bounds)) {
    if (limit.used + limit.more > limit.max) {
      tell(ctx, known, limit, 'reached')
      refuseBeyond(limit)
    }
    if ((limit.used + limit.more) * 100 >= limit.max * bounds.softPercent) tell(ctx, known, limit, 'near')
  }
  add(count.taken, more)
  add(count.pending, more)
  return (isWritten) => {
    add(count.pending, more, -1)
    if (!isWritten) add(count.taken, more, -1)
  }
}

/** Where the organisation is found, as far as it is known without asking. */
export const ownUrl = (ctx: OwnCtx): string =>
  knownTo(ctx).bounds.known(ctx.tenant, () => ctx.call.provisioning.bounds({}))?.url ?? ctx.publicUrl

type Limit = { name: LimitName; max: number; used: number; more: number; period: string; resets?: string }
function* limits(count: Count, more: Amount, { limits: { requestsPerMonth, storageBytes } }: Bounds): Generator<Limit> {
  const month = new Date(count.month)
  if (requestsPerMonth !== undefined)
    yield {
      name: 'requestsPerMonth',
      max: requestsPerMonth,
      used: count.counted.requests + count.taken.requests,
      more: more.requests,
      period: month.toISOString().slice(0, 7),
      resets: new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1)).toISOString(),
    }
  if (storageBytes !== undefined)
    yield {
      name: 'storageBytes',
      max: storageBytes,
      used: count.counted.bytes + count.taken.bytes,
      more: more.bytes,
      period: 'always',
    }
}
const isOver = (count: Count, more: Amount, bounds: Bounds): boolean =>
  [...limits(count, more, bounds)].some((l) => l.used + l.more > l.max)

/** Nothing was changed: the files that came with it are removed by the caller. */
function refuseBeyond({ name, max, used, resets }: Limit): never {
  const detail =
    name === 'requestsPerMonth'
      ? `This organisation has taken its ${max} requests of this month. It takes new ones from ${resets!.slice(0, 10)} on, or with another plan.`
      : `The files of this organisation have reached the ${max} bytes of its plan. A request without files is still taken; more room comes with another plan.`
  throw beyondLimit(detail, { limit: name, max, used, ...(resets && { resets }) })
}

/** Once in this process for each limit, level and period; the other side sees to it that it is once in all. */
function tell(ctx: OwnCtx, known: Known, { name, used, max, period }: Limit, level: 'near' | 'reached'): void {
  const key = `${ctx.tenant} ${name} ${level} ${period} ${max}`
  if (known.told.has(key)) return
  if (known.told.size > 10_000) known.told.clear()
  known.told.add(key)
  ctx.call.provisioning.limitReached({ limit: name, level, used, max, period }).catch((error) => {
    known.told.delete(key)
    ctx.log.warn({ err: error, limit: name }, 'a limit could not be announced, will try with the next request')
  })
}

async function currentCount(ctx: OwnCtx, { counts }: Known): Promise<Count> {
  const month = monthStart(ctx.now())
  let count = counts.get(ctx.tenant)
  if (count?.month !== month) {
    count = {
      month,
      counted: zero(),
      taken: zero(),
      pending: zero(),
      base: { from: '', requests: 0, bytes: 0 },
      at: -countMs,
    }
    counts.set(ctx.tenant, count)
    await recount(ctx, count).catch((error) => {
      counts.delete(ctx.tenant)
      throw error
    })
  } else if (count.base.from === '' && count.counting) await count.counting
  else if (performance.now() - count.at > countMs) recount(ctx, count).catch(() => {})
  return count
}

function recount(ctx: OwnCtx, count: Count): Promise<void> {
  count.counting ??= (async () => {
    count.at = performance.now()
    const taken = { ...count.taken }
    const pending = { ...count.pending }
    const settled = idAt(ctx.now().getTime() - settledMs)
    try {
      const found = await countSince(ctx.db, count.base, settled, idAt(count.month))
      if (settled > count.base.from)
        count.base = {
          from: settled,
          requests: count.base.requests + found.requests,
          bytes: count.base.bytes + found.bytes,
        }
      count.counted = {
        requests: count.base.requests + found.newRequests,
        bytes: count.base.bytes + found.newBytes,
      }
      // What was under way at the start of the look may not have been seen by it.
      add(count.taken, taken, -1)
      add(count.taken, pending)
    } finally {
      count.counting = undefined
    }
  })()
  return count.counting
}
