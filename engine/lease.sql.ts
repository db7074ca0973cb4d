import { type Sql, sql } from '#platform/database'
import { taskEvents } from './events.sql.ts'
import { unlessPaused } from './pausing.sql.ts'
import { isRunning } from './state.sql.ts'

/** How long a worker that is not heard of keeps what it holds, in ms. A process whose event loop stands still for longer is taken for dead. */
export const leaseMs = 1500
/** A lease that was moved less than this ago, in ms, is not moved again, so that a wake costs a read. */
const freshMs = 300
const leaseEnd = sql`clock_timestamp() + ${leaseMs}::double precision * interval '1 ms'`

export const register = (id: string): Sql =>
  sql`insert into engine.workers (id, expires_at) values (${id}, ${leaseEnd})`

export type Sight = {
  is_alive: boolean
  /** The lease was moved by this look. */
  is_moved: boolean
  has_expired: boolean
  /** Ms until the lease of some other worker ends; null when there is no other. */
  next_end_ms: number | null
  tasks_due: boolean
  runs_due: boolean
  has_news: boolean
  lost: string[]
  limited: string[]
  limited_flows: string[]
  schedules_due: boolean
  is_awaited: boolean
}
/**
 * Heartbeat and look in one statement.
 * `lost` are tasks in `held` that are not the worker's any more, `limited` and `limited_flows` the hosted tasks and flows with limits.
 */
export const look = (id: string, held: string[], tasks: string[], flows: string[], versions: number[]): Sql => sql`
with beat as (
  update engine.workers set seen_at = clock_timestamp(), expires_at = ${leaseEnd},
    grace_until = case when expires_at < clock_timestamp() then ${leaseEnd} else grace_until end
  where id = ${id} and expires_at < clock_timestamp() + ${leaseMs - freshMs}::double precision * interval '1 ms'
  returning id)
select
  exists (select from beat) or exists (select from engine.workers where id = ${id} and expires_at >= clock_timestamp()) as is_alive,
  exists (select from beat) as is_moved,
  exists (select from engine.workers me, engine.workers other where me.id = ${id} and other.id <> me.id
    and me.expires_at >= clock_timestamp() and me.grace_until <= clock_timestamp() and other.expires_at < clock_timestamp()) as has_expired,
  (select extract(epoch from min(other.expires_at) - clock_timestamp())::double precision * 1000 from engine.workers other where other.id <> ${id})
    as next_end_ms,
  exists (select from engine.tasks where state = 'queued' and name = any(${tasks}::text[]) and run_at <= now()) as tasks_due,
  exists (select from unnest(${flows}::text[], ${versions}::integer[]) as code (flow, version) where exists (
    select from engine.runs r where r.state = 'queued' and r.flow = code.flow and r.version = code.version and r.wake_at <= now())) as runs_due,
  exists (select from engine.runs where has_news and (worker = ${id} or (worker is null and state = 'cancelled'))) as has_news,
  array(select held.id from unnest(${held}::text[]) as held (id) where not exists (
    select from engine.tasks t where t.id = held.id and t.worker = ${id} and ${isRunning('t')})) as lost,
  array(select name from engine.queues where name = any(${tasks}::text[])) as limited,
  array(select flow from engine.flow_limits where flow = any(${flows}::text[])) as limited_flows,
  exists (select from engine.schedules s where not s.is_paused and s.next_at <= now() and s.flow = any(${flows}::text[])) as schedules_due,
  exists (select from engine.waits) as is_awaited`

/*
 * Takeover is two statements in one transaction, sent at once with its commit: the second one's snapshot must see the last claims of the workers the
 * first removed, and a process stopped between them must not hold up the others.
 */
const gone = sql`string_to_array(current_setting('engine.gone', true), ',')`
const noted = sql`select set_config('engine.gone', coalesce(string_agg(id, ','), ''), true) as gone from removed`

/** Removes the expired leases. */
export const removeExpired: Sql = sql`
with removed as (
  delete from engine.workers where id = any(array(
    select id from engine.workers where expires_at < clock_timestamp() for update skip locked))
  returning id)
${noted}`

/** Removes one lease. */
export const remove = (id: string): Sql => sql`
with removed as (delete from engine.workers where id = ${id} returning id) ${noted}`

/** Deaths of its worker after which a task is taken for the cause. */
const deathsMax = 20

/**
 * Gives back what the removed workers held. Neither death nor stop of a worker uses up an attempt: the machine failed, not the task, and three
 * power cuts must not fail a customer's request. Only a task that is to be tried once fails at once, and one whose workers keep dying fails at
 * last; it pauses from the third death on, 2 s doubled up to 1 min, so that it cannot keep a process from its other work.
 * Returns the living workers whose runs must hear of a failed task.
 */
export const release = (why: 'died' | 'stopped'): Sql => sql`
with runs as (
  update engine.runs set state = 'queued', worker = null, wake_at = ${unlessPaused(sql`now()`)}
  where worker = any(${gone}) and state = 'running'),
cancelled as (
  update engine.runs set worker = null where worker = any(${gone}) and state = 'cancelled' and has_news),
lost as (
  select t.id, d.deaths, t.attempts_max = 1 or d.deaths >= ${deathsMax} as is_last
  from engine.tasks t, lateral (select 1 + count(*) as deaths from jsonb_array_elements(t.failures) f where f->>'error' = 'worker died') d
  where t.worker = any(${gone}) and t.state = 'running' and ${why === 'died'}),
given as (
  update engine.tasks t set
    state = case when lost.is_last then 'failed' else 'queued' end,
    attempts = case when lost.id is null then t.attempts - 1 else t.attempts end,
    attempts_max = case when lost.is_last is false then t.attempts_max + 1 else t.attempts_max end,
    error = case when lost.id is null then t.error else 'worker died' end,
    failures = case when lost.id is null then t.failures
      else t.failures || jsonb_build_object('attempt', t.attempts, 'error', 'worker died', 'at', clock_timestamp()) end,
    finished_at = case when lost.is_last then clock_timestamp() end,
    worker = null,
    run_at = now() + case when lost.deaths > 2 then least(60, power(2, lost.deaths - 2)) else 0 end * interval '1 s'
  from engine.tasks held left join lost using (id)
  where t.id = held.id and t.worker = any(${gone}) and t.state = 'running'
  returning t.*),
events as (${taskEvents('failed', 'given', sql`'error', e.error`, "where e.state = 'failed'")}),
told as (
  update engine.runs set has_news = true where id = any(array(
    select u.id from engine.runs u where u.id = any(array(select run_id from given where state = 'failed'))
    and u.state = 'running' and u.worker <> all(${gone}) order by u.id for update))
  returning worker)
select distinct worker from told`

export const commit: Sql = sql`commit`
