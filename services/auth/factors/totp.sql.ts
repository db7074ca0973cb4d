import { type Db, sql } from '#platform/database'

export type Authenticator = { secret: string; confirmed_at: Date | null }

/** Keeps a new secret that waits for its first code. False when the person has a confirmed one. */
export const putAuthenticator = async (db: Db, personId: string, sealed: string): Promise<boolean> =>
  (await db.run(sql`insert into authenticators as a (person_id, secret) values (${personId}, ${sealed})
    on conflict (person_id) do update set secret = excluded.secret, begun_at = clock_timestamp(), last_step = 0
    where a.confirmed_at is null`)) > 0

export const authenticatorOf = (db: Db, personId: string): Promise<Authenticator | undefined> =>
  db.maybe<Authenticator>(sql`select secret, confirmed_at from authenticators where person_id = ${personId}`)

/** Confirms a secret that was begun within the quarter of an hour, with the step of its first code. False when there is none. */
export const confirmAuthenticator = async (db: Db, personId: string, sealed: string, step: number): Promise<boolean> =>
  (await db.run(sql`update authenticators set confirmed_at = clock_timestamp(), last_step = ${step}
    where person_id = ${personId} and secret = ${sealed} and confirmed_at is null
      and begun_at > clock_timestamp() - interval '15 minutes'`)) > 0

/** Takes the code of a time step. False when a code of this step or a later one was taken before. */
export const takeStep = async (db: Db, personId: string, step: number): Promise<boolean> =>
  (await db.run(sql`update authenticators set last_step = ${step}
    where person_id = ${personId} and confirmed_at is not null and last_step < ${step}`)) > 0

/** Removes the app and the recovery codes that stand in for it. False when there was no confirmed one. */
export const removeAuthenticator = async (db: Db, personId: string): Promise<boolean> =>
  (
    await db.one(sql`with codes as (delete from recovery_codes where person_id = ${personId}),
    gone as (delete from authenticators where person_id = ${personId} returning confirmed_at)
    select exists (select 1 from gone where confirmed_at is not null) as done`)
  ).done

/** Puts new recovery codes in the place of all earlier ones. */
export async function putRecoveryCodes(db: Db, personId: string, hashes: string[]): Promise<void> {
  await db.run(sql`delete from recovery_codes where person_id = ${personId}`)
  await db.run(sql`insert into recovery_codes (person_id, code_hash) select ${personId}, unnest(${hashes}::text[])`)
}

/** Uses a recovery code up; false when it is none, or was used. */
export const takeRecoveryCode = async (db: Db, personId: string, hash: string): Promise<boolean> =>
  (await db.run(sql`update recovery_codes set used_at = clock_timestamp()
    where person_id = ${personId} and code_hash = ${hash} and used_at is null`)) > 0

export const countRecoveryCodes = async (db: Db, personId: string): Promise<number> =>
  (
    await db.one(
      sql`select count(*)::integer as left from recovery_codes where person_id = ${personId} and used_at is null`,
    )
  ).left
