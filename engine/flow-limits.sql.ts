import { type Sql, sql } from '#platform/database'
import type { RunRoom } from './runs.sql.ts'
import { isQueued } from './state.sql.ts'

/** One claim of a limited flow at a time, as with limited tasks: the snapshot of the next claim sees what this one took. */
export const lockFlows = (flows: string[]): Sql =>
  sql`select flow from engine.flow_limits where flow = any(${flows}::text[]) order by flow for update`

/** Gives a place to the runs that had begun before their flow had limits. Once for each flow. */
export const countBegun = (flows: string[]): Sql => sql`
with fresh as (
  update engine.flow_limits set is_counting = true where flow = any(${flows}::text[]) and not is_counting returning flow)
update engine.runs set is_admitted = true
where flow = any(array(select flow from fresh)) and state in ('queued', 'running') and started_at is not null and is_admitted is null`

/**
 * Takes due runs of flows that have limits, over all processes: those that have their place go on, the others begin within the limits. Tenants take turns and
 * queues are found by hopping over the index, as in the claim of the others. What was claimed at the moment when its flow got limits is
 * counted while it runs.
 */
export const claimLimitedRuns = (worker: string, room: RunRoom): Sql => sql`
with recursive me as (select id from engine.workers where id = ${worker} for key share),
code as materialized (select * from unnest(${room.flows}::text[], ${room.versions}::integer[]) as c (flow, version)),
active as materialized (
  select flow, tenant_id, count(*)::integer as count from (
    select r.flow, r.tenant_id from engine.runs r
    where r.is_admitted and r.state in ('queued', 'running') and r.flow = any(array(select flow from code))
    union all
    select r.flow, r.tenant_id from engine.runs r
    where r.state = 'running' and r.is_admitted is not true and r.flow = any(array(select flow from code))) a
  group by flow, tenant_id),
hosted as materialized (
  select c.flow, c.version, l.tenant_active_max, case when l.is_paused then 0 else
    least(${room.free}::integer, l.active_max - (select coalesce(sum(a.count), 0)::integer from active a where a.flow = c.flow)) end as free
  from code c join engine.flow_limits l on l.flow = c.flow),
tenant as (select * from unnest(${room.tenants}::text[], ${room.busyPerTenant}::integer[], ${room.lastTurnPerTenant}::integer[])
  as b (tenant_id, busy, last_turn)),
queue (flow, version, tenant_id) as (
  select h.flow, h.version, (select min(r.tenant_id) from engine.runs r where r.state = 'queued' and r.flow = h.flow and r.version = h.version)
  from hosted h where h.free > 0
  union all
  select q.flow, q.version, (select min(r.tenant_id) from engine.runs r
    where r.state = 'queued' and r.flow = q.flow and r.version = q.version and r.tenant_id > q.tenant_id)
  from queue q where q.tenant_id is not null),
begun as (
  select c.*, h.flow, true as has_place from hosted h cross join lateral (
    select r.id, r.tenant_id, r.priority, r.wake_at from engine.runs r
    where r.is_admitted and r.state = 'queued' and r.flow = h.flow and r.version = h.version and r.wake_at <= now()
    order by r.wake_at limit ${room.free}::integer) c),
fresh as (
  select c.*, h.flow, false as has_place, coalesce(own.active_max, h.tenant_active_max) as tenant_active_max,
    row_number() over (partition by h.flow, c.tenant_id order by c.priority desc, c.wake_at, c.id) as rank
  from queue q join hosted h on h.flow = q.flow and h.version = q.version
  left join engine.flow_tenant_limits own on own.flow = q.flow and own.tenant_id = q.tenant_id cross join lateral (
    select r.id, r.tenant_id, r.priority, r.wake_at from engine.runs r
    where r.state = 'queued' and r.flow = q.flow and r.version = q.version and r.tenant_id = q.tenant_id and r.wake_at <= now()
      and r.is_admitted is not true
    order by r.priority desc, r.wake_at, r.id limit h.free) c),
candidate as (
  select c.*, coalesce(b.last_turn, 0) as last_turn,
    coalesce(b.busy, 0) + row_number() over (partition by c.tenant_id order by c.priority desc, c.wake_at, c.id) as turn
  from (
    select id, tenant_id, priority, wake_at, flow, has_place from begun
    union all
    select f.id, f.tenant_id, f.priority, f.wake_at, f.flow, f.has_place from fresh f
    where f.tenant_active_max is null
      or f.rank + (select coalesce(sum(a.count), 0) from active a where a.flow = f.flow and a.tenant_id = f.tenant_id) <= f.tenant_active_max) c
  left join tenant b on b.tenant_id = c.tenant_id),
fitting as (
  select *, row_number() over (partition by flow, has_place order by turn, last_turn, priority desc, wake_at, id) as place from candidate),
chosen as (
  select id from fitting f where has_place or place <= (select max(h.free) from hosted h where h.flow = f.flow)
  order by turn, last_turn, priority desc, wake_at, id limit ${room.free}::integer)
update engine.runs set state = 'running', worker = ${worker}, claims = claims + 1, started_at = coalesce(started_at, clock_timestamp()), is_admitted = true
where exists (select from me) and id = any(array(
  select r.id from engine.runs r where r.id = any(array(select id from chosen)) and ${isQueued('r')} and r.resume_at is null for update skip locked))
returning id, tenant_id, flow, version, key, input, priority, trace, claims, cancel_reason, rounds`

