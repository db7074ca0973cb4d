import { type Sql, sql } from '#platform/database'
import { costOf, costOfRun } from './cost.sql.ts'
import { blobOf, bytesOf } from './results.sql.ts'

export type Depth = { name: string; state: 'queued' | 'running'; count: number }
/** How much is queued and running, by name. */
export const depths: Sql = sql`
select 'task' as kind, name, state, count(*)::integer from engine.tasks where state = 'queued' group by name, state
union all
select 'task', name, state, count(*)::integer from engine.tasks where state = 'running' group by name, state
union all
select 'run', flow, state, count(*)::integer from engine.runs where state = 'queued' group by flow, state
union all
select 'run', flow, state, count(*)::integer from engine.runs where state = 'running' group by flow, state`

const times = sql`
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt",
  round(extract(epoch from finished_at - created_at) * 1000)::integer as "durationMs"`

const summary = sql`
  id, tenant_id as tenant, flow, version, key, state, priority, error, trace, parent_id as "parentId",
  resume_at is not null and finished_at is null as "isPaused", ${times}, ${costOfRun('runs')} as cost`

/** A value, unless it is longer than that as JSON; and its length. What is longer than somebody reads is not sent. */
const within = (value: Sql, bytesMax: number): Sql =>
  sql`case when octet_length(${value}::text) <= ${bytesMax}::integer then ${value} end`
const unlimited = 2 ** 31 - 1

export const findRun = (id: string, bytesMax = unlimited): Sql => sql`
select ${summary}, ${within(sql`input`, bytesMax)} as input, octet_length(input::text) as "inputBytes", ${within(sql`result`, bytesMax)} as result,
  ${bytesOf('runs')} as "resultBytes", ${blobOf('runs')} as "resultBlob"
from engine.runs where id = ${id}`
export const findSummary = (id: string): Sql => sql`select ${summary} from engine.runs where id = ${id}`

export type RunFilter = {
  tenant?: string
  flow?: string
  state?: string
  key?: string
  priority?: number
  /** Children of this run. */
  parent?: string
  /** A part of the key or of the reason; case does not matter. */
  text?: string
  /** Created since, and before. */
  since?: Date
  until?: Date
  before?: string
  limit?: number
}
const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
/** Newest first; `before` is the id of the last run of the page before. */
export const findRuns = (f: RunFilter): Sql => sql`
select ${summary}
from engine.runs
where (${f.tenant ?? null}::text is null or tenant_id = ${f.tenant ?? null})
  and (${f.flow ?? null}::text is null or flow = ${f.flow ?? null})
  and (${f.state ?? null}::text is null or state = ${f.state ?? null})
  and (${f.key ?? null}::text is null or key = ${f.key ?? null})
  and (${f.priority ?? null}::integer is null or priority = ${f.priority ?? null})
  and (${f.parent ?? null}::text is null or parent_id = ${f.parent ?? null})
  and (${f.text ?? null}::text is null or key ilike ${like(f.text ?? '')} or error ilike ${like(f.text ?? '')})
  and (${f.since ?? null}::timestamptz is null or created_at >= ${f.since ?? null})
  and (${f.until ?? null}::timestamptz is null or created_at < ${f.until ?? null})
  and (${f.before ?? null}::text is null or id < ${f.before ?? null})
order by id desc limit ${Math.min(f.limit ?? 50, 500)}::integer`

export type StepPage = {
  /** Name of the last step of the page before. */
  after?: string
  /** Steps; all unless said otherwise. */
  limit?: number
  /** Longer values are left out; none unless said otherwise. */
  bytesMax?: number
}
export const findSteps = (run: string, { after, limit, bytesMax = unlimited }: StepPage = {}): Sql => sql`
with history as (
  select name, position, kind, case when kind = 'step' then null else signal end as "what", state, null::jsonb as input, result, result_blob, error, attempts, cost,
    '[]'::jsonb as failures, null::real as progress, null as message, form, answered_by as "answeredBy", answered_at as "answeredAt", null as "taskId", child_id as "childId", started_at as "askedAt", started_at as "startedAt",
    finished_at as "finishedAt", due_at as "dueAt", round(extract(epoch from finished_at - started_at) * 1000)::integer as "durationMs"
  from engine.steps where run_id = ${run}
  union all
  select step, position, 'task', name, state, input, result, result_blob, error, attempts, cost, failures, progress, message, null, null, null, id, null, created_at, started_at, finished_at, null,
    round(extract(epoch from finished_at - created_at) * 1000)::integer
  from engine.tasks where run_id = ${run})
select name, position, kind, "what", state, ${within(sql`input`, bytesMax)} as input, octet_length(input::text) as "inputBytes",
  ${within(sql`result`, bytesMax)} as result, ${bytesOf('history')} as "resultBytes", ${blobOf('history')} as "resultBlob", error, attempts, ${costOf('history')} as cost, failures, progress, message, form, "answeredBy", "answeredAt", "taskId", "childId",
  "askedAt", "startedAt", "finishedAt", "dueAt", "durationMs"
from history
where ${after ?? null}::text is null or (position, "askedAt", name) > (select h.position, h."askedAt", h.name from history h where h.name = ${after ?? null})
order by position, "askedAt", name limit ${limit ?? null}::integer`
