import { json, type Sql, sql } from '#platform/database'
import { runEvents, taskEvents } from './events.sql.ts'
import { cancelled } from './family.sql.ts'
import { begun, eagerly } from './queue.sql.ts'

/** What a start does when its key is taken: nothing, refuse, or end whoever has the key and take it over. */
export type Conflict = 'join' | 'reject' | 'replace'
export type NewRun = {
  id: string
  flow: string
  version: number
  key: string
  input: unknown
  priority: number
  at?: Date
  after_ms?: number
}
export type NewTask = {
  id: string
  name: string
  key: string
  input: unknown
  priority: number
  attempts_max: number
  limit_key?: string
  at?: Date
  after_ms?: number
  /** It may be begun by the worker that stores it. */
  eager?: boolean
}

/** Whose start it is, where starts of several share a statement. */
export type Whose = { tenant_id: string; trace: string }

const dueAt = sql`coalesce(i.at, clock_timestamp() + coalesce(i.after_ms, 0) * interval '1 ms')`
const replaced = sql`'replaced by a new start'::text`

const toTime = ({ at, after_ms }: { at?: Date; after_ms?: number }): Sql =>
  sql`coalesce(${at ?? null}::timestamptz, clock_timestamp() + ${after_ms ?? 0}::double precision * interval '1 ms')`

/** One start that joins: by far the most frequent, so it is spared everything that the others need; measured, twice as many in a second. */
const startFlow = (tenant: string, trace: string, r: NewRun): Sql => sql`
with started as (
  insert into engine.runs (id, tenant_id, flow, version, key, input, priority, trace, wake_at)
  values (${r.id}, ${tenant}, ${r.flow}, ${r.version}, ${r.key}, ${json(r.input ?? null)}::jsonb, ${r.priority}, ${trace}, ${toTime(r)})
  on conflict (tenant_id, flow, key) do nothing
  returning id, tenant_id, flow, key, trace)
${runEvents('created', 'started')}`
const startTask = (tenant: string, trace: string, t: NewTask): Sql => sql`
with started as (
  insert into engine.tasks (id, tenant_id, name, key, input, priority, attempts_max, limit_key, trace, run_at)
  values (${t.id}, ${tenant}, ${t.name}, ${t.key}, ${json(t.input ?? null)}::jsonb, ${t.priority}, ${t.attempts_max}, ${t.limit_key ?? null}, ${trace},
    ${toTime(t)})
  on conflict (tenant_id, name, key) where run_id is null do nothing
  returning id, tenant_id, run_id, step, name, attempts, trace)
${taskEvents('created', 'started')}`

const flowItems = (items: NewRun[]): Sql => sql`
item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (tenant_id text, trace text, id text, flow text, version integer, key text, input jsonb,
  priority smallint, at timestamptz, after_ms double precision))`
const taskItems = (items: NewTask[]): Sql => sql`
item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (tenant_id text, trace text, id text, name text, key text, input jsonb, priority smallint,
  attempts_max integer, limit_key text, at timestamptz, after_ms double precision, eager boolean))`
const insertRuns = (tenant: string, trace: string, from: Sql): Sql => sql`
  insert into engine.runs (id, tenant_id, flow, version, key, input, priority, trace, wake_at)
  select i.id, coalesce(i.tenant_id, ${tenant}), i.flow, i.version, i.key, coalesce(i.input, 'null'), i.priority, coalesce(i.trace, ${trace}), ${dueAt}
  ${from}
  on conflict (tenant_id, flow, key) do nothing
  returning id, tenant_id, flow, key, trace`
const insertTasks = (tenant: string, trace: string, from: Sql): Sql => sql`
  insert into engine.tasks (id, tenant_id, name, key, input, priority, attempts_max, limit_key, trace, run_at)
  select i.id, coalesce(i.tenant_id, ${tenant}), i.name, i.key, coalesce(i.input, 'null'), i.priority, i.attempts_max, i.limit_key,
    coalesce(i.trace, ${trace}), ${dueAt}
  ${from}
  on conflict (tenant_id, name, key) where run_id is null do nothing
  returning id, tenant_id, run_id, step, name, attempts, trace`

/** Starts that join, and says so in the event log, in one statement. */
const startFlows = (tenant: string, trace: string, items: NewRun[]): Sql => sql`
with ${flowItems(items)}, started as (${insertRuns(tenant, trace, sql`from item i`)})
${runEvents('created', 'started')}`
const startTasks = (tenant: string, trace: string, items: NewTask[]): Sql => sql`
with ${taskItems(items)}, started as (${insertTasks(tenant, trace, sql`from item i`)})
${taskEvents('created', 'started')}`

