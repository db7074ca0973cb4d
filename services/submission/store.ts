import { type Step, stepNames } from '#contracts/orchestrator'
import { isCommitUnknown, json, type Row, sql } from '#platform/database'
import type { Insert } from '#platform/group-commit'
import type { Db } from '#platform/service'
import type { RequestSnapshot, Status, Submission } from './contract.ts'
import { defaultProjectId } from './projects.ts'

export type StoredFile = RequestSnapshot['files'][number]
export type NewRow = Pick<
  Submission,
  | 'id'
  | 'reference'
  | 'submissionType'
  | 'description'
  | 'name'
  | 'contactType'
  | 'contactValue'
  | 'language'
  | 'refused'
> & {
  /** Absent: the default project. */
  projectId?: string
  files: StoredFile[]
  fileBytes: number
}

const insertSubmissions = sql`
  with row as materialized (
    select * from jsonb_to_recordset($1) as r(id text, reference text, "submissionType" text, description text, name text,
      "contactType" text, "contactValue" text, language text, files jsonb, refused jsonb, "fileBytes" bigint, "projectId" text)
  ), submission as (
    insert into submissions (id, reference, submission_type, description, name, contact_type, contact_value, language, files, refused, file_bytes, project_id)
    select * from row
  )
  insert into history (submission_id, event, data) select id, 'status', '{"status": "received", "attempt": 1}'::jsonb from row`

/** The row and its first history entry. */
export const insertSubmission = (row: NewRow): Insert => ({ into: insertSubmissions, row })

/** True when writing failed in a way that may have left the row written. */
export const mayBeWritten = (error: unknown): boolean => isCommitUnknown(error)

/** One request with its steps, or undefined. */
export async function findSubmission(db: Db, id: string): Promise<Submission | undefined> {
  const row = await db.maybe(sql`
    select s.*, coalesce((select json_agg(t) from steps t where t.submission_id = s.id), '[]') as steps from submissions s where s.id = ${id}`)
  return row && toSubmission(row)
}

export type Narrowed = { before?: string; status?: Status; projectId?: string }
/** Requests newest first, below `before` when given. Those of the default project name none. */
export async function listSubmissions(
  db: Db,
  tenant: string,
  limit: number,
  { before, status, projectId }: Narrowed = {},
): Promise<Submission[]> {
  const isDefault = projectId === defaultProjectId(tenant)
  const within = !projectId ? sql`` : isDefault ? sql`and s.project_id is null` : sql`and s.project_id = ${projectId}`
  const rows = await db.many(sql`
    select s.*, coalesce((select json_agg(t) from steps t where t.submission_id = s.id), '[]') as steps from submissions s
    where (${before ?? null}::text is null or s.id < ${before ?? null}) and (${status ?? null}::text is null or s.status = ${status ?? null}) ${within}
    order by s.id desc limit ${limit}`)
  return rows.map(toSubmission)
}

/** Requests whose e-mail contact is one of the addresses, newest first. The addresses are in lower case. */
export const listByAddress = (db: Db, addresses: string[], limit: number, before?: string): Promise<Row[]> =>
  db.many(sql`
    select id, reference, status, created_at, finished_at from submissions
    where contact_type = 'email' and lower(contact_value) = any (${addresses}) and (${before ?? null}::text is null or id < ${before ?? null})
    order by id desc limit ${limit}`)

/** Stored files of a request with their blob keys. */
export async function filesOf(db: Db, id: string): Promise<StoredFile[]> {
  const row = await db.maybe<{ files: StoredFile[] }>(sql`select files from submissions where id = ${id}`)
  return row?.files ?? []
}

/** Status and attempt, locked until the transaction ends. */
export const lockSubmission = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`select status, attempt from submissions where id = ${id} and expired_at is null for update`)

/** Marks what ended before a time, longest ago first, and gives what is marked, now or earlier. One that is begun again at this moment stays. */
export const markExpired = (db: Db, before: Date, limit: number): Promise<{ id: string; files: StoredFile[] }[]> =>
  db.many(sql`
    update submissions set expired_at = coalesce(expired_at, clock_timestamp())
    where (expired_at is not null or finished_at < ${before}) and id = any(array(
      select id from submissions where expired_at is not null or finished_at < ${before}
      order by expired_at is null, finished_at limit ${limit} for update))
    returning id, files`)

