import { json, type Sql, sql } from '#platform/database'
import { forgottenCost } from './cost.sql.ts'
import { runEvents, taskEvents } from './events.sql.ts'
import { cancelled } from './family.sql.ts'

export const cancelById = (id: string, reason: string): Sql => sql`
with stopped as (
  update engine.runs r set ${cancelled(sql`${reason}::text`)}
  where r.id = ${id} and r.state in ('queued', 'running') and r.cancel_reason is null
  returning r.id, r.tenant_id, r.flow, r.key, r.trace, r.state),
events as (${runEvents('cancelled', 'stopped', sql`'error', ${reason}::text`, "where e.state = 'cancelled'")})
select id from stopped`

/** Why a run cannot be taken up again, or nothing. */
export const findRetryable = (id: string): Sql => sql`
select state, exists (select from engine.steps s where s.run_id = r.id and s.name like 'undo/%')
  or exists (select from engine.tasks t where t.run_id = r.id and t.step like 'undo/%') as is_undone
from engine.runs r where id = ${id}`

// What is remembered was asked with the input of before, and whoever gives another one knows.
const forgetHashes = sql`
unhashed as (update engine.steps s set input_hash = null from target where s.run_id = target.id and s.name not in (select name from fatal)),
untied as (update engine.tasks t set input_hash = null from target where t.run_id = target.id and t.step not in (select name from fatal)),
`
/**
 * Takes a run up again that failed or was cancelled. What it remembers stays, except for the failures that ended it: those with the
 * reason of the run, and those after which it asked for nothing more. A failure it went on from has become a part of its way.
 */
export const retryRun = (id: string, input: unknown): Sql => sql`
with target as (
  select id, error, cost from engine.runs where id = ${id} and state in ('failed', 'cancelled') for update),
step as (
  select s.name, 's' as source, s.error, s.state, s.kind, s.started_at as asked_at, s.finished_at from engine.steps s join target on s.run_id = target.id
  union all
  select t.step, 't', t.error, t.state, 'task', t.created_at, t.finished_at from engine.tasks t join target on t.run_id = target.id),
fatal as (
  select f.name from step f cross join target
  where f.state = 'cancelled' or (f.kind in ('child', 'event') and f.state = 'running')
    or (f.state = 'failed' and (f.error = target.error or not exists (select from step later where later.asked_at > f.finished_at)))),
forgotten as (
  delete from engine.steps s using target where s.run_id = target.id and s.name in (select name from fatal) returning s.child_id, s.cost),
dropped as (delete from engine.tasks t using target where t.run_id = target.id and t.step in (select name from fatal) returning t.cost),
renamed as (
  update engine.runs c set key = c.key || '~' || c.id where c.id in (select child_id from forgotten) and c.state in ('failed', 'cancelled')),
${input === undefined ? sql`` : forgetHashes}begun as (
  update engine.runs r set state = 'queued', worker = null, error = null, cancel_reason = null, finished_at = null, has_news = false,
    wake_at = now(), resume_at = null, is_admitted = false, input = coalesce(${input === undefined ? null : json(input)}::jsonb, r.input),
    cost = ${forgottenCost(sql`select cost from target union all select cost from forgotten union all select cost from dropped`)}
  from target where r.id = target.id returning r.id)
select id from begun`

export const findCopied = (id: string, step: string | null): Sql => sql`
select coalesce(
  (select position from engine.steps where run_id = ${id} and name = ${step}),
  (select position from engine.tasks where run_id = ${id} and step = ${step})) as position,
  array(select t.id from engine.tasks t where t.run_id = ${id} and t.state in ('completed', 'failed') order by t.id) as tasks`

