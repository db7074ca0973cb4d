import { json, type Sql, sql } from '#platform/database'
import { runEvents, taskEvents } from './events.sql.ts'
import { endWaits, registerWaits } from './hearing.sql.ts'
import { begun, eagerly } from './queue.sql.ts'
import { type BlobRef, blobOf } from './results.sql.ts'
import { isRunning } from './state.sql.ts'

export type Scheduled = {
  run_id: string
  worker: string
  name: string
  position: number
  kind: 'task' | 'sleep' | 'signal' | 'event' | 'child'
  /** End of a sleep, or of the patience for a signal or an event, from now. */
  delay_ms?: number
  /** End of a sleep, as a time. */
  due_at?: Date
  /** Name of a signal, or type of an event; and the subject of the event. */
  signal?: string
  subject?: string
  /** Of a gate. */
  form?: unknown
  task?: string
  task_id?: string
  limit_key?: string
  child_id?: string
  flow?: string
  version?: number
  key?: string
  input?: unknown
  input_hash?: string
  priority?: number
  attempts_max?: number
  /** The task may be begun by the worker that asks. */
  eager?: boolean
}
/**
 * Remembers that runs asked for tasks, sleeps, waits and children. Returns the runs that the worker still holds, with the tasks begun by `eager`, the worker that
 * may begin some. A child whose key is taken is the run that has it: the update that changes nothing is what returns its id.
 */
export const schedule = (items: Scheduled[], eager?: string): Sql => {
  const e = eagerly(eager, sql`i.task`)
  return sql`
with item as (select * from jsonb_to_recordset(${json(items)}::jsonb) as i (run_id text, worker text, name text, position integer, kind text,
  delay_ms double precision, due_at timestamptz, signal text, subject text, form jsonb, task text, task_id text, limit_key text, child_id text, flow text, version integer,
  key text, input jsonb, input_hash text, priority smallint, attempts_max integer, eager boolean)),
${e.me}held as (
  select r.id, r.tenant_id, r.worker, r.trace, r.priority from engine.runs r
  where r.id = any(array(select run_id from item)) and r.worker = any(array(select worker from item)) and ${isRunning('r')}
  order by r.id for share),
children as (
  insert into engine.runs (id, tenant_id, flow, version, key, input, priority, trace, parent_id, parent_step)
  select i.child_id, h.tenant_id, i.flow, i.version, i.key, coalesce(i.input, 'null'), coalesce(i.priority, h.priority), h.trace, h.id, i.name
  from item i join held h on h.id = i.run_id and h.worker = i.worker
  where i.kind = 'child' and not exists (select from engine.steps s where s.run_id = i.run_id and s.name = i.name)
  on conflict (tenant_id, flow, key) do update set key = excluded.key
  returning id, tenant_id, flow, key, trace),
waits as (
  insert into engine.steps (run_id, tenant_id, name, position, kind, state, signal, form, due_at, child_id, input_hash)
  select i.run_id, h.tenant_id, i.name, i.position, i.kind, 'running', coalesce(i.signal, i.flow), i.form,
    coalesce(i.due_at, clock_timestamp() + i.delay_ms * interval '1 ms'), c.id, i.input_hash
  from item i join held h on h.id = i.run_id and h.worker = i.worker
  left join children c on c.tenant_id = h.tenant_id and c.flow = i.flow and c.key = i.key
  where i.kind <> 'task' and (i.kind <> 'child' or c.id is not null)
  on conflict (run_id, name) do nothing),
${items.some((i) => i.kind === 'event') ? registerWaits : sql``}queued as (
  insert into engine.tasks (id, tenant_id, run_id, step, position, name, input, priority, attempts_max, limit_key, trace, input_hash${e.columns})
  select i.task_id, h.tenant_id, i.run_id, i.name, i.position, i.task, coalesce(i.input, 'null'), coalesce(i.priority, h.priority), i.attempts_max,
    i.limit_key, h.trace, i.input_hash${e.values}
  from item i join held h on h.id = i.run_id and h.worker = i.worker ${e.join} where i.kind = 'task'
  on conflict do nothing
  ${e.returning}),
events as (${taskEvents('created', 'queued')}),
born as (${runEvents('created', 'children', undefined, 'where e.id = any(array(select child_id from item))')})
select id, worker, ${eager ? sql`array(select to_jsonb(b) from (select ${begun} from queued where run_id = held.id and state = 'running') b)` : sql`'{}'::jsonb[]`} as begun
from held`
}

export type Waited = {
  run_id: string
  name: string
  is_over: boolean
  state: string
  result: any
  blob: BlobRef | null
  error: string | null
  due_ms: number | null
}
/**
 * Ends the sleeps and waits of these runs that are over: due by the database's clock, their signal is there (first come, first served), or
 * their child is over. An event is given by `give`; here its wait ends when it is due, if `isForEvent`. A gate
 * that is answered at this very moment is left for the next look.
 */
export const settleWaits = (runs: string[], worker: string, isForEvent: boolean): Sql => sql`
with held as (select r.id from engine.runs r where r.id = any(${runs}::text[]) and r.worker = ${worker} and ${isRunning('r')} order by r.id for share),
waiting as (
  select s.run_id, s.name, s.kind, s.signal, s.due_at, s.child_id, s.form is not null as is_gate, s.answer, s.answered_at,
    row_number() over (partition by s.run_id, s.kind, s.signal, s.form is null order by s.position) as place
  from engine.steps s join held h on h.id = s.run_id where s.state = 'running'),
arrived as (
  select g.seq, g.run_id, g.name, g.payload, row_number() over (partition by g.run_id, g.name order by g.seq) as place
  from engine.signals g join held h on h.id = g.run_id where g.step is null),
over as (
  select w.run_id, w.name, a.seq, w.answered_at,
    case when w.kind = 'child' and coalesce(c.state, '') <> 'completed' then 'failed' else 'completed' end as state,
    case w.kind when 'sleep' then null when 'child' then c.result
      else case when w.answered_at is not null then jsonb_build_object('received', true, 'payload', w.answer)
        when a.seq is null then jsonb_build_object('received', false) else jsonb_build_object('received', true, 'payload', a.payload) end
    end as result, case w.kind when 'child' then c.result_blob end as result_blob,
    case when w.kind = 'child' and coalesce(c.state, '') <> 'completed' then coalesce(c.error, c.state, 'the child run was removed') end as error
  from waiting w
  left join arrived a on w.kind = 'signal' and not w.is_gate and a.run_id = w.run_id and a.name = w.signal and a.place = w.place
  left join engine.runs c on w.kind = 'child' and c.id = w.child_id
  where a.seq is not null or w.answered_at is not null or w.due_at <= clock_timestamp()
    or (w.kind = 'child' and (c.id is null or c.state in ('completed', 'failed', 'cancelled')))),
${isForEvent ? endWaits('over') : sql``}taken as (update engine.signals g set step = o.name from over o where g.seq = o.seq),
done as (
  update engine.steps s set state = o.state, result = o.result, result_blob = o.result_blob, error = o.error, finished_at = clock_timestamp()
  from over o where s.run_id = o.run_id and s.name = o.name and s.answered_at is not distinct from o.answered_at returning s.run_id, s.name, s.state, s.result, s.result_blob, s.error)
select run_id, name, true as is_over, state, result, ${blobOf('done')} as blob, error, null::double precision as due_ms from done
union all
select w.run_id, w.name, false, 'running', null, null, null, extract(epoch from w.due_at - clock_timestamp())::double precision * 1000
from waiting w where not exists (select from over o where o.run_id = w.run_id and o.name = w.name)`
