import { json, type Sql, sql } from '#platform/database'
import { costKept } from './cost.sql.ts'
import { runEvents, taskEvents } from './events.sql.ts'
import { cancelChildren } from './family.sql.ts'
import { endWaitsOf } from './hearing.sql.ts'
import { unlessPaused } from './pausing.sql.ts'

export type Registered = { run_id: string; worker: string; name: string; position: number }
/** Remembers that a run has a compensation. From here on a cancel of the run goes through its holder. */
export const registerUndo = (u: Registered): Sql => sql`
with held as (
  update engine.runs set undoes = true where id = ${u.run_id} and worker = ${u.worker} and state = 'running' returning id, tenant_id),
registered as (
  insert into engine.steps (run_id, tenant_id, name, position, kind, state, finished_at)
  select id, tenant_id, ${u.name}, ${u.position}::integer, 'undo', 'completed', clock_timestamp() from held
  on conflict (run_id, name) do nothing)
select exists (select from held) as is_held`

export type Stopping = { is_held: boolean; has_orphans: boolean; tasks: { id: string; worker: string | null }[] }
/** Ends what a run asked for and does not wait for any more, its compensations apart. */
export const stopWork = (run: string, worker: string, reason: string): Sql => sql`
with held as (select id from engine.runs where id = ${run} and worker = ${worker} and state = 'running' for share),
ended as (
  update engine.tasks t set state = 'cancelled', error = ${reason}, finished_at = clock_timestamp()
  from held where t.run_id = held.id and t.state in ('queued', 'running') and t.step not like 'undo/%'
  returning t.*),
orphans as (${cancelChildren('held', sql`${reason}::text`, "and r.parent_step not like 'undo/%'")}),
events as (${taskEvents('cancelled', 'ended', sql`'error', e.error`)}),
orphaned as (${runEvents('cancelled', 'orphans', sql`'error', e.error`, "where e.state = 'cancelled'")})
select exists (select from held) as is_held, exists (select from orphans) as has_orphans,
  coalesce((select jsonb_agg(jsonb_build_object('id', id, 'worker', worker)) from ended), '[]') as tasks`

/**
 * Begins a run anew with another input and an empty history. `round` fences a repeat after a lost answer: it must not wipe out what the next
 * round has done since.
 */
export const restart = (r: { id: string; worker: string; round: number; input: unknown }): Sql => sql`
with held as (
  update engine.runs r set input = ${json(r.input ?? null)}::jsonb, state = 'queued', worker = null, claims = 0, rounds = rounds + 1, wake_at = ${unlessPaused(sql`now()`)},
    cost = ${costKept('r')}
  where id = ${r.id} and worker = ${r.worker} and state = 'running' and rounds = ${r.round}::integer and cancel_reason is null
  returning id),
steps as (delete from engine.steps s using held where s.run_id = held.id),
tasks as (delete from engine.tasks t using held where t.run_id = held.id),
signals as (delete from engine.signals g using held where g.run_id = held.id and g.step is not null),
${endWaitsOf('held')}orphans as (${cancelChildren('held', sql`'the parent run continued without it'::text`)}),
orphaned as (${runEvents('cancelled', 'orphans', sql`'error', e.error`, "where e.state = 'cancelled'")})
select exists (select from held) or exists (select from engine.runs where id = ${r.id} and rounds > ${r.round}::integer) as is_done,
  exists (select from orphans) as has_orphans`
