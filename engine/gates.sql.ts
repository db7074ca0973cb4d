import { json, type Sql, sql } from '#platform/database'
import { soon } from './pausing.sql.ts'

const isOpen = sql`s.kind = 'signal' and s.state = 'running' and s.form is not null and s.answered_at is null`

/** Which run: by its id, or by what it was started with. */
export type Addressed = { id: string } | { tenant: string; flow: string; key: string }
const addressed = (to: Addressed): Sql =>
  'id' in to ? sql`id = ${to.id}` : sql`tenant_id = ${to.tenant} and flow = ${to.flow} and key = ${to.key}`

export type Sent = { run_id: string; step: string | null; form: any }
/**
 * Gives a run a signal; it is kept until the run waits for it. When a gate waits for it, nothing is given, and the gate is returned: what it takes must be
 * checked first. No row when the run is over or unknown.
 */
export const sendSignal = (to: Addressed, name: string, payload: unknown): Sql => sql`
with found as (select id from engine.runs where ${addressed(to)} and state in ('queued', 'running')),
gate as (
  select s.run_id, s.name as step, s.form from engine.steps s
  where s.run_id = (select id from found) and s.signal = ${name} and ${isOpen} order by s.position limit 1),
target as (
  update engine.runs set has_news = true, wake_at = ${soon}
  where id = (select id from found) and state in ('queued', 'running') and not exists (select from gate)
  returning id, tenant_id),
given as (
  insert into engine.signals (run_id, tenant_id, name, payload) select id, tenant_id, ${name}, ${json(payload ?? null)}::jsonb from target)
select id as run_id, null::text as step, null::jsonb as form from target
union all
select run_id, step, form from gate`

/** Answers a gate. No row when it is over or has been answered. The run is locked first, as whoever ends waits does. */
export const putAnswer = (a: { run: string; step: string; answer: unknown; by: string | null }): Sql => sql`
with target as (
  update engine.runs set has_news = true, wake_at = ${soon}
  where id = ${a.run} and state in ('queued', 'running') and cancel_reason is null
    and exists (select from engine.steps s where s.run_id = ${a.run} and s.name = ${a.step} and ${isOpen})
  returning id)
update engine.steps s set answer = ${json(a.answer ?? null)}::jsonb, answered_by = ${a.by}, answered_at = clock_timestamp()
from target where s.run_id = target.id and s.name = ${a.step} and ${isOpen}
returning s.name`

export const findGate = (run: string, signal: string): Sql => sql`
select s.name as step, s.form from engine.steps s join engine.runs r on r.id = s.run_id
where s.run_id = ${run} and s.signal = ${signal} and ${isOpen} and r.state in ('queued', 'running') and r.cancel_reason is null
order by s.position limit 1`
/** Who answered last. */
export const findAnswer = (run: string, signal: string): Sql => sql`
select answered_by as "by", answered_at as "at" from engine.steps
where run_id = ${run} and signal = ${signal} and answered_at is not null order by position desc limit 1`

export type GateFilter = { tenant?: string; flow?: string; run?: string; signal?: string; limit?: number }
/** Gates that wait for an answer, who waits longest first. */
export const findGates = (f: GateFilter): Sql => sql`
select r.id as run, r.tenant_id as tenant, r.flow, r.key, s.name as step, s.signal, s.form, s.started_at as since, s.due_at as due
from engine.steps s join engine.runs r on r.id = s.run_id
where ${isOpen} and r.state in ('queued', 'running') and r.cancel_reason is null
  and (${f.tenant ?? null}::text is null or r.tenant_id = ${f.tenant ?? null}) and (${f.flow ?? null}::text is null or r.flow = ${f.flow ?? null})
  and (${f.run ?? null}::text is null or r.id = ${f.run ?? null}) and (${f.signal ?? null}::text is null or s.signal = ${f.signal ?? null})
order by s.started_at, r.id, s.position limit ${Math.min(f.limit ?? 50, 500)}::integer`

export type Offer = { step: string; form: any; seq: number; payload: unknown }
/** Signals that came before the gate that they are for. */
export const findOffers = (run: string): Sql => sql`
select s.name as step, s.form, g.seq, g.payload
from engine.steps s join engine.signals g on g.run_id = s.run_id and g.name = s.signal and g.step is null
where s.run_id = ${run} and ${isOpen}
order by s.position, g.seq`
/** Takes one of them as the answer, while the worker holds the run. */
export const takeOffer = (o: { run: string; worker: string; step: string; seq: number; answer: unknown }): Sql => sql`
with held as (select id from engine.runs where id = ${o.run} and worker = ${o.worker} and state = 'running' for share),
answered as (
  update engine.steps s set answer = ${json(o.answer ?? null)}::jsonb, answered_at = g.received_at
  from held, engine.signals g where s.run_id = held.id and s.name = ${o.step} and ${isOpen} and g.seq = ${o.seq}::bigint and g.step is null
  returning s.name)
update engine.signals set step = answered.name from answered where seq = ${o.seq}::bigint`
