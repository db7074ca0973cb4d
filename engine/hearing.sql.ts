import { json, type Sql, sql } from '#platform/database'
import { eventsAfter, isFinished } from '#platform/events.sql'
import { soon } from './pausing.sql.ts'
import { isRunning } from './state.sql.ts'

// Constant text of our own, never a value from outside.
const text = (constant: string): Sql => ({ text: constant, values: [] })

/** Parts of other statements, used only where there are waits for events: registers those of `item`, and ends those of the steps or runs in `from`. */
export const registerWaits = sql`waits_for_events as (
  insert into engine.waits (run_id, name, tenant_id, type, subject)
  select i.run_id, i.name, h.tenant_id, i.signal, i.subject from item i join held h on h.id = i.run_id and h.worker = i.worker where i.kind = 'event'
  on conflict (run_id, name) do nothing),
`
export const endWaits = (from: string): Sql =>
  sql`ended_waits as (delete from engine.waits w using ${text(from)} o where w.run_id = o.run_id and w.name = o.name),
`
export const endWaitsOf = (runs: string): Sql =>
  sql`ended_waits as (delete from engine.waits where run_id = any(array(select id from ${text(runs)}))),
`

/** An event for a wait: its row in the log, and its place there. */
export type Heard = {
  run_id: string
  name: string
  transaction_id: string
  seq: number
  id: string
  type: string
  subject: string
  /** What was asked for; null for any. */
  asked: string | null
  tenant_id: string
  time: Date
  data: unknown
}

/** Events of transactions that were not over when the run was started. */
const isLaterThanRun = sql`case when w.started_after is null then e.time >= w.created_at
  else e.transaction_id = w.started_in or not pg_visible_in_snapshot(e.transaction_id, w.started_after) end`
const forWait = sql`e.tenant_id = w.tenant_id and e.type = w.type and (e.transaction_id, e.seq) > (w.transaction_id, w.seq) and ${isFinished} and ${isLaterThanRun}
  order by e.transaction_id, e.seq limit w.count`

/**
 * The events that the waits of these runs get next, the first asked the first one. With a subject that is a look into an index; without, and for
 * the engine's own events, the log is read since the last event given, or since the start of the run.
 */
export const findAwaited = (runs: string[], worker: string): Sql => sql`
with held as (select * from engine.runs r where id = any(${runs}::text[]) and worker = ${worker} and ${isRunning('r')}),
wait as (
  select s.run_id, s.name, v.type, v.subject, row_number() over (partition by s.run_id, v.type, v.subject order by s.position) as place
  from held h join engine.waits v on v.run_id = h.id join engine.steps s on s.run_id = v.run_id and s.name = v.name),
wanted as (
  select w.*, h.tenant_id, h.created_at, h.started_after, h.started_in, coalesce(x.seq, 0) as seq,
    coalesce(x.transaction_id, pg_snapshot_xmin(h.started_after), '0') as transaction_id
  from (select run_id, type, subject, count(*) as count from wait group by run_id, type, subject) w
  join held h on h.id = w.run_id
  left join engine.heard x on x.run_id = w.run_id and x.type = w.type and x.subject = coalesce(w.subject, '')),
found as (
  select w.run_id, w.subject as asked, e.* from wanted w cross join lateral (
    select * from statex.events e where e.subject = w.subject and e.type not like 'job.%' and ${forWait}) e
  where w.subject is not null and w.type not like 'job.%'
  union all
  select w.run_id, w.subject, e.* from wanted w cross join lateral (
    select * from statex.events e where (w.subject is null or e.subject = w.subject) and ${forWait}) e
  where w.subject is null or w.type like 'job.%'),
placed as (
  select *, row_number() over (partition by run_id, type, asked order by transaction_id, seq) as place from found)
select p.run_id, w.name, p.transaction_id, p.seq, p.id, p.type, p.subject, p.asked, p.tenant_id, p.time, p.data
from placed p join wait w on w.run_id = p.run_id and w.type = p.type and w.subject is not distinct from p.asked and w.place = p.place
order by p.run_id, p.transaction_id, p.seq`

