import { type Db, sql } from '#platform/database'

export type ChallengeKind = 'second-factor' | 'passkey-sign-in' | 'passkey-new' | 'passkey-confirm'
export type Challenge = { id: string; kind: ChallengeKind; personId?: string; method?: string }

export const insertChallenge = (db: Db, { id, kind, personId, method }: Challenge): Promise<number> =>
  db.run(sql`insert into challenges (id, kind, person_id, method, expires_at)
    values (${id}, ${kind}, ${personId ?? null}, ${method ?? null}, clock_timestamp() + interval '5 minutes')`)

type Row = { person_id: string | null; method: string | null }

/** Counts an answer to an open challenge before it is looked at, so that many at once are no more than five. Undefined when it is not open. */
export const tryChallenge = (db: Db, id: string, kind: ChallengeKind): Promise<Row | undefined> =>
  db.maybe<Row>(sql`update challenges set attempts = attempts + 1
    where id = ${id} and kind = ${kind} and used_at is null and expires_at > clock_timestamp() and attempts < 5
    returning person_id, method`)

/** Uses a challenge up; undefined when it is not open, or somebody else was first. */
export const takeChallenge = (db: Db, id: string, kind: ChallengeKind): Promise<Row | undefined> =>
  db.maybe<Row>(sql`update challenges set used_at = clock_timestamp()
    where id = ${id} and kind = ${kind} and used_at is null and expires_at > clock_timestamp() returning person_id, method`)

/** Removes what is over: challenges and codes after an hour, counters after a day, unless somebody is just counting. */
export const pruneFactors = (db: Db): Promise<number> =>
  db.run(sql`with c as (delete from challenges where expires_at < now() - interval '1 hour'),
    m as (delete from mail_codes where expires_at < now() - interval '1 hour'),
    a as (delete from authenticators where confirmed_at is null and begun_at < now() - interval '1 day')
    delete from throttles where ctid = any(array(
      select ctid from throttles where failed_at < now() - interval '1 day' for update skip locked))`)
