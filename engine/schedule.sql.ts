import { json, type Sql, sql } from '#platform/database'

export type ScheduleRow = {
  tenant_id: string
  name: string
  flow: string
  version: number
  input: unknown
  priority: number
  cron: string
  zone: string
  catch_up: 'none' | 'last' | 'all'
  overlap: 'skip' | 'queue' | 'allow'
  next_at: Date
  now: Date
  is_busy: boolean
}
/** One due schedule of a hosted flow, locked; another process takes another one. `after` is the last one looked at. */
export const takeDue = (flows: string[], after: { tenant: string; name: string }): Sql => sql`
select s.tenant_id, s.name, s.flow, s.version, s.input, s.priority, s.cron, s.zone, s.catch_up, s.overlap, s.next_at, clock_timestamp() as now,
  exists (select from engine.runs r where r.id = s.last_run and r.state in ('queued', 'running')) as is_busy
from engine.schedules s
where not s.is_paused and s.next_at <= clock_timestamp() and s.flow = any(${flows}::text[]) and (s.tenant_id, s.name) > (${after.tenant}, ${after.name})
order by s.tenant_id, s.name limit 1 for update skip locked`

export type Advance = {
  tenant: string
  name: string
  nextAt: Date | null
  lastAt?: Date
  lastKey?: string
  flow: string
  error?: string
}
export const advance = (a: Advance): Sql => sql`
update engine.schedules set next_at = ${a.nextAt}::timestamptz, last_at = coalesce(${a.lastAt ?? null}::timestamptz, last_at), error = ${a.error ?? null},
  last_run = coalesce((select id from engine.runs r where r.tenant_id = ${a.tenant} and r.flow = ${a.flow} and r.key = ${a.lastKey ?? null}), last_run)
where tenant_id = ${a.tenant} and name = ${a.name}`

export const readClock: Sql = sql`select clock_timestamp() as now`

export type NewSchedule = {
  tenant: string
  name: string
  flow: string
  version: number
  input: unknown
  priority: number
  cron: string
  zone: string
  catchUp: string
  overlap: string
  nextAt: Date | null
}
/** A change of anything but the times keeps the time that is due. */
export const putSchedule = (s: NewSchedule): Sql => sql`
insert into engine.schedules as s (tenant_id, name, flow, version, input, priority, cron, zone, catch_up, overlap, next_at)
values (${s.tenant}, ${s.name}, ${s.flow}, ${s.version}, ${json(s.input ?? null)}::jsonb, ${s.priority}, ${s.cron}, ${s.zone}, ${s.catchUp}, ${s.overlap},
  ${s.nextAt}::timestamptz)
on conflict (tenant_id, name) do update set flow = excluded.flow, version = excluded.version, input = excluded.input, priority = excluded.priority,
  catch_up = excluded.catch_up, overlap = excluded.overlap, error = null, cron = excluded.cron, zone = excluded.zone,
  next_at = case when s.cron = excluded.cron and s.zone = excluded.zone then s.next_at else excluded.next_at end`

export const pauseSchedule = (tenant: string, name: string, isPaused: boolean): Sql =>
  sql`update engine.schedules set is_paused = ${isPaused}::boolean where tenant_id = ${tenant} and name = ${name}`
export const dropSchedule = (tenant: string, name: string): Sql =>
  sql`delete from engine.schedules where tenant_id = ${tenant} and name = ${name}`
export const findSchedules = (tenant: string | undefined): Sql => sql`
select tenant_id as tenant, name, flow, version, input, priority, cron, zone, catch_up as "catchUp", overlap, is_paused as "isPaused",
  next_at as "nextAt", last_at as "lastAt", last_run as "lastRun", error
from engine.schedules where ${tenant ?? null}::text is null or tenant_id = ${tenant ?? null} order by tenant_id, name`
