import { type Sql, sql } from '#platform/database'

/** When a run is due to which something has happened: at once, unless it has yet to start or is paused. */
export const soon: Sql = sql`case when claims = 0 or resume_at is not null then wake_at else least(wake_at, now()) end`
/** When a run is due that is given back: at a time, unless it is paused. */
export const unlessPaused = (at: Sql): Sql => sql`case when resume_at is null then ${at} else 'infinity' end`

/** A queued run is paused at once; a running one when its holder has seen the news and what is under way has ended. */
export const pauseRun = (id: string): Sql => sql`
update engine.runs set resume_at = case when state = 'running' then now() else wake_at end, has_news = has_news or state = 'running',
  wake_at = case when state = 'queued' then 'infinity' else wake_at end
where id = ${id} and state in ('queued', 'running') and cancel_reason is null and resume_at is null`
/** A run that has begun is due at once, so that it sees what happened meanwhile. */
export const resumeRun = (id: string): Sql => sql`
update engine.runs set resume_at = null, has_news = has_news or state = 'running',
  wake_at = case when state = 'running' then wake_at when claims = 0 then resume_at else now() end
where id = ${id} and state in ('queued', 'running') and resume_at is not null`

/** Lets go of a run that came to rest because it was paused; it is due at once when it has been resumed or cancelled meanwhile. */
export const setDown = (id: string, worker: string): Sql => sql`
update engine.runs set state = 'queued', worker = null, wake_at = ${unlessPaused(sql`now()`)}
where id = ${id} and worker = ${worker} and state = 'running'`
