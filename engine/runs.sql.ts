import { json, type Sql, sql } from '#platform/database'
import type { Costs } from './cost.ts'
import { runEvents } from './events.sql.ts'
import { cancelChildren, tellParents } from './family.sql.ts'
import { endWaitsOf } from './hearing.sql.ts'
import { unlessPaused } from './pausing.sql.ts'
import { type BlobRef, blobOf } from './results.sql.ts'
import { isQueued, isRunning } from './state.sql.ts'
import type { Turns } from './turns.ts'

export type RunRow = {
  id: string
  tenant_id: string
  flow: string
  version: number
  key: string
  input: unknown
  priority: number
  trace: string
  claims: number
  /** It is to be cancelled once its compensations ran. */
  cancel_reason: string | null
  /** How often it continued with a new history. */
  rounds: number
  is_paused?: boolean
}
export type RunRoom = Turns & { free: number; flows: string[]; versions: number[] }

/** Takes due runs of hosted flows without limits; the same turns as for tasks. */
export const claim = (worker: string, room: RunRoom): Sql => sql`
with recursive me as (select id from engine.workers where id = ${worker} for key share),
tenant as (select * from unnest(${room.tenants}::text[], ${room.busyPerTenant}::integer[], ${room.lastTurnPerTenant}::integer[])
  as b (tenant_id, busy, last_turn)),
queue (flow, version, tenant_id) as (
  select h.flow, h.version, (select min(r.tenant_id) from engine.runs r where r.state = 'queued' and r.flow = h.flow and r.version = h.version)
  from unnest(${room.flows}::text[], ${room.versions}::integer[]) as h (flow, version)
  where not exists (select from engine.flow_limits l where l.flow = h.flow)
  union all
  select q.flow, q.version, (select min(r.tenant_id) from engine.runs r
    where r.state = 'queued' and r.flow = q.flow and r.version = q.version and r.tenant_id > q.tenant_id)
  from queue q where q.tenant_id is not null),
candidate as (
  select c.*, coalesce(b.last_turn, 0) as last_turn,
    coalesce(b.busy, 0) + row_number() over (partition by q.tenant_id order by c.priority desc, c.wake_at, c.id) as turn
  from queue q
  cross join lateral (
    select r.id, r.priority, r.wake_at from engine.runs r
    where r.state = 'queued' and r.flow = q.flow and r.version = q.version and r.tenant_id = q.tenant_id and r.wake_at <= now()
    order by r.priority desc, r.wake_at, r.id limit ${room.free}::integer) c
  left join tenant b on b.tenant_id = q.tenant_id),
chosen as (select id from candidate order by turn, last_turn, priority desc, wake_at, id limit ${room.free}::integer)
update engine.runs set state = 'running', worker = ${worker}, claims = claims + 1, started_at = coalesce(started_at, clock_timestamp())
where exists (select from me) and id = any(array(
  select r.id from engine.runs r where r.id = any(array(select id from chosen)) and ${isQueued('r')} and r.resume_at is null for update skip locked))
returning id, tenant_id, flow, version, key, input, priority, trace, claims, cancel_reason, rounds`

/** Runs the worker holds without knowing: the answer to its claim was lost. Their history is loaded in any case. */
export const strays = (worker: string, known: string[]): Sql => sql`
select id, tenant_id, flow, version, key, input, priority, trace, claims + 1 as claims, cancel_reason, rounds,
  resume_at is not null as is_paused
from engine.runs
where worker = ${worker} and state = 'running' and id <> all(${known}::text[])`

