import { type Db, type Sql, sql } from '#platform/database'
import type { Insert } from '#platform/group-commit'

/** How many failures a place has for nothing, and how long it waits at most after that, in s. */
export type Bound = { bucket: string; free: number; waitS: number }

const failuresThen = sql`case when t.failed_at < clock_timestamp() - interval '1 day' then 1 else t.failures + 1 end`
/** 1, 2, 4 … s from the first failure on that is not free. */
const wait = (free: Sql, waitS: Sql): Sql =>
  sql`make_interval(secs => case when ${failuresThen} <= ${free} then 0
    else least(${waitS}, power(2, least(20, ${failuresThen} - ${free} - 1))) end)`

/**
 * Counts an attempt as a failure in all of its places before it is looked at, unless one of them has to wait: what has to wait in one place is counted in no
 * other. The rows' locks, taken in the order of the names, make attempts of many processes come one after the other, so that no number of them at once gets
 * past a bound. One statement, so that nobody holds the locks between two. Where nobody ever tried before, attempts at the very same moment have no row to lock
 * yet: one that is refused may then be counted in the other place, which is only stricter. False when it has to wait.
 */
export async function countAttempt(db: Db, subjectHash: string, bounds: Bound[]): Promise<boolean> {
  const buckets = bounds.map(({ bucket }) => bucket)
  const of = (column: string): Sql => ({
    text: `(select ${column} from places p where p.bucket = t.bucket)`,
    values: [],
  })
  const counted = await db.run(sql`
    with places as (
      select * from unnest(${buckets}::text[], ${bounds.map(({ free }) => free)}::integer[], ${bounds.map(({ waitS }) => waitS)}::integer[])
        as p(bucket, free, wait_s)
    ), held as materialized (
      select blocked_until from throttles where subject_hash = ${subjectHash} and bucket = any(${buckets}::text[]) order by bucket for update
    )
    insert into throttles as t (subject_hash, bucket, failures, blocked_until, failed_at)
    select ${subjectHash}, bucket, 1, clock_timestamp(), clock_timestamp() from places
    where not exists (select 1 from held where blocked_until > clock_timestamp()) order by bucket
    on conflict (subject_hash, bucket) do update set failures = ${failuresThen},
      blocked_until = clock_timestamp() + ${wait(of('free'), of('wait_s'))}, failed_at = clock_timestamp()
    where t.blocked_until <= clock_timestamp()`)
  return counted === bounds.length
}

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
