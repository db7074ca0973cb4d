import { json, type Sql, sql } from '#platform/database'
import type { Costs } from './cost.ts'
import { taskEvents } from './events.sql.ts'
import { soon } from './pausing.sql.ts'
import type { BlobRef } from './results.sql.ts'
import { isQueued, isRunning } from './state.sql.ts'
import type { Turns } from './turns.ts'

export type TaskRow = {
  id: string
  tenant_id: string
  run_id: string | null
  step: string | null
  name: string
  input: unknown
  attempts: number
  attempts_max: number
  trace: string
}

/** How many more a worker can take: in all and of each name, and whose turn it is. */
export type Room = Turns & { free: number; names: string[]; freePerName: number[] }

/**
 * Takes due tasks. Tenants take turns; within a tenant priority, then age. The
 * queues (name, tenant) are found by hopping over the index, so the length of a queue does not matter. A worker whose lease was
 * removed takes nothing: its row is locked against removal for the moment of the claim. Names with limits are claimed by `claimLimited`.
 */
export const claim = (worker: string, room: Room): Sql => sql`
with recursive me as (select id from engine.workers where id = ${worker} for key share),
hosted as (select * from unnest(${room.names}::text[], ${room.freePerName}::integer[]) as h (name, free)
  where not exists (select from engine.queues q where q.name = h.name)),
tenant as (select * from unnest(${room.tenants}::text[], ${room.busyPerTenant}::integer[], ${room.lastTurnPerTenant}::integer[])
  as b (tenant_id, busy, last_turn)),
queue (name, free, tenant_id) as (
  select h.name, h.free, (select min(t.tenant_id) from engine.tasks t where t.state = 'queued' and t.name = h.name) from hosted h
  union all
  select q.name, q.free, (select min(t.tenant_id) from engine.tasks t where t.state = 'queued' and t.name = q.name and t.tenant_id > q.tenant_id)
  from queue q where q.tenant_id is not null),
candidate as (
  select c.*, q.name, q.free, coalesce(b.last_turn, 0) as last_turn, coalesce(b.busy, 0) + row_number() over (partition by q.tenant_id order by c.priority desc, c.run_at, c.id) as turn
  from queue q
  cross join lateral (
    select t.id, t.priority, t.run_at from engine.tasks t
    where t.state = 'queued' and t.name = q.name and t.tenant_id = q.tenant_id and t.run_at <= now()
    order by t.priority desc, t.run_at, t.id limit least(q.free, ${room.free}::integer)) c
  left join tenant b on b.tenant_id = q.tenant_id),
fitting as (select *, row_number() over (partition by name order by turn, last_turn, priority desc, run_at, id) as place from candidate),
chosen as (
  select id, row_number() over (order by turn, last_turn, priority desc, run_at, id) as nth from fitting where place <= free
  order by nth limit ${room.free}::integer),
claimed as (
  update engine.tasks set state = 'running', worker = ${worker}, attempts = attempts + 1, started_at = clock_timestamp()
  where exists (select from me) and id = any(array(
    select t.id from engine.tasks t where t.id = any(array(select id from chosen)) and ${isQueued('t')} for update skip locked))
  returning id, tenant_id, run_id, step, name, input, attempts, attempts_max, trace)
select claimed.* from claimed join chosen using (id) order by nth`

/**
 * For tasks that may be stored as begun (`i.eager`): more columns of the insert, their values, and the question whether it is so. Begun is what no limit binds
 * and before which nothing of its name is due, while the lease is there: its row is locked against removal, as in a claim.
 */
export const eagerly = (worker: string | undefined, name: Sql) => ({
  columns: worker ? sql`, state, worker, attempts, started_at` : sql``,
  values: worker
    ? sql`, case when b.is_begun then 'running' else 'queued' end, case when b.is_begun then ${worker} end, b.is_begun::integer, case when b.is_begun then clock_timestamp() end`
    : sql``,
  join: worker
    ? sql`cross join lateral (select i.eager is true and exists (select from me) and not exists (select from engine.queues q where q.name = ${name})
    and not exists (select from engine.tasks t where t.state = 'queued' and t.name = ${name} and t.run_at <= now()) as is_begun) b`
    : sql``,
  me: worker ? sql`me as (select id from engine.workers where id = ${worker} for key share),` : sql``,
  /** What is said of the row; the number of attempts is that of a task that was only asked for. */
  returning: worker
    ? sql`returning id, tenant_id, run_id, step, name, 0 as attempts, trace, state, input, attempts_max`
    : sql`returning id, tenant_id, run_id, step, name, attempts, trace`,
})
/** Of those that are begun, what a claim gives. */
export const begun: Sql = sql`id, tenant_id, run_id, step, name, input, 1 as attempts, attempts_max, trace`