const unlessRefused = (conflict: Conflict): Sql => sql`
  from item i cross join cleared
  where cleared.count >= 0 and (${conflict} = 'replace' or not exists (select from taken))`
/**
 * Starts that do not join. Touches as many rows as it starts. With `reject` a taken key lets nothing start. With
 * `replace` the earlier run gives up its key to a name of its own; the count makes PostgreSQL do that before the insert.
 */
const startFlowsBy = (tenant: string, trace: string, items: NewRun[], conflict: Conflict): Sql => sql`
with ${flowItems(items)},
taken as (
  select r.id from engine.runs r join item i on r.flow = i.flow and r.key = i.key where r.tenant_id = ${tenant}),
stopped as (
  update engine.runs r set key = r.key || '~' || r.id, ${cancelled(replaced)}
  where ${conflict} = 'replace' and r.id = any(array(select id from taken)) and r.state in ('queued', 'running') and r.cancel_reason is null
  returning r.id, r.tenant_id, r.flow, r.key, r.trace, r.state),
past as (
  update engine.runs r set key = r.key || '~' || r.id
  where ${conflict} = 'replace' and r.id = any(array(select id from taken)) and (r.state not in ('queued', 'running') or r.cancel_reason is not null)
  returning r.id),
cleared as (select (select count(*) from stopped) + (select count(*) from past) as count),
started as (${insertRuns(tenant, trace, unlessRefused(conflict))}),
cancelled as (${runEvents('cancelled', 'stopped', sql`'error', ${replaced}`, "where e.state = 'cancelled'")})
${runEvents('created', 'started')}`

/** The same for tasks that stand alone. */
const startTasksBy = (tenant: string, trace: string, items: NewTask[], conflict: Conflict): Sql => sql`
with ${taskItems(items)},
taken as (
  select t.id from engine.tasks t join item i on t.name = i.name and t.key = i.key
  where t.run_id is null and t.tenant_id = ${tenant}),
stopped as (
  update engine.tasks t set key = t.key || '~' || t.id, state = 'cancelled', error = ${replaced}, finished_at = clock_timestamp()
  where ${conflict} = 'replace' and t.id = any(array(select id from taken)) and t.state in ('queued', 'running')
  returning t.id, t.tenant_id, t.run_id, t.step, t.name, t.attempts, t.trace),
past as (
  update engine.tasks t set key = t.key || '~' || t.id
  where ${conflict} = 'replace' and t.id = any(array(select id from taken)) and t.state not in ('queued', 'running')
  returning t.id),
cleared as (select (select count(*) from stopped) + (select count(*) from past) as count),
started as (${insertTasks(tenant, trace, unlessRefused(conflict))}),
cancelled as (${taskEvents('cancelled', 'stopped', sql`'error', ${replaced}`)})
${taskEvents('created', 'started')}`

type Starts<N> = (tenant: string, trace: string, items: N[], conflict: Conflict) => Sql
export const startFlowsSql: Starts<NewRun> = (tenant, trace, items, conflict) => {
  if (conflict !== 'join') return startFlowsBy(tenant, trace, items, conflict)
  return items.length === 1 ? startFlow(tenant, trace, items[0]!) : startFlows(tenant, trace, items)
}
export const startTasksSql: Starts<NewTask> = (tenant, trace, items, conflict) => {
  if (conflict !== 'join') return startTasksBy(tenant, trace, items, conflict)
  return items.length === 1 ? startTask(tenant, trace, items[0]!) : startTasks(tenant, trace, items)
}

type Together<N> = (items: (N & Whose)[]) => Sql
/** Starts of several tenants that join, in one statement. */
export const startFlowsTogether: Together<NewRun> = (items) => {
  const [{ tenant_id, trace }] = items as [NewRun & Whose]
  return startFlowsSql(tenant_id, trace, items, 'join')
}
export const startTasksTogether: Together<NewTask> = (items) => {
  const [{ tenant_id, trace }] = items as [NewTask & Whose]
  return startTasksSql(tenant_id, trace, items, 'join')
}

/** The same where some may be begun by this worker; gives those that are. */
export const startTasksEagerly = (items: (NewTask & Whose)[], worker: string): Sql => {
  const e = eagerly(worker, sql`i.name`)
  return sql`
with ${taskItems(items)}, ${e.me}
started as (
  insert into engine.tasks (id, tenant_id, name, key, input, priority, attempts_max, limit_key, trace, run_at${e.columns})
  select i.id, i.tenant_id, i.name, i.key, coalesce(i.input, 'null'), i.priority, i.attempts_max, i.limit_key, i.trace, ${dueAt}${e.values}
  from item i ${e.join}
  on conflict (tenant_id, name, key) where run_id is null do nothing
  ${e.returning}),
events as (${taskEvents('created', 'started')})
select ${begun} from started where state = 'running'`
}