export type PastRow = {
  run_id: string
  name: string
  position: number
  kind: 'step' | 'now' | 'sleep' | 'signal' | 'event' | 'race' | 'child' | 'undo' | 'task'
  state: string
  result: any
  /** Where the result lies when it is not in the row. */
  blob: BlobRef | null
  error: string | null
  due_ms: number | null
  finished_at: Date | null
  task_id: string | null
  task: string | null
  /** Of what is loaded for a replay. */
  input_hash?: string | null
}
/** Everything runs remember. */
export const load = (runs: string[]): Sql => sql`
select run_id, name, position, kind, state, result, error, finished_at, null as task_id, null as task, input_hash,
  extract(epoch from due_at - clock_timestamp())::double precision * 1000 as due_ms, ${blobOf('s')} as blob
from engine.steps s where run_id = any(${runs}::text[])
union all
select run_id, step, position, 'task', state, result, error, finished_at, id, name, input_hash, null, ${blobOf('t')}
from engine.tasks t where run_id = any(${runs}::text[])`

/** Which of these tasks are over. */
export const outcomes = (tasks: string[]): Sql => sql`
select run_id, step as name, position, 'task' as kind, state, result, error, null as due_ms, finished_at, id as task_id, name as task, ${blobOf('t')} as blob
from engine.tasks t where id = any(${tasks}::text[]) and state in ('completed', 'failed', 'cancelled')`

export type Recorded = {
  run_id: string
  worker: string
  name: string
  position: number
  kind: 'step' | 'now' | 'race'
  state: 'completed' | 'failed'
  result?: unknown
  blob?: BlobRef
  error?: string
  attempts: number
  cost?: Costs
  took_ms: number
}
const columns = sql`(run_id, tenant_id, name, position, kind, state, result, result_blob, error, attempts, cost, started_at, finished_at)`
const values = (
  i: Recorded,
): Sql => sql`${i.name}, ${i.position}::integer, ${i.kind}, ${i.state}, ${i.result == null ? null : json(i.result)}::jsonb, ${i.blob?.key ?? null}, ${i.error ?? null},
  ${i.attempts}::integer, ${i.cost ? json(i.cost) : null}::jsonb, clock_timestamp() - ${i.took_ms}::double precision * interval '1 ms', clock_timestamp()`
const fenced = (i: Recorded): Sql =>
  sql`from engine.runs r where r.id = ${i.run_id} and r.worker = ${i.worker} and ${isRunning('r')} for share`

/** One step: most groups are no larger when runs go one at a time, and a statement for many costs PostgreSQL three times as much; measured. */
const recordOne = (i: Recorded): Sql => sql`
insert into engine.steps ${columns} select r.id, r.tenant_id, ${values(i)} ${fenced(i)}
on conflict (run_id, name) do nothing`
const recordMany = (items: Recorded[]): Sql => sql`
with item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (run_id text, worker text, name text, position integer, kind text,
  state text, result jsonb, blob jsonb, error text, attempts integer, cost jsonb, took_ms double precision)),
held as (
  select r.id, r.tenant_id, r.worker from engine.runs r
  where r.id = any(array(select run_id from item)) and r.worker = any(array(select worker from item)) and ${isRunning('r')}
  order by r.id for share)
insert into engine.steps ${columns}
select i.run_id, h.tenant_id, i.name, i.position, i.kind, i.state, i.result, i.blob->>'key', i.error, i.attempts, i.cost,
  clock_timestamp() - i.took_ms * interval '1 ms', clock_timestamp()
from item i join held h on h.id = i.run_id and h.worker = i.worker
on conflict (run_id, name) do nothing`

/**
 * Remembers results of steps without a transaction of their own. Touches as many rows as are new. When that is all of them nothing more need be known,
 * except of readings of the clock; else `findKept` tells.
 */
export const record = (items: Recorded[]): Sql => (items.length === 1 ? recordOne(items[0]!) : recordMany(items))

/** `state` and what belongs to it only where the step may have been there before. */
export type Kept = {
  run_id: string
  name: string
  finished_at: Date | null
  state?: 'completed' | 'failed'
  result?: unknown
  blob?: BlobRef | null
  error?: string | null
}
/**
 * Which of these steps are there, in runs that the worker still holds; `areNew` when all were recorded just now. What was there before stays, be it the
 * same after a lost answer, or what the run did before it left memory and came back.
 */