export type Given = {
  run_id: string
  worker: string
  name: string
  state: 'completed' | 'failed'
  result: unknown
  error: string | null
  type: string
  asked: string
  transaction_id: string
  seq: number
}
export type GivenRow = Pick<Given, 'run_id' | 'name' | 'state' | 'result' | 'error'>
/** Gives events to waits: the wait is over and the place in the log moves, both or neither. Returns the waits that are over, also from before. */
export const give = (items: Given[]): Sql => sql`
with item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (run_id text, worker text, name text, state text, result jsonb, error text,
  type text, asked text, transaction_id text, seq bigint)),
held as (
  select r.id, r.tenant_id, r.worker from engine.runs r
  where r.id = any(array(select run_id from item)) and r.worker = any(array(select worker from item)) and ${isRunning('r')}
  order by r.id for share),
done as (
  update engine.steps s set state = i.state, result = i.result, error = i.error, finished_at = clock_timestamp()
  from item i join held h on h.id = i.run_id and h.worker = i.worker
  where s.run_id = i.run_id and s.name = i.name and s.state = 'running'
  returning s.run_id, s.name, s.state, s.result, s.error),
gone as (delete from engine.waits w using done d where w.run_id = d.run_id and w.name = d.name),
moved as (
  insert into engine.heard as x (run_id, tenant_id, type, subject, transaction_id, seq)
  select distinct on (i.run_id, i.type, i.asked) i.run_id, h.tenant_id, i.type, i.asked, i.transaction_id::xid8, i.seq
  from item i join done d on d.run_id = i.run_id and d.name = i.name join held h on h.id = i.run_id
  order by i.run_id, i.type, i.asked, i.transaction_id::xid8 desc, i.seq desc
  on conflict (run_id, type, subject) do update set transaction_id = excluded.transaction_id, seq = excluded.seq)
select run_id, name, state, result, error from done
union all
select s.run_id, s.name, s.state, s.result, s.error from item i join held h on h.id = i.run_id and h.worker = i.worker
join engine.steps s on s.run_id = i.run_id and s.name = i.name where s.state <> 'running'`

export type Search = { searched: number; has_more: boolean; tells: string[] }
/**
 * Searches the log for events that runs wait for, and tells those runs. One process at a time; begins where the last search ended, or where the
 * oldest wait was registered. `tells` are the workers of the runs, '' for those that nobody holds; `has_more` says that the log goes on behind the horizon.
 */
export const search = (limit: number): Sql => sql`
with cursor as materialized (select transaction_id, seq from engine.log_cursor for update skip locked),
origin as materialized (
  select transaction_id, seq from (
    select transaction_id, seq from cursor where exists (select from engine.waits) union all
    (select since, 0 from engine.waits where exists (select from cursor) order by since limit 1)) o
  order by transaction_id desc, seq desc limit 1),
picked as materialized (select e.* from origin o cross join lateral (${eventsAfter(sql`(o.transaction_id, o.seq)`, limit)}) e),
last as materialized (select transaction_id, seq from picked order by transaction_id desc, seq desc limit 1),
awaited as (
  select distinct w.run_id from (select distinct type, tenant_id, subject from picked) p
  join engine.waits w on w.type = p.type and w.tenant_id = p.tenant_id and (w.subject = p.subject or w.subject is null)),
told as (
  update engine.runs set has_news = true, wake_at = ${soon} where id = any(array(
    select r.id from engine.runs r where r.id = any(array(select run_id from awaited)) and r.state in ('queued', 'running') order by r.id for update))
  returning worker),
moved as (update engine.log_cursor c set transaction_id = l.transaction_id, seq = l.seq from last l)
select (select count(*) from picked)::integer as searched, array(select distinct coalesce(worker, '') from told) as tells,
  exists (select from statex.events e, (select * from last union all (select * from origin where not exists (select from last))) l
    where (e.transaction_id, e.seq) > (l.transaction_id, l.seq)) as has_more`
