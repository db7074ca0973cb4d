import { type Sql, sql } from '#platform/database'
import { soon } from './pausing.sql.ts'

// Constant text of our own, never a value from outside.
const text = (constant: string): Sql => ({ text: constant, values: [] })

/** What a cancel does to a row `r` of runs: one with compensations is over only after they ran. */
export const cancelled = (reason: Sql): Sql => sql`
  state = case when r.undoes then r.state else 'cancelled' end, error = ${reason}, has_news = true,
  cancel_reason = case when r.undoes then ${reason} end,
  wake_at = case when r.undoes then least(r.wake_at, now()) else r.wake_at end, resume_at = null,
  finished_at = case when r.undoes then null else clock_timestamp() end`

/** Cancels the children of the runs in `from`; whoever holds them hears of it as news. Compensations may outlive what they undo. */
export const cancelChildren = (from: string, reason: Sql, where = ''): Sql => sql`
  update engine.runs r set ${cancelled(reason)}
  where r.parent_id = any(array(select id from ${text(from)})) and r.state in ('queued', 'running') and r.cancel_reason is null ${text(where)}
  returning r.*`

/** Says to the runs that wait for a run in `from` that it is over. */
export const tellParents = (from: string, where = ''): Sql => sql`
  update engine.runs r set has_news = true, wake_at = ${soon}
  where r.id = any(array(select s.run_id from engine.steps s where s.child_id = any(array(select id from ${text(from)})) and s.state = 'running'))
    and r.state in ('queued', 'running') ${text(where)}
  returning r.id, r.worker`