/** Tasks the worker holds without knowing: the answer to its claim was lost with the connection. */
export const strays = (worker: string, known: string[]): Sql => sql`
select id, tenant_id, run_id, step, name, input, attempts, attempts_max, trace from engine.tasks
where worker = ${worker} and state = 'running' and id <> all(${known}::text[])`

/** Gives tasks back that were not begun, so that others may at once. */
export const giveBack = (worker: string, ids: string[]): Sql => sql`
update engine.tasks t set state = 'queued', worker = null, attempts = attempts - 1
where t.id = any(${ids}::text[]) and t.worker = ${worker} and ${isRunning('t')}`

export type Outcome = {
  id: string
  worker: string
  attempt: number
  /** `queued` is a failed attempt with another to come, after `delay_ms`. */
  state: 'completed' | 'failed' | 'queued'
  result?: unknown
  blob?: BlobRef
  error?: string
  delay_ms?: number
  cost?: Costs
}
const withCost = sql`case when i.cost is null then t.cost else coalesce(t.cost, '{}') || i.cost end`
export type Finished = { id: string; is_done: boolean; is_told: boolean; tell: string | null }
/**
 * Commits outcomes of attempts. `is_done` is false when the fence refused: the task was taken over or cancelled. A repeat after a lost
 * answer is done again. `tell` is the worker of a run held elsewhere, which has news.
 */
export const finish = (outcomes: Outcome[]): Sql => sql`
with item as (select * from jsonb_to_recordset(${json(outcomes)}::jsonb)
  as i (id text, worker text, attempt integer, state text, result jsonb, blob jsonb, error text, delay_ms double precision, cost jsonb)),
done as (
  update engine.tasks t set state = i.state, result = i.result, result_blob = i.blob->>'key', error = i.error,
    progress = case when i.state = 'completed' then 1 else t.progress end,
    cost = ${withCost},
    worker = case when i.state = 'queued' then null else t.worker end,
    run_at = case when i.state = 'queued' then clock_timestamp() + i.delay_ms * interval '1 ms' else t.run_at end,
    finished_at = case when i.state = 'queued' then null else clock_timestamp() end,
    failures = case when i.error is null then t.failures
      else t.failures || jsonb_build_object('attempt', t.attempts, 'error', i.error, 'at', clock_timestamp()) end
  from item i where t.id = any(array(select id from item)) and t.id = i.id and t.worker = i.worker and t.attempts = i.attempt and ${isRunning('t')}
  returning t.*),
told as (
  update engine.runs set has_news = true, wake_at = ${soon} where id = any(array(
    select u.id from engine.runs u where u.id = any(array(select run_id from done where state <> 'queued'))
    and u.state in ('queued', 'running') and (u.worker is null or u.worker <> all(array(select worker from item)))
    order by u.id for update))
  returning id, worker),
completed as (${taskEvents('completed', 'done', undefined, "where e.state = 'completed'")}),
failed as (${taskEvents('failed', 'done', sql`'error', e.error`, "where e.state = 'failed'")})
select i.id, told.id is not null as is_told, told.worker as tell,
  done.id is not null or (select t.worker = i.worker and t.attempts = i.attempt and t.state in ('completed', 'failed')
    from engine.tasks t where t.id = i.id) is true as is_done
from item i left join done on done.id = i.id left join told on told.id = done.run_id`

const isTold = sql`(i.progress is not null and t.worker = i.worker and t.attempts = i.attempt and ${isRunning('t')})`
export type Progress = {
  id: string
  worker: string
  attempt: number
  progress?: number
  message?: string
  cost?: Costs
}
/**
 * Stores how far attempts are, and says so in the event log. Of those that are over only the cost is taken: it was spent all the same, and has a
 * key of its own.
 */
export const report = (items: Progress[]): Sql => sql`
with item as (select * from jsonb_to_recordset(${json(items)}::jsonb)
  as i (id text, worker text, attempt integer, progress real, message text, cost jsonb)),
told as (
  update engine.tasks t set progress = case when ${isTold} then i.progress else t.progress end, message = case when ${isTold} then i.message else t.message end,
    cost = ${withCost}
  from item i where t.id = any(array(select id from item)) and t.id = i.id and (i.cost is not null or ${isTold})
  returning t.*, ${isTold} as is_told)
${taskEvents('progress', 'told', sql`'progress', e.progress, 'message', e.message`, 'where e.is_told')}`