export const findKept = (items: Recorded[], areNew: boolean): Sql => sql`
select s.run_id, s.name, s.finished_at${areNew ? sql`` : sql`, s.state, s.result, s.error, ${blobOf('s')} as blob`}
from jsonb_to_recordset(${json(items.map(({ run_id, worker, name }) => ({ run_id, worker, name })))}::jsonb) as i (run_id text, worker text, name text)
join engine.runs r on r.id = i.run_id and r.worker = i.worker and ${isRunning('r')}
join engine.steps s on s.run_id = i.run_id and s.name = i.name`

/**
 * Remembers the result of a step in the transaction of its effects. Must fail whenever the effects must not stay, because the `commit` behind
 * it is already on its way: not held any more gives a null tenant_id (23502), a second commit of the same step a unique violation (23505).
 */
export const recordWithin = (i: Recorded): Sql => sql`
insert into engine.steps ${columns} select ${i.run_id}, (select r.tenant_id ${fenced(i)}), ${values(i)}`
/** Sent together with the statement before it: a process stopped between the two would keep its locks, and with them hold up a takeover. */
export const commit: Sql = sql`commit`

export const findStep = (run: string, name: string): Sql => sql`
select run_id, name, position, kind, state, result, error, finished_at, null as task_id, null as task, null as due_ms, ${blobOf('s')} as blob
from engine.steps s where run_id = ${run} and name = ${name}`

export type Ended = {
  id: string
  worker: string
  state: 'completed' | 'failed' | 'cancelled'
  result?: unknown
  blob?: BlobRef
  error?: string
  /** It may have open waits for events. */
  hears?: boolean
}
export type EndedRow = { id: string; is_done: boolean; has_orphans: boolean; tells: string[] }
/**
 * Ends runs, and cancels their children. `is_done` is false when the fence refused: taken over or cancelled. `tells` are the workers of waiting
 * parents, '' for those that nobody holds.
 */
export const finish = (items: Ended[]): Sql => sql`
with item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (id text, worker text, state text, result jsonb, blob jsonb, error text)),
held as (select r.id from engine.runs r where r.id = any(array(select id from item)) order by r.id for update),
done as (
  update engine.runs r set state = i.state, result = i.result, result_blob = i.blob->>'key', error = i.error, has_news = false, finished_at = clock_timestamp()
  from item i join held h on h.id = i.id where r.id = i.id and r.worker = i.worker and ${isRunning('r')}
  returning r.*),
${items.some((i) => i.hears) ? endWaitsOf('done') : sql``}orphans as (${cancelChildren('done', sql`'the parent run is over'::text`, 'and r.id <> all(array(select id from item))')}),
told as (${tellParents('done', 'and r.id <> all(array(select id from item))')}),
completed as (${runEvents('completed', 'done', undefined, "where e.state = 'completed'")}),
failed as (${runEvents('failed', 'done', sql`'error', e.error`, "where e.state = 'failed'")}),
cancelled as (${runEvents('cancelled', 'done', sql`'error', e.error`, "where e.state = 'cancelled'")}),
orphaned as (${runEvents('cancelled', 'orphans', sql`'error', e.error`, "where e.state = 'cancelled'")})
select i.id, done.id is not null or (select r.worker = i.worker and r.state = i.state from engine.runs r where r.id = i.id) is true as is_done,
  exists (select from orphans) as has_orphans, array(select distinct coalesce(worker, '') from told) as tells
from item i left join done on done.id = i.id`

/** Lets go of a run that only waits; it is due again after `dueMs` (null: at its signal). Refused (no row) when there is news. */
export const letGo = (id: string, worker: string, dueMs: number | null): Sql => sql`
update engine.runs r set state = 'queued', worker = null,
  wake_at = ${unlessPaused(sql`coalesce(clock_timestamp() + ${dueMs}::double precision * interval '1 ms', 'infinity')`)}
where id = ${id} and worker = ${worker} and ${isRunning('r')} and not has_news
returning id`
