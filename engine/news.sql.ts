import { type Sql, sql } from '#platform/database'
import { runEvents, taskEvents } from './events.sql.ts'
import { cancelChildren, tellParents } from './family.sql.ts'
import { endWaitsOf } from './hearing.sql.ts'

export type News = {
  run_id: string
  /** `told` is a waiting parent of a run that was cancelled, `orphan` a child of one. */
  state: string
  error: string | null
  cancel_reason: string | null
  is_paused: boolean
  task_id: string | null
  worker: string | null
}
/**
 * Takes note of the news of the worker's runs, and ends the tasks and children of cancelled runs, its own and those nobody holds. One row
 * per run, and one per ended task with the worker that may be busy with it. A child about to be cancelled here waits for the next look: one
 * statement cannot change a row twice.
 */
export const takeNews = (worker: string): Sql => sql`
with news as (
  update engine.runs set has_news = false where id = any(array(
    select n.id from engine.runs n where n.has_news and (n.worker = ${worker} or (n.worker is null and n.state = 'cancelled'))
    and (n.parent_id is null or not exists (select from engine.runs p where p.id = n.parent_id and p.state = 'cancelled' and p.has_news))
    order by n.id for update skip locked))
  returning id, state, error, cancel_reason, resume_at is not null as is_paused),
over as (select id from news where state = 'cancelled'),
${endWaitsOf('over')}ended as (
  update engine.tasks t set state = 'cancelled', error = news.error, finished_at = clock_timestamp()
  from news where news.state = 'cancelled' and t.run_id = news.id and t.state in ('queued', 'running')
  returning t.*),
orphans as (${cancelChildren('over', sql`'the parent run was cancelled'::text`)}),
told as (${tellParents('over', 'and not r.has_news')}),
events as (${taskEvents('cancelled', 'ended', sql`'error', e.error`)}),
orphaned as (${runEvents('cancelled', 'orphans', sql`'error', e.error`, "where e.state = 'cancelled'")})
select id as run_id, state, error, cancel_reason, is_paused, null as task_id, null as worker from news
union all
select run_id, state, error, null, false, id, worker from ended
union all
select id, 'orphan', null, null, false, null, worker from orphans
union all
select id, 'told', null, null, false, null, worker from told`

/** The state of runs, for a worker whose look at the news may have been lost. */
export const states = (runs: string[]): Sql => sql`
select id as run_id, state, error, cancel_reason, resume_at is not null as is_paused, null as task_id, null as worker from engine.runs where id = any(${runs}::text[])`