export type Copy = {
  from: string
  id: string
  key: string
  input: unknown
  /** Steps asked before this position are remembered. */
  position: number
  taskIds: { from: string; id: string }[]
}
/** A new run that remembers what another did before a step. Loaded like one that was interrupted. */
export const copyRun = (c: Copy): Sql => sql`
with made as (
  insert into engine.runs (id, tenant_id, flow, version, key, input, priority, trace, undoes, claims)
  select ${c.id}, tenant_id, flow, version, ${c.key}, coalesce(${c.input === undefined ? null : json(c.input)}::jsonb, input), priority, trace,
    exists (select from engine.steps s where s.run_id = r.id and s.kind = 'undo' and s.position < ${c.position}::integer), 1
  from engine.runs r where id = ${c.from}
  on conflict (tenant_id, flow, key) do nothing
  returning id, tenant_id, flow, key, trace),
steps as (
  insert into engine.steps (run_id, tenant_id, name, position, kind, state, signal, due_at, result, result_blob, error, attempts, started_at, finished_at,
    child_id, form, answer, answered_by, answered_at, input_hash)
  select made.id, s.tenant_id, s.name, s.position, s.kind, s.state, s.signal, s.due_at, s.result, s.result_blob, s.error, s.attempts, s.started_at, s.finished_at,
    s.child_id, s.form, s.answer, s.answered_by, s.answered_at, ${c.input === undefined ? sql`s.input_hash` : sql`null`}
  from engine.steps s cross join made
  where s.run_id = ${c.from} and s.position < ${c.position}::integer and s.state in ('completed', 'failed') and s.name not like 'undo/%'),
tasks as (
  insert into engine.tasks (id, tenant_id, run_id, step, position, name, input, state, priority, attempts, attempts_max, progress, trace, result,
    result_blob, error, failures, created_at, started_at, finished_at, input_hash)
  select i.id, t.tenant_id, made.id, t.step, t.position, t.name, t.input, t.state, t.priority, t.attempts, t.attempts_max, t.progress, t.trace, t.result,
    t.result_blob, t.error, t.failures, t.created_at, t.started_at, t.finished_at,
    ${c.input === undefined ? sql`t.input_hash` : sql`null`}
  from engine.tasks t cross join made join jsonb_to_recordset(${json(c.taskIds)}::jsonb) as i ("from" text, id text) on i."from" = t.id
  where t.run_id = ${c.from} and t.position < ${c.position}::integer and t.step not like 'undo/%'),
events as (${runEvents('created', 'made')})
select id from made`

export type DeadFilter = { tenant?: string; name?: string; before?: string; limit?: number }
export const findDead = (f: DeadFilter): Sql => sql`
select id, tenant_id as tenant, run_id as "runId", step, name, key, input, error, failures, attempts, created_at as "createdAt", finished_at as "finishedAt"
from engine.tasks
where state = 'failed' and (${f.tenant ?? null}::text is null or tenant_id = ${f.tenant ?? null})
  and (${f.name ?? null}::text is null or name = ${f.name ?? null}) and (${f.before ?? null}::text is null or id < ${f.before ?? null})
order by id desc limit ${Math.min(f.limit ?? 50, 500)}::integer`

/** Gives a failed task that stands alone as many attempts again as it had. */
export const retryTask = (id: string, input: unknown): Sql => sql`
with begun as (
  update engine.tasks set state = 'queued', worker = null, run_at = now(), finished_at = null, error = null, progress = 0, message = null,
    attempts_max = attempts + greatest(attempts_max, 1), input = coalesce(${input === undefined ? null : json(input)}::jsonb, input)
  where id = ${id} and run_id is null and state in ('failed', 'cancelled')
  returning id, tenant_id, run_id, step, name, attempts, trace),
events as (${taskEvents('created', 'begun')})
select id from begun`

export const setRetention = (flow: string, keepMs: number): Sql => sql`
insert into engine.retention (flow, keep_ms) values (${flow}, ${keepMs}::bigint) on conflict (flow) do update set keep_ms = excluded.keep_ms`
export const dropRetention = (flow: string): Sql => sql`delete from engine.retention where flow = ${flow}`
export const findRetention: Sql = sql`select flow, keep_ms::double precision as "keepMs" from engine.retention order by flow`

/**
 * Removes runs, and tasks that stand alone, that have been over for longer than they are kept; at most `limit` of each. A child goes with or after
 * its parent, which may still want to read its result. Ids sort by time, so what was made after the shortest time of keeping began is not even read; an hour is
 * left to clocks of processes that are ahead.
 */
export const sweep = (limit: number): Sql => sql`
with young as (select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((since.ms >> (5 * i)) & 31)::integer, 1), '' order by i desc) as id
  from (select greatest(0, extract(epoch from now()) * 1000 + 3600000 - min(keep_ms))::bigint as ms from engine.retention having count(*) > 0) since,
    generate_series(0, 9) i),
runs as (
  delete from engine.runs where id = any(array(
    select r.id from engine.runs r join engine.retention k on k.flow = r.flow
    where r.id < (select 'run_' || id from young) and r.state in ('completed', 'failed', 'cancelled') and r.finished_at < now() - k.keep_ms * interval '1 ms'
      and not exists (select from engine.runs p where p.id = r.parent_id and p.state in ('queued', 'running'))
    order by r.id limit ${limit}::integer for update of r skip locked))
  returning id),
tasks as (
  delete from engine.tasks where id = any(array(
    select t.id from engine.tasks t join engine.retention k on k.flow = t.name
    where t.id < (select 'tsk_' || id from young) and t.run_id is null and t.state in ('completed', 'failed', 'cancelled') and t.finished_at < now() - k.keep_ms * interval '1 ms'
    order by t.id limit ${limit}::integer for update of t skip locked))
  returning id)
select (select count(*) from runs)::integer as runs, (select count(*) from tasks)::integer as tasks`
