import { type Db, type Row, type Sql, sql } from '#platform/database'

export type NewPasskey = {
  id: string
  personId: string
  credentialId: string
  publicKey: Uint8Array
  relyingParty: string
  counter: number
  transports: string[]
  isSynced: boolean
  name: string
}

/** Undefined when the credential is kept already. */
export const insertPasskey = (db: Db, k: NewPasskey): Promise<Row | undefined> =>
  db.maybe(sql`insert into passkeys (id, person_id, credential_id, public_key, relying_party, counter, transports, is_synced, name)
    values (${k.id}, ${k.personId}, ${k.credentialId}, ${Buffer.from(k.publicKey)}, ${k.relyingParty}, ${k.counter}, ${k.transports},
      ${k.isSynced}, ${k.name})
    on conflict (credential_id) do nothing returning *`)

export const passkeysOf = (db: Db, personId: string): Promise<Row[]> =>
  db.many(sql`select * from passkeys where person_id = ${personId} order by id`)

/** A passkey of somebody whose account is open. */
export const findPasskey = (db: Db, credentialId: string): Promise<Row | undefined> =>
  db.maybe(sql`select k.* from passkeys k join people p on p.id = k.person_id
    where k.credential_id = ${credentialId} and p.state = 'active'`)

/** Notes a use, unless another one with this count or a higher one was noted meanwhile: two devices that count alike are a copy. */
export const notePasskeyUse = async (db: Db, id: string, counter: number, isSynced: boolean): Promise<boolean> =>
  (await db.run(sql`update passkeys set counter = ${counter}, is_synced = ${isSynced}, last_used_at = clock_timestamp()
    where id = ${id} and (counter < ${counter} or (counter = 0 and ${counter} = 0))`)) > 0

/** Every way to sign in but the password goes. */
export const deleteFactors = (db: Db, personId: string): Promise<number> =>
  db.run(sql`with app as (delete from authenticators where person_id = ${personId}),
    codes as (delete from recovery_codes where person_id = ${personId})
    delete from passkeys where person_id = ${personId}`)

const own = (personId: string, id: string): Sql => sql`where id = ${id} and person_id = ${personId}`
export const renamePasskey = (db: Db, personId: string, id: string, name: string): Promise<Row | undefined> =>
  db.maybe(sql`update passkeys set name = ${name} ${own(personId, id)} returning *`)
export const deletePasskey = async (db: Db, personId: string, id: string): Promise<boolean> =>
  (await db.run(sql`delete from passkeys ${own(personId, id)}`)) > 0