/** Sets the status and notes it in the history. `isFinal` also notes the time. */
export async function setStatus(
  db: Db,
  id: string,
  status: Status,
  attempt: number,
  isFinal: boolean,
  reasons: string[] = [],
): Promise<void> {
  await db.run(sql`
    with changed as (
      update submissions set status = ${status}, attempt = ${attempt}, updated_at = clock_timestamp(), finished_at = case when ${isFinal} then clock_timestamp() end where id = ${id} returning id
    )
    insert into history (submission_id, event, data) select id, 'status', ${json({ status, attempt, reasons })}::jsonb from changed`)
}

/** Keeps the customer's own transcript; false when the request has no recording. */
export const setTranscript = async (db: Db, id: string, text: string): Promise<boolean> =>
  (await db.run(
    sql`update submissions set transcript = ${text} where id = ${id} and files @> '[{"role": "voice"}]'::jsonb`,
  )) > 0

/** Keeps the newest state of a step and notes it in the history. */
export async function setStep(db: Db, id: string, attempt: number, step: Step): Promise<void> {
  await db.run(sql`
    with changed as (
      insert into steps (submission_id, name, state, started_at, finished_at, duration_ms, reason)
      values (${id}, ${step.name}, ${step.state}, ${step.startedAt ?? null}, ${step.finishedAt ?? null}, ${step.durationMs ?? null}, ${step.reason ?? null})
      on conflict (submission_id, name) do update set state = excluded.state, started_at = excluded.started_at, finished_at = excluded.finished_at,
        duration_ms = excluded.duration_ms, reason = excluded.reason
      returning submission_id
    ), touched as (
      update submissions set updated_at = clock_timestamp() where id = ${id}
    )
    insert into history (submission_id, event, data) select submission_id, 'step', ${json({ attempt, step })}::jsonb from changed`)
}

/** Forgets the steps of the last attempt, before a new one. The history keeps them. */
export const clearSteps = (db: Db, id: string): Promise<number> =>
  db.run(sql`delete from steps where submission_id = ${id}`)

/** Steps that have no end yet become skipped, with the reason. */
export const skipOpenSteps = (db: Db, id: string, reason: string): Promise<number> =>
  db.run(
    sql`update steps set state = 'skipped', reason = ${reason}, finished_at = clock_timestamp() where submission_id = ${id} and state in ('waiting', 'running')`,
  )

/** History entries after `seq`, oldest first. */
export const historyAfter = (db: Db, id: string, seq: number): Promise<{ seq: number; event: string; data: any }[]> =>
  db.many(sql`select seq, event, data from history where submission_id = ${id} and seq > ${seq} order by seq limit 500`)

const time = (value: Date | string | null): string | undefined => (value ? new Date(value).toISOString() : undefined)

function toSubmission(row: Row): Submission {
  const known = new Map((row.steps as Row[]).map((s) => [s.name as string, s]))
  const steps = stepNames.map((name): Step => {
    const step = known.get(name)
    if (!step) return { name, state: 'waiting' }
    return compact({
      name,
      state: step.state,
      startedAt: time(step.started_at),
      finishedAt: time(step.finished_at),
      durationMs: step.duration_ms ?? undefined,
      reason: step.reason ?? undefined,
    })
  })
  return compact({
    id: row.id,
    reference: row.reference,
    projectId: row.project_id ?? defaultProjectId(row.tenant_id),
    isSample: row.is_sample || undefined,
    status: row.status,
    submissionType: row.submission_type,
    description: row.description,
    name: row.name ?? undefined,
    contactType: row.contact_type,
    contactValue: row.contact_value,
    language: row.language ?? undefined,
    transcript: row.transcript ?? undefined,
    files: (row.files as StoredFile[]).map(({ key: _, ...file }) => file),
    refused: row.refused,
    steps,
    attempt: row.attempt,
    createdAt: time(row.created_at)!,
    updatedAt: time(row.updated_at)!,
    finishedAt: time(row.finished_at),
  })
}
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T

/** The row again, as the events carry it. */
export async function snapshotOf(db: Db, id: string, attempt: number): Promise<RequestSnapshot> {
  const row = await db.one(
    sql`select id, reference, description, name, contact_type, contact_value, language, transcript, is_sample, files from submissions where id = ${id}`,
  )
  return compact({
    id,
    reference: row.reference,
    attempt,
    description: row.description,
    name: row.name ?? undefined,
    contactType: row.contact_type,
    contactValue: row.contact_value,
    language: row.language ?? undefined,
    transcript: row.transcript ?? undefined,
    isSample: row.is_sample || undefined,
    files: row.files,
  })
}
