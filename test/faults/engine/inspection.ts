// What must hold of everything that was started, once it is over.
import { isDeepStrictEqual } from 'node:util'
import { judge, judgeKeys } from '#engine/testing/judge'
import { foresee } from '#engine/testing/model'
import { seenIn } from '#engine/testing/seen'
import { type Db, sql } from '#platform/database'
import { eventually } from '#platform/testing'
import { insisting, type Load } from './load.ts'
import type { Observer } from './observer.sql.ts'
import type { Receiver } from './receiver.ts'

export type Inspected = { db: Db; load: Pick<Load, 'cases' | 'jobs'>; observer: Observer; receiver: Receiver }

/** Everything that is wrong with the runs and tasks of the load, in words. */
export async function inspect({ db, load, observer, receiver }: Inspected): Promise<string[]> {
  const problems = await insisting(() => observer.look())
  const seen = await insisting(() =>
    seenIn(
      db,
      load.cases.map((one) => one.path),
    ),
  )
  for (const one of load.cases) {
    const all = { ...seen.get(one.path)!, effects: receiver.effectsOf(one.path) }
    const mayBeCancelled = one.cancel !== undefined && one.cancel !== 'late'
    problems.push(...judge(foresee(one.path, one.rounds), all, mayBeCancelled))
    // With compensations a cancel goes through the holder, and may meet a run that has just ended; without, it is done when it is answered.
    const root = all.runs.find((run) => run.key === one.path)
    if (one.cancel === 'taken' && root?.undos.length === 0 && root.state !== 'cancelled')
      problems.push(`${one.path}: its cancel was taken, and it is ${root.state}`)
  }
  return [...problems, ...(await inspectJobs({ db, load, receiver }))]
}

async function inspectJobs({ db, load, receiver }: Omit<Inspected, 'observer'>): Promise<string[]> {
  const paths = load.jobs.map((job) => job.path)
  const rows = await insisting(() =>
    db.many<{ key: string; state: string; result: unknown; error: string | null }>(
      sql`select key, state, result, error from engine.tasks where run_id is null and key = any(${paths})`,
    ),
  )
  return load.jobs.flatMap(({ path, value }) => {
    const found = rows.filter((row) => row.key === path)
    const effects = receiver.effectsOf(path)
    const isRight = found.length === 1 && found[0]!.state === 'completed' && found[0]!.result === value
    return [
      ...(isRight ? [] : [`${path}: the task came to ${JSON.stringify(found)} and not to ${value}`]),
      ...(effects.length > 0 ? [] : [`${path}: its effect was never seen`]),
      ...judgeKeys(effects),
    ]
  })
}

export type LeftOver = { runs: number; tasks: number; heldByNobody: number; workers: number; transactions: number }
/** What is not over: also what is held by a worker that is not registered, and transactions that a process left open. */
export const leftOver = (db: Db) =>
  insisting(() =>
    db.one<LeftOver>(sql`
      select (select count(*)::integer from engine.runs where state in ('queued', 'running')) as runs,
        (select count(*)::integer from engine.tasks where state in ('queued', 'running')) as tasks,
        (select count(*)::integer from (
          select worker from engine.runs where state = 'running' union all select worker from engine.tasks where state = 'running') held
          where not exists (select from engine.workers w where w.id = held.worker)) as "heldByNobody",
        (select count(*)::integer from engine.workers) as workers,
        (select count(*)::integer from pg_stat_activity
          where datname = current_database() and state like 'idle in transaction%') as transactions`),
  )

/** Changes with everything that comes to an end, but for the schedule of every minute, which would make a load that is stuck look alive for ever. */
const ended = (db: Db) =>
  insisting(() =>
    db.one<object>(sql`
      select (select count(*)::integer from engine.runs where finished_at is not null and flow <> 'tick') as runs,
        (select count(*)::integer from engine.tasks where finished_at is not null) as tasks,
        (select count(*)::integer from engine.steps s join engine.runs r on r.id = s.run_id
          where s.finished_at is not null and r.flow <> 'tick') as steps`),
  )

/** Waits until nothing is left but the living workers, for as long as something ends within each `limitMs`: a busy machine is slow. Gives what is left, in words. */
export async function leftAfter(db: Db, workers: number, limitMs: number): Promise<string[]> {
  const clean: LeftOver = { runs: 0, tasks: 0, heldByNobody: 0, workers, transactions: 0 }
  const isClean = () => eventually('', async () => isDeepStrictEqual(await leftOver(db), clean), limitMs)
  for (let before: object = {}, now = await ended(db); !isDeepStrictEqual(now, before); now = await ended(db)) {
    if (await isClean().catch(() => false)) return []
    before = now
  }
  const runs = await db.many(
    sql`select key, state, worker, wake_at::text, has_news, cancel_reason from engine.runs where state in ('queued', 'running') limit 10`,
  )
  const tasks = await db.many(sql`
    select t.key, t.step, t.name, t.state, t.worker, t.attempts, t.run_at::text, t.failures, r.key as run, r.state as "stateOfRun"
    from engine.tasks t left join engine.runs r on r.id = t.run_id where t.state in ('queued', 'running') limit 10`)
  return [`after ${limitMs} ms this is left: ${JSON.stringify([await leftOver(db), ...runs, ...tasks])}`]
}

/** A schedule that starts all its times leaves none out, and does each once. */
export async function inspectTicks(db: Db): Promise<{ problems: string[]; ticks: number }> {
  const rows = await db.many<{ key: string; state: string; rows: number }>(sql`
    select r.key, r.state, (select count(*)::integer from public.effects e where e.path = r.key) as rows
    from engine.runs r where r.flow = 'tick' order by r.key`)
  const at = rows.map((row) => Date.parse(row.key.slice(row.key.indexOf('@') + 1)))
  const gaps = at.filter((time, i) => i > 0 && time - at[i - 1]! !== 60_000)
  const wrong = rows.filter((row) => row.state !== 'completed' || row.rows !== 1)
  return {
    ticks: rows.length,
    problems: [
      ...gaps.map((time) => `the minute before ${new Date(time).toISOString()} was left out`),
      ...wrong.map((row) => `${row.key} is ${row.state} and has ${row.rows} rows`),
    ],
  }
}
