import { json, sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Results } from './contract.ts'

export type Part = Exclude<keyof Results, 'requestId' | 'updatedAt'>

/** Keeps one part of a run's results. Writing it again changes nothing: a step's result never changes after it was seen. */
export async function keepPart(db: Db, requestId: string, attempt: number, part: Part, value: unknown): Promise<void> {
  await db.run(
    sql`insert into results (request_id, attempt, part, value) values (${requestId}, ${attempt}, ${part}, ${json(value)}::jsonb) on conflict do nothing`,
  )
}

/** One part of an earlier attempt: what it was the last time it was made. */
export async function lastPart<T>(db: Db, requestId: string, before: number, part: Part): Promise<T | undefined> {
  const row = await db.maybe<{ value: T }>(
    sql`select value from results where request_id = ${requestId} and attempt < ${before} and part = ${part} order by attempt desc limit 1`,
  )
  return row?.value
}

/** All parts of the newest attempt that has any. */
export const partsOf = (db: Db, requestId: string): Promise<{ part: Part; value: any; at: Date }[]> =>
  db.many(
    sql`select part, value, at from results where request_id = ${requestId} and attempt = (select max(attempt) from results where request_id = ${requestId}) order by at`,
  )
