import { type Db, type Row, sql } from '#platform/database'

const time = (at: Date): string => at.toISOString()

/** API keys that act for a person, in whichever organisation, without their secrets: these are kept nowhere. */
export const keysOf = async (db: Db, personId: string) =>
  (await db.many(sql`select * from keys_of(${personId})`)).map((row: Row) => ({
    tenant: row.tenant_id as string,
    name: row.name as string,
    prefix: row.prefix as string,
    scopes: row.scopes as string[],
    createdAt: time(row.created_at),
    ...(row.last_used_at && { lastUsedAt: time(row.last_used_at) }),
    ...(row.expires_at && { expiresAt: time(row.expires_at) }),
    ...(row.revoked_at && { revokedAt: time(row.revoked_at) }),
  }))

/** Applications in which a person is signed in with the account. */
export const applicationsOf = (db: Db, personId: string): Promise<{ tenant: string; name: string }[]> =>
  db.many(sql`select tenant_id as tenant, name from applications_of(${personId})`)

/** Invitations to the confirmed addresses of a person. */
export const invitationsOf = async (db: Db, personId: string) =>
  (await db.many(sql`select * from invitations_of(${personId})`)).map((row: Row) => ({
    tenant: row.tenant_id as string,
    address: row.address as string,
    role: row.role as string,
    createdAt: time(row.created_at),
    expiresAt: time(row.expires_at),
    ...(row.accepted_at && { acceptedAt: time(row.accepted_at) }),
  }))

/** Removes what names the addresses of a person and does not go with the person by itself. */
export async function forgetAddressesOf(db: Db, personId: string): Promise<void> {
  await db.run(sql`select forget_invitations_of(${personId})`)
  await db.run(sql`
    with own as (select address from emails where person_id = ${personId}),
    links as (delete from tickets where address in (select address from own))
    delete from mail_codes where address in (select address from own)`)
}

/** Keeps the address of somebody whose account goes, until they were told. */
export const insertFarewell = (db: Db, id: string, address: string): Promise<number> =>
  db.run(sql`insert into farewells (id, address) values (${id}, ${address})`)

export const forgetFarewell = (db: Db, id: string): Promise<number> =>
  db.run(sql`delete from farewells where id = ${id}`)

/** Where a mail about an account goes; undefined when what it is about is gone. */
export const addresseeOf = async (db: Db, subjectId: string): Promise<string | undefined> =>
  (
    await db.maybe(sql`
      select address from tickets where id = ${subjectId}
      union all select address from mail_codes where id = ${subjectId}
      union all select address from invitations where id = ${subjectId}
      union all select address from farewells where id = ${subjectId}`)
  )?.address

/** Locks the owners of every organisation that the person owns, so that two who leave at once do not leave it without one. */
export const lockOwnersBeside = (db: Db, personId: string): Promise<number> =>
  db.run(sql`select lock_owners_beside(${personId})`)
