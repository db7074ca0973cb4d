import { type Db, type Sql, sql } from '#platform/database'
import type { Insert } from '#platform/group-commit'

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

// Locked in the order in which attempts count them, which is that of their names: nobody holds the one and waits for the other.
const forgiveAttempts = sql`
  with right_ones as (
    select "subjectHash" as subject_hash, own, shared, count(*)::integer as times
    from jsonb_to_recordset($1) as r("subjectHash" text, own text, shared text) group by 1, 2, 3
  ), counted as materialized (
    select t.subject_hash, t.bucket, r.own, r.times from throttles t
    join right_ones r on r.subject_hash = t.subject_hash and t.bucket in (r.own, r.shared)
    order by t.subject_hash, t.bucket for update of t
  ), over as (
    delete from throttles t using counted c where t.subject_hash = c.subject_hash and t.bucket = c.bucket and c.bucket = c.own
  )
  update throttles t set failures = greatest(0, t.failures - c.times), blocked_until = clock_timestamp()
  from (select subject_hash, bucket, sum(times)::integer as times from counted where bucket <> own group by 1, 2) c
  where t.subject_hash = c.subject_hash and t.bucket = c.bucket`

/** An attempt was right: its own place starts anew, and what all share is given back what it was counted. For the commit of what it led to. */
export const forgiveAttempt = (subjectHash: string, own: string, shared: string): Insert => ({
  into: forgiveAttempts,
  row: { subjectHash, own, shared },
})

/** Network addresses a person has signed in from within 90 days. */
export const knownAddresses = async (db: Db, personId: string): Promise<string[]> =>
  (
    await db.many(sql`select distinct address from sessions
      where person_id = ${personId} and created_at > now() - interval '90 days' limit 500`)
  ).map((row) => row.address as string)
