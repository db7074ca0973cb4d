import { type Db, type Row, sql } from '#platform/database'

export type NewProvider = {
  id: string
  name: string
  issuer: string
  clientId: string
  sealedSecret: string
  domains: string[]
  role: string | null
  isRequired: boolean
  registeredAs: string
  by: string
}

const counted = sql`p.*, (select count(distinct l.person_id) from provider_links l where l.provider_id = p.id)::integer as people`

export const insertProvider = (db: Db, p: NewProvider): Promise<Row> =>
  db.one(sql`
    insert into providers (id, name, issuer, client_id, client_secret, domains, role, is_required, registered_as, created_by)
    values (${p.id}, ${p.name}, ${p.issuer}, ${p.clientId}, ${p.sealedSecret}, ${p.domains}, ${p.role}, ${p.isRequired}, ${p.registeredAs}, ${p.by})
    returning *, 0 as people`)

export const listProviderRows = (db: Db): Promise<Row[]> =>
  db.many(sql`select ${counted} from providers p order by p.id limit 100`)

export const findProvider = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`select ${counted} from providers p where p.id = ${id}`)

export type ProviderChange = Partial<
  Pick<NewProvider, 'name' | 'clientId' | 'sealedSecret' | 'domains' | 'isRequired'>
> & {
  role?: string | null
  registeredAs: string
}
export const updateProvider = (db: Db, id: string, c: ProviderChange): Promise<Row | undefined> =>
  db.maybe(sql`
    update providers p set name = coalesce(${c.name ?? null}, name), client_id = coalesce(${c.clientId ?? null}, client_id),
      client_secret = coalesce(${c.sealedSecret ?? null}, client_secret), domains = coalesce(${c.domains ?? null}::text[], domains),
      is_required = coalesce(${c.isRequired ?? null}, is_required),
      role = case when ${c.role !== undefined} then ${c.role ?? null} else role end,
      registered_as = ${c.registeredAs}, changed_at = clock_timestamp()
    where id = ${id} returning ${counted}`)

/** Its links, starts and sessions go with it. */
export const deleteProvider = (db: Db, id: string): Promise<number> =>
  db.run(sql`delete from providers where id = ${id}`)

export type Start = { stateHash: string; providerId: string; personId?: string; returnTo: string; minutes: number }

/** Keeps a start; those that were never come back from go. */
export const insertStart = (db: Db, s: Start): Promise<number> =>
  db.run(sql`
    with late as (delete from provider_starts where expires_at < clock_timestamp())
    insert into provider_starts (state_hash, provider_id, person_id, return_to, expires_at)
    values (${s.stateHash}, ${s.providerId}, ${s.personId ?? null}, ${s.returnTo}, clock_timestamp() + make_interval(mins => ${s.minutes}))`)

/** Uses a start up; undefined when it is not there, was used, or is too old. */
export const takeStart = (db: Db, stateHash: string): Promise<Row | undefined> =>
  db.maybe(sql`with taken as (delete from provider_starts where state_hash = ${stateHash} returning *)
    select * from taken where expires_at > clock_timestamp()`)

/** Makes two arrivals of the same person one after the other, until the end of the transaction. */
export const lockArrival = (db: Db, who: string): Promise<number> =>
  db.run(sql`select pg_advisory_xact_lock(hashtextextended(${who}, 0))`)

/** Notes the use of a link and the address of now; undefined when the provider means nobody here by that subject. */
export const useLink = async (
  db: Db,
  providerId: string,
  subject: string,
  address?: string,
): Promise<string | undefined> =>
  (
    await db.maybe(sql`update provider_links set used_at = clock_timestamp(), address = coalesce(${address ?? null}, address)
      where provider_id = ${providerId} and subject = ${subject} returning person_id`)
  )?.person_id

export const insertLink = (db: Db, l: { providerId: string; subject: string; personId: string; address?: string }) =>
  db.run(sql`insert into provider_links (provider_id, subject, person_id, address)
    values (${l.providerId}, ${l.subject}, ${l.personId}, ${l.address ?? null})`)

/** A person whom only the word of the bound organisation makes, without an address that would count elsewhere. */
export const insertOwnPerson = (db: Db, p: { id: string; name: string; locale: string }): Promise<number> =>
  db.run(sql`insert into people (id, name, locale, tenant_id)
    values (${p.id}, ${p.name}, ${p.locale}, nullif(current_setting('statex.tenant', true), ''))`)

/** Erases a person whom only the word of the bound organisation made. The id stays, as with every erased account. */
export const eraseOwnPerson = async (db: Db, id: string): Promise<void> => {
  const own = sql`tenant_id = nullif(current_setting('statex.tenant', true), '')`
  if ((await db.run(sql`delete from people where id = ${id} and ${own}`)) > 0)
    await db.run(sql`insert into people (id, name, state) values (${id}, '', 'deleted')`)
}

/** Whoever the bound organisation knows under an address: a member, or somebody its directory tells of. The proof by mail goes first. */
export const findHere = (db: Db, address: string): Promise<Row | undefined> =>
  db.maybe(sql`
    select found.person_id, m.role, u.is_active from (
      select person_id, 1 as rank from emails where address = ${address} and confirmed_at is not null
      union all select person_id, 2 from provisioned_people where address = ${address} or lower(user_name) = ${address}
      union all select person_id, 3 from provider_links where address = ${address}
    ) found
    left join memberships m on m.person_id = found.person_id left join provisioned_people u on u.person_id = found.person_id
    where m.role is not null or u.is_active is not null order by found.rank, found.person_id limit 1`)

/** Whether the directory of the organisation has ended somebody’s access. */
export const isEnded = async (db: Db, personId: string): Promise<boolean> =>
  (await db.maybe(sql`select 1 from provisioned_people where person_id = ${personId} and not is_active`)) !== undefined

/**
 * Whether the directory of this organisation has shut a person out, the provider by which alone they may sign in here, null when any way will do, and
 * whether they have an authenticator app. One statement, since every sign-in asks all of it.
 */
export const entryOf = (
  db: Db,
  personId: string,
): Promise<{ hasEnded: boolean; required: string | null; hasApp: boolean }> =>
  db.one(sql`
    select exists (select 1 from provisioned_people where person_id = ${personId} and not is_active) as "hasEnded",
      (select v.name from providers v join emails e on split_part(e.address, '@', 2) = any(v.domains)
        where v.is_required and e.person_id = ${personId}
          and not exists (select 1 from memberships m where m.person_id = ${personId} and m.role = 'owner') order by v.id limit 1) as required,
      exists (select 1 from authenticators where person_id = ${personId} and confirmed_at is not null) as "hasApp"`)

/** Addresses of a person that providers of the bound organisation have verified. */
export const linkedAddresses = async (db: Db, personId: string): Promise<string[]> =>
  (
    await db.many(sql`select distinct address from provider_links
      where person_id = ${personId} and address is not null order by address`)
  ).map((row) => row.address as string)

export const linksOf = (db: Db, personId: string): Promise<Row[]> =>
  db.many(sql`select * from provider_links_of(${personId})`)
export const provisionedAs = (db: Db, personId: string): Promise<Row[]> =>
  db.many(sql`select * from provisioned_as(${personId})`)
