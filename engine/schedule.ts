import type { Db } from '#platform/database'
import type { FlowRef } from '#platform/service'
import { type Core, reasonOf } from './core.ts'
import { parseCron } from './cron.ts'
import {
  advance,
  dropSchedule,
  findSchedules,
  pauseSchedule,
  putSchedule,
  readClock,
  type ScheduleRow,
  takeDue,
} from './schedule.sql.ts'
import { startThrough } from './start.ts'

export type ScheduleOptions = {
  name: string
  /** Five fields, as in crontab. */
  cron: string
  /** IANA time zone; UTC unless said otherwise. */
  zone?: string
  priority?: number
  /** Of times missed by over a minute: `none` (the default), the `last`, or `all` start. With `queue`, `none` is `last`. */
  catchUp?: 'none' | 'last' | 'all'
  /** While its last run is not over: `skip` the time (the default), `queue` it until then, or `allow` both. */
  overlap?: 'skip' | 'queue' | 'allow'
}
export type Schedule = Required<ScheduleOptions> & {
  tenant: string
  flow: string
  version: number
  input: unknown
  isPaused: boolean
  nextAt: Date | null
  lastAt: Date | null
  lastRun: string | null
  error: string | null
}

/** Later than this a time counts as missed. */
const graceMs = 60_000
/** Times looked at in one go; more follow at the next look. */
const timesMax = 1000

/** The key of the run of one time: whoever starts it, it is started once. */
const keyAt = (name: string, at: Date): string => `${name}@${at.toISOString()}`

/**
 * What is to start of the times that are due, oldest first, and the next time to decide. Pure: `next` gives the time after a time. A busy
 * schedule that queues decides nothing.
 */
export function decide(
  due: { nextAt: Date; now: Date; isBusy: boolean },
  policy: { catchUp: 'none' | 'last' | 'all'; overlap: 'skip' | 'queue' | 'allow' },
  next: (after: Date) => Date | undefined,
): { starts: Date[]; nextAt: Date | null } {
  if (due.isBusy && policy.overlap === 'queue') return { starts: [], nextAt: due.nextAt }
  const times: Date[] = []
  let at: Date | undefined = due.nextAt
  while (at && at <= due.now && times.length < timesMax) {
    times.push(at)
    at = next(at)
  }
  const isAllSeen = !at || at > due.now
  // What waited for its turn was not missed: with `queue`, at least the last one starts.
  const catchUp = policy.overlap === 'queue' && policy.catchUp === 'none' ? 'last' : policy.catchUp
  const isMissed = (time: Date) => due.now.getTime() - time.getTime() > graceMs
  const wanted = times.filter(
    (time, i) => !isMissed(time) || catchUp === 'all' || (catchUp === 'last' && isAllSeen && i === times.length - 1),
  )
  if (policy.overlap === 'allow') return { starts: wanted, nextAt: at ?? null }
  if (policy.overlap === 'skip') return { starts: due.isBusy ? [] : wanted.slice(0, 1), nextAt: at ?? null }
  // One at a time: the next one is decided when the first is over.
  return { starts: wanted.slice(0, 1), nextAt: wanted[1] ?? at ?? null }
}

/** Starts what is due; any number of processes may do so at once. */
export async function fire(core: Core, flows: string[]): Promise<void> {
  let after: { tenant: string; name: string } | undefined = { tenant: '', name: '' }
  while (after && !core.isClosed) after = await fireOne(core, flows, after)
}

function fireOne(core: Core, flows: string[], after: { tenant: string; name: string }) {
  return core.database.transaction(undefined, async ({ db }) => {
    const row = await db.maybe<ScheduleRow>(takeDue(flows, after))
    if (!row) return undefined
    const { tenant_id: tenant, name, flow } = row
    try {
      const cron = parseCron(row.cron, row.zone)
      const due = { nextAt: row.next_at, now: row.now, isBusy: row.is_busy }
      const { starts, nextAt } = decide(due, { catchUp: row.catch_up, overlap: row.overlap }, cron.next)
      const ref = { name: flow, version: row.version } as FlowRef
      // Nothing of it is a request, so it begins a trace of its own: none.
      const starter = startThrough({ db, tenant, trace: '0'.repeat(32), nameOf: core.nameOf, wake: core.wake.wake })
      const { input, priority } = row
      await starter.flows(
        ref,
        starts.map((at) => ({ key: keyAt(name, at), input, priority })),
      )
      const lastAt = starts.at(-1)
      await db.run(advance({ tenant, name, flow, nextAt, lastAt, lastKey: lastAt && keyAt(name, lastAt) }))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      await db.run(advance({ tenant, name, flow, nextAt: null, error: reasonOf(error) }))
    }
    return { tenant, name }
  })
}

/** Makes or changes a schedule. `db` is the owner's. @throws RangeError when the times cannot be read */
export async function schedule<I>(
  db: Db,
  tenant: string,
  flow: FlowRef<I>,
  input: I,
  options: ScheduleOptions,
): Promise<Date | undefined> {
  const { name, cron, zone = 'UTC', priority = 5, catchUp = 'none', overlap = 'skip' } = options
  const times = parseCron(cron, zone)
  const { now } = await db.one<{ now: Date }>(readClock)
  const nextAt = times.next(now)
  const { name: flowName, version } = flow
  const row = { tenant, name, flow: flowName, version, input, priority, cron, zone, catchUp, overlap }
  await db.run(putSchedule({ ...row, nextAt: nextAt ?? null }))
  return nextAt
}

export const listSchedules = (db: Db, tenant?: string): Promise<Schedule[]> => db.many<Schedule>(findSchedules(tenant))
/** False when there is none of this name. A time that comes during a pause counts as missed when it goes on. */
export const setSchedulePaused = async (db: Db, tenant: string, name: string, isPaused: boolean): Promise<boolean> =>
  (await db.run(pauseSchedule(tenant, name, isPaused))) > 0
/** Its runs stay. False when there is none of this name. */
export const removeSchedule = async (db: Db, tenant: string, name: string): Promise<boolean> =>
  (await db.run(dropSchedule(tenant, name))) > 0
