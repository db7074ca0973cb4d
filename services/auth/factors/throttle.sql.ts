import { type Db, type Sql, sql } from '#platform/database'

/** How many failures a place has for nothing, and how long it waits at most after that, in s. */
export type Bound = { bucket: string; free: number; waitS: number }

const failuresThen = sql`case when t.failed_at < clock_timestamp() - interval '1 day' then 1 else t.failures + 1 end`
/** 1, 2, 4 … s from the first failure on that is not free. */
const wait = (free: number, waitS: number): Sql =>
  sql`make_interval(secs => case when ${failuresThen} <= ${free} then 0
    else least(${waitS}, power(2, least(20, ${failuresThen} - ${free} - 1))) end)`

/**
 * Counts an attempt as a failure before it is looked at, unless its place has to wait. The row's lock makes attempts of many processes come one after the
 * other, so that no number of them at once gets past the bound. False when it has to wait.
 */
export const countAttempt = async (db: Db, subjectHash: string, { bucket, free, waitS }: Bound): Promise<boolean> =>
  (await db.run(sql`insert into throttles as t (subject_hash, bucket, failures, blocked_until, failed_at)
    values (${subjectHash}, ${bucket}, 1, clock_timestamp(), clock_timestamp())
    on conflict (subject_hash, bucket) do update set failures = ${failuresThen},
      blocked_until = clock_timestamp() + ${wait(free, waitS)}, failed_at = clock_timestamp()
    where t.blocked_until <= clock_timestamp()`)) > 0

/** Seconds until the next attempt is looked at. */
export const secondsBlocked = async (db: Db, subjectHash: string, buckets: string[]): Promise<number> =>
  (
    await db.one(sql`select coalesce(ceil(max(extract(epoch from blocked_until - clock_timestamp()))), 0)::integer as seconds
      from throttles where subject_hash = ${subjectHash} and bucket = any(${buckets}::text[])`)
  ).seconds

/**
 * An attempt was right: its own place starts anew, and what all share is given back what it was counted. Two statements, each with one row: held together they
 * would wait for an attempt that holds the one and wants the other.
 */
export async function forgiveAttempt(db: Db, subjectHash: string, own: string, shared: string): Promise<void> {
  await Promise.all([
    db.run(sql`delete from throttles where subject_hash = ${subjectHash} and bucket = ${own}`),
    db.run(sql`update throttles set failures = greatest(0, failures - 1), blocked_until = clock_timestamp()
      where subject_hash = ${subjectHash} and bucket = ${shared}`),
  ])
}

/** Network addresses a person has signed in from within 90 days. */
export const knownAddresses = async (db: Db, personId: string): Promise<string[]> =>
  (
    await db.many(sql`select distinct address from sessions
      where person_id = ${personId} and created_at > now() - interval '90 days' limit 500`)
  ).map((row) => row.address as string)