export type FlowLimits = {
  /** Runs that have begun and are not over, asleep or not: in all, and of one tenant. */
  activeMax?: number
  tenantActiveMax?: number
}
/** Sets the limits of a flow, or changes them; what is not said is not limited. */
export const setFlowLimits = (flow: string, l: FlowLimits): Sql => sql`
insert into engine.flow_limits (flow, active_max, tenant_active_max) values (${flow}, ${l.activeMax ?? null}::integer, ${l.tenantActiveMax ?? null}::integer)
on conflict (flow) do update set active_max = excluded.active_max, tenant_active_max = excluded.tenant_active_max`
/** Limits one tenant, whatever the flow allows each of them; without `max` it is as the others again. */
export const setTenantLimit = (flow: string, tenant: string, max: number | undefined): Sql =>
  max === undefined
    ? sql`delete from engine.flow_tenant_limits where flow = ${flow} and tenant_id = ${tenant}`
    : sql`
with limited as (insert into engine.flow_limits (flow) values (${flow}) on conflict do nothing)
insert into engine.flow_tenant_limits (flow, tenant_id, active_max) values (${flow}, ${tenant}, ${max}::integer)
on conflict (flow, tenant_id) do update set active_max = excluded.active_max`
export const countActive = (flow: string, tenant: string): Sql => sql`
select count(*)::integer as active from engine.runs
where flow = ${flow} and tenant_id = ${tenant} and state in ('queued', 'running') and started_at is not null`
export const setFlowPaused = (flow: string, isPaused: boolean): Sql => sql`
insert into engine.flow_limits (flow, is_paused) values (${flow}, ${isPaused}::boolean) on conflict (flow) do update set is_paused = excluded.is_paused`

export type FlowRow = FlowLimits & { flow: string; isPaused: boolean; active: number; waiting: number }
export const findFlows: Sql = sql`
select l.flow, l.is_paused as "isPaused", l.active_max as "activeMax", l.tenant_active_max as "tenantActiveMax",
  (select count(*)::integer from engine.runs r where r.flow = l.flow and r.is_admitted and r.state in ('queued', 'running')) as active,
  (select count(*)::integer from engine.runs r where r.flow = l.flow and r.is_admitted is not true and r.state = 'queued') as waiting
from engine.flow_limits l order by l.flow`
