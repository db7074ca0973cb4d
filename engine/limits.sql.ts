import { type Sql, sql } from '#platform/database'
import type { Room } from './queue.sql.ts'
import { isQueued } from './state.sql.ts'

/**
 * One claim of a limited task at a time: a statement of its own before the claim, so that the claim's snapshot sees what the one before it
 * took. In the order of names, so that two do not wait for each other.
 */
export const lockQueues = (names: string[]): Sql =>
  sql`select name from engine.queues where name = any(${names}::text[]) order by name for update`

/**
 * Takes due tasks of names that have limits, over all processes. As in the claim of the others, tenants take turns and queues are found by
 * hopping over the index; with a limit per key the keys are hopped over too, so that a thousand jobs of a busy key hide no other.
 */
export const claimLimited = (worker: string, room: Room): Sql => sql`
with recursive me as (select id from engine.workers where id = ${worker} for key share),
moment as materialized (select clock_timestamp() as at),
running as materialized (
  select name, tenant_id, limit_key, count(*) as count from engine.tasks where state = 'running' and name = any(${room.names}::text[])
  group by name, tenant_id, limit_key),
limited as materialized (
  select q.*, least(q.rate_max, q.tokens + extract(epoch from m.at - q.refilled_at)::double precision * 1000 * q.rate_max / q.rate_per_ms) as tokens_now
  from engine.queues q cross join moment m where q.name = any(${room.names}::text[]) and not q.is_paused),
hosted as materialized (
  select l.name, l.tenant_running_max, l.key_running_max, least(h.free, floor(l.tokens_now)::integer,
    l.running_max - (select coalesce(sum(r.count), 0) from running r where r.name = l.name))::integer as free
  from limited l join unnest(${room.names}::text[], ${room.freePerName}::integer[]) as h (name, free) on h.name = l.name),
queue (name, tenant_id) as (
  select h.name, (select min(t.tenant_id) from engine.tasks t where t.state = 'queued' and t.name = h.name) from hosted h where h.free > 0
  union all
  select q.name, (select min(t.tenant_id) from engine.tasks t where t.state = 'queued' and t.name = q.name and t.tenant_id > q.tenant_id)
  from queue q where q.tenant_id is not null),
lane (name, tenant_id, limit_key) as (
  select q.name, q.tenant_id, (select min(t.limit_key) from engine.tasks t
    where t.state = 'queued' and t.limit_key is not null and t.name = q.name and t.tenant_id = q.tenant_id)
  from queue q join hosted h on h.name = q.name where h.key_running_max is not null and q.tenant_id is not null
  union all
  select l.name, l.tenant_id, (select min(t.limit_key) from engine.tasks t
    where t.state = 'queued' and t.limit_key is not null and t.name = l.name and t.tenant_id = l.tenant_id and t.limit_key > l.limit_key)
  from lane l where l.limit_key is not null),
plain as (
  select c.*, q.name, q.tenant_id from queue q join hosted h on h.name = q.name
  cross join lateral (
    select t.id, t.priority, t.run_at from engine.tasks t
    where t.state = 'queued' and t.name = q.name and t.tenant_id = q.tenant_id and t.run_at <= now() and (h.key_running_max is null or t.limit_key is null)
    order by t.priority desc, t.run_at, t.id limit least(h.free, ${room.free}::integer)) c),
keyed as (
  select c.*, l.name, l.tenant_id from lane l join hosted h on h.name = l.name
  cross join lateral (
    select t.id, t.priority, t.run_at from engine.tasks t
    where t.state = 'queued' and t.limit_key is not null and t.name = l.name and t.tenant_id = l.tenant_id and t.limit_key = l.limit_key and t.run_at <= now()
    order by t.priority desc, t.run_at, t.id
    limit greatest(0, least(h.free, h.key_running_max - (select coalesce(sum(r.count), 0) from running r
      where r.name = l.name and r.tenant_id = l.tenant_id and r.limit_key = l.limit_key)))) c),
ranked as (
  select c.*, row_number() over (partition by c.name, c.tenant_id order by c.priority desc, c.run_at, c.id) as rank
  from (select * from plain union all select * from keyed) c),
allowed as (
  select k.*, h.free from ranked k join hosted h on h.name = k.name
  where h.tenant_running_max is null or k.rank + (select coalesce(sum(r.count), 0) from running r where r.name = k.name and r.tenant_id = k.tenant_id)
    <= h.tenant_running_max),
tenant as (select * from unnest(${room.tenants}::text[], ${room.busyPerTenant}::integer[], ${room.lastTurnPerTenant}::integer[])
  as b (tenant_id, busy, last_turn)),
candidate as (
  select a.*, coalesce(b.last_turn, 0) as last_turn,
    coalesce(b.busy, 0) + row_number() over (partition by a.tenant_id order by a.priority desc, a.run_at, a.id) as turn
  from allowed a left join tenant b on b.tenant_id = a.tenant_id),
fitting as (select *, row_number() over (partition by name order by turn, last_turn, priority desc, run_at, id) as place from candidate),
chosen as (select id from fitting where place <= free order by turn, last_turn, priority desc, run_at, id limit ${room.free}::integer),
claimed as (
  update engine.tasks set state = 'running', worker = ${worker}, attempts = attempts + 1, started_at = clock_timestamp()
  where exists (select from me) and id = any(array(
    select t.id from engine.tasks t where t.id = any(array(select id from chosen)) and ${isQueued('t')} for update skip locked))
  returning id, tenant_id, run_id, step, name, input, attempts, attempts_max, trace),
spent as (
  update engine.queues q set tokens = l.tokens_now - c.count, refilled_at = m.at
  from limited l, moment m, (select name, count(*) as count from claimed group by name) c
  where q.name = l.name and c.name = l.name and l.rate_max is not null)
select * from claimed`

export type Limits = {
  /** At once, over all processes: in all, of one tenant, of one tenant and limit key. */
  runningMax?: number
  tenantRunningMax?: number
  keyRunningMax?: number
  /** Starts in a time; a burst of `max` is possible after a rest. */
  rate?: { max: number; perMs: number }
}
/** Sets the limits of a task, or changes them; what is not said is not limited. */
export const setLimits = (name: string, l: Limits): Sql => sql`
insert into engine.queues as q (name, running_max, tenant_running_max, key_running_max, rate_max, rate_per_ms, tokens)
values (${name}, ${l.runningMax ?? null}::integer, ${l.tenantRunningMax ?? null}::integer, ${l.keyRunningMax ?? null}::integer,
  ${l.rate?.max ?? null}::integer, ${l.rate?.perMs ?? null}::integer, ${l.rate?.max ?? 0}::double precision)
on conflict (name) do update set running_max = excluded.running_max, tenant_running_max = excluded.tenant_running_max,
  key_running_max = excluded.key_running_max, rate_max = excluded.rate_max, rate_per_ms = excluded.rate_per_ms,
  tokens = least(case when q.rate_max is null then excluded.tokens else q.tokens end, excluded.rate_max)`

export const setPaused = (name: string, isPaused: boolean): Sql => sql`
insert into engine.queues (name, is_paused) values (${name}, ${isPaused}::boolean)
on conflict (name) do update set is_paused = excluded.is_paused`
