import { type Db, type Row, sql } from '#platform/database'

export type SignIn = { id: string; state: string; phc?: string }

/** Whose address it is, with the hash of their password. */
export async function findByAddress(db: Db, address: string): Promise<SignIn | undefined> {
  const row = await db.maybe(sql`
    select p.id, p.state, w.phc from emails e join people p on p.id = e.person_id left join passwords w on w.person_id = p.id
    where e.address = ${address} and e.confirmed_at is not null`)
  return row && { id: row.id, state: row.state, phc: row.phc ?? undefined }
}

/** A new person with one confirmed address; undefined when the address has an account already. */
export async function insertPerson(
  db: Db,
  person: { id: string; name: string; locale: string; address: string; phc?: string },
): Promise<string | undefined> {
  const { id, name, locale, address, phc } = person
  const row = await db.maybe(sql`
    with email as (
      select 1 from emails where address = ${address}
    ), made as (
      insert into people (id, name, locale) select ${id}, ${name}, ${locale} where not exists (select 1 from email) returning id
    ), reached as (
      insert into emails (address, person_id, confirmed_at) select ${address}, id, clock_timestamp() from made
    ), secured as (
      insert into passwords (person_id, phc) select id, ${phc ?? null} from made where ${phc ?? null}::text is not null
    )
    select id from made`)
  return row?.id
}

export const setPassword = (db: Db, personId: string, phc: string): Promise<number> =>
  db.run(sql`insert into passwords (person_id, phc) values (${personId}, ${phc})
    on conflict (person_id) do update set phc = excluded.phc, changed_at = clock_timestamp()`)

export const passwordOf = async (db: Db, personId: string): Promise<string | undefined> =>
  (await db.maybe(sql`select phc from passwords where person_id = ${personId}`))?.phc

/** A person with their addresses; undefined when the account is closed. */
export async function findPerson(db: Db, id: string): Promise<Row | undefined> {
  return db.maybe(sql`
    select p.*, coalesce((select json_agg(json_build_object('address', e.address, 'isConfirmed', e.confirmed_at is not null) order by e.address)
      from emails e where e.person_id = p.id), '[]') as addresses
    from people p where p.id = ${id} and p.state = 'active'`)
}

export const changePerson = (db: Db, id: string, change: { name?: string; locale?: string }): Promise<number> =>
  db.run(sql`update people set name = coalesce(${change.name ?? null}, name), locale = coalesce(${change.locale ?? null}, locale)
    where id = ${id} and state = 'active'`)

/** Addresses that a person has proved to read, and those that the providers of the bound organisation have verified. */
export const confirmedAddresses = async (db: Db, personId: string): Promise<string[]> =>
  (
    await db.many(sql`
      select address from emails where person_id = ${personId} and confirmed_at is not null
      union select address from provider_links where person_id = ${personId} and address is not null order by address`)
  ).map((row) => row.address as string)

/** Organisations of a person, whichever organisation is bound. */
export const organisationsOf = (db: Db, personId: string): Promise<{ tenant: string; role: string }[]> =>
  db.many(sql`select tenant_id as tenant, role from memberships_of(${personId})`)

/** Organisations that would have no owner without this person. */
export const ownedAlone = async (db: Db, personId: string): Promise<string[]> =>
  (await db.many(sql`select * from owned_alone_by(${personId}) as tenant`)).map((row) => row.tenant as string)

/** Leaves the id and the time, so that what others noted about the id stays explainable; everything else of the person goes. */
export async function erasePerson(db: Db, id: string): Promise<void> {
  await db.run(sql`delete from people where id = ${id}`)
  await db.run(sql`insert into people (id, name, state) values (${id}, '', 'deleted') on conflict (id) do nothing`)
}

export type Ticket = { id: string; kind: 'setup' | 'sign-up' | 'reset'; address: string; locale: string }

/** Keeps a ticket unless five were made for the address within the hour; then undefined. */
export const insertTicket = (db: Db, ticket: Ticket, hours: number): Promise<Row | undefined> =>
  db.maybe(sql`
    insert into tickets (id, kind, address, locale, expires_at)
    select ${ticket.id}, ${ticket.kind}, ${ticket.address}, ${ticket.locale}, clock_timestamp() + make_interval(hours => ${hours})
    where ${ticket.kind} = 'setup' or (select count(*) from tickets where address = ${ticket.address} and created_at > clock_timestamp() - interval '1 hour') < 5
    returning id`)

/** Uses a ticket up; undefined when it is not there, used, or too old. */
export const takeTicket = (db: Db, id: string, kind: Ticket['kind']): Promise<Ticket | undefined> =>
  db.maybe<Ticket>(sql`update tickets set used_at = clock_timestamp()
    where id = ${id} and kind = ${kind} and used_at is null and expires_at > clock_timestamp() returning id, kind, address, locale`)

/** The setup ticket that is open. */
export const openSetupTicket = async (db: Db): Promise<string | undefined> =>
  (
    await db.maybe(
      sql`select id from tickets where kind = 'setup' and used_at is null and expires_at > clock_timestamp() order by id limit 1`,
    )
  )?.id

/** Removes what has ended long ago. */
export const pruneEnded = (db: Db): Promise<number> =>
  db.run(sql`with gone as (delete from tickets where expires_at < now() - interval '30 days'),
    told as (delete from farewells where created_at < now() - interval '30 days')
    delete from sessions where expires_at < now() - interval '30 days'`)
