import { type Db, sql } from '#platform/database'

export type MailCode = { id: string; address: string; asker: string }

/**
 * Keeps a code for 15 minutes and ends the earlier ones of the same asker. Undefined, and nothing ended, after five of one asker or thirty in all for
 * the address within the hour.
 */
export const insertMailCode = async (db: Db, { id, address, asker }: MailCode): Promise<boolean> =>
  (await db.run(sql`
    with earlier as (
      select count(*) filter (where asker = ${asker}) as own, count(*) as everybody from mail_codes
      where address = ${address} and created_at > clock_timestamp() - interval '1 hour'
    ), made as (
      insert into mail_codes (id, address, asker, expires_at)
      select ${id}, ${address}, ${asker}, clock_timestamp() + interval '15 minutes' from earlier where own < 5 and everybody < 30
      returning id
    ), ended as (
      update mail_codes set ended_at = clock_timestamp()
      where address = ${address} and asker = ${asker} and ended_at is null and exists (select 1 from made)
    )
    select id from made`)) > 0

/** Counts a try at an open code before it is looked at, so that many at once are no more than five. */
export const tryMailCode = async (db: Db, id: string): Promise<boolean> =>
  (await db.run(sql`update mail_codes set attempts = attempts + 1
    where id = ${id} and ended_at is null and expires_at > clock_timestamp() and attempts < 5`)) > 0

/** Uses a code up; undefined when somebody else was first. */
export const takeMailCode = async (db: Db, id: string): Promise<string | undefined> =>
  (
    await db.maybe(sql`update mail_codes set ended_at = clock_timestamp()
      where id = ${id} and ended_at is null and expires_at > clock_timestamp() returning address`)
  )?.address

/** Whose address it is, proved or not. */
export const ownerOf = async (db: Db, address: string): Promise<string | undefined> =>
  (
    await db.maybe(sql`select p.id from emails e join people p on p.id = e.person_id
      where e.address = ${address} and p.state = 'active'`)
  )?.id

export const confirmAddress = (db: Db, address: string): Promise<number> =>
  db.run(sql`update emails set confirmed_at = clock_timestamp() where address = ${address} and confirmed_at is null`)
