import { type Sql, sql } from '#platform/database'
import { costOf } from './cost.sql.ts'
import type { Limits } from './limits.sql.ts'
import { blobOf, bytesOf } from './results.sql.ts'

export type TaskFilter = {
  tenant?: string
  name?: string
  state?: string
  key?: string
  limitKey?: string
  before?: string
  limit?: number
}
const columns = sql`
  id, tenant_id as tenant, run_id as "runId", step, name, key, state, priority, attempts, attempts_max as "attemptsMax", progress, message, error,
  limit_key as "limitKey", trace, run_at as "dueAt", created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt",
  round(extract(epoch from finished_at - created_at) * 1000)::integer as "durationMs", ${costOf('tasks')} as cost`

/** Tasks that stand alone, newest first; `before` is the id of the last one of the page before. */
export const findTasks = (f: TaskFilter): Sql => sql`
select ${columns} from engine.tasks
where run_id is null and (${f.tenant ?? null}::text is null or tenant_id = ${f.tenant ?? null})
  and (${f.name ?? null}::text is null or name = ${f.name ?? null}) and (${f.state ?? null}::text is null or state = ${f.state ?? null})
  and (${f.key ?? null}::text is null or key = ${f.key ?? null}) and (${f.limitKey ?? null}::text is null or limit_key = ${f.limitKey ?? null})
  and (${f.before ?? null}::text is null or id < ${f.before ?? null})
order by id desc limit ${Math.min(f.limit ?? 50, 500)}::integer`

/** One task, alone or of a run. A value longer than `bytesMax` as JSON is left out. */
export const findTask = (id: string, bytesMax: number): Sql => sql`
select ${columns}, failures, case when octet_length(input::text) <= ${bytesMax}::integer then input end as input, octet_length(input::text) as "inputBytes",
  case when octet_length(result::text) <= ${bytesMax}::integer then result end as result, ${bytesOf('tasks')} as "resultBytes",
  ${blobOf('tasks')} as "resultBlob"
from engine.tasks where id = ${id}`

export type QueueRow = Limits & {
  name: string
  isPaused: boolean
  queued: number
  running: number
  /** Since when the one that waits longest is due. */
  dueSince: Date | null
}
/** Every task name that has limits, is paused, or has work queued or running. Counts only what whoever asks may see. */
export const findQueues: Sql = sql`
with waiting as (
  select name, count(*)::integer as count, min(run_at) as since from engine.tasks where state = 'queued' group by name),
busy as (select name, count(*)::integer as count from engine.tasks where state = 'running' group by name)
select name, coalesce(q.is_paused, false) as "isPaused", q.running_max as "runningMax", q.tenant_running_max as "tenantRunningMax",
  q.key_running_max as "keyRunningMax", case when q.rate_max is not null then jsonb_build_object('max', q.rate_max, 'perMs', q.rate_per_ms) end as rate,
  coalesce(w.count, 0) as queued, coalesce(b.count, 0) as running, case when w.since <= clock_timestamp() then w.since end as "dueSince"
from engine.queues q full join waiting w using (name) full join busy b using (name)
order by name`
