import { type Db, type Row, sql } from '#platform/database'

/** The address of the person `p`: one they proved, or else one that a provider or the directory of the bound organisation tells. */
export const addressHere = sql`coalesce((select min(e.address) from emails e where e.person_id = p.id and e.confirmed_at is not null),
  (select min(l.address) from provider_links l where l.person_id = p.id), (select u.address from provisioned_people u where u.person_id = p.id))`

/** Makes a person a member of the bound organisation, or gives them another role. */
export const putMember = (db: Db, personId: string, role: string): Promise<number> =>
  db.run(sql`insert into memberships (person_id, role) values (${personId}, ${role})
    on conflict (tenant_id, person_id) do update set role = excluded.role`)

export const memberRole = async (db: Db, personId: string): Promise<string | undefined> =>
  (await db.maybe(sql`select role from memberships where person_id = ${personId}`))?.role

export const listMemberships = (db: Db): Promise<Row[]> =>
  db.many(sql`
    select m.person_id, m.role, m.created_at, p.name, ${addressHere} as address
    from memberships m join people p on p.id = m.person_id order by m.created_at, m.person_id`)

/** Locks the owners of the organisation and counts them, so that two who leave at once do not leave it without one. */
export const lockOwners = async (db: Db): Promise<number> =>
  (await db.many(sql`select 1 from memberships where role = 'owner' order by person_id for update`)).length

export const deleteMember = (db: Db, personId: string): Promise<number> =>
  db.run(sql`delete from memberships where person_id = ${personId}`)

export const ownRoles = (db: Db): Promise<{ name: string; permissions: string[] }[]> =>
  db.many(sql`select name, permissions from roles order by name`)

export const ownRole = async (db: Db, name: string): Promise<string[] | undefined> =>
  (await db.maybe(sql`select permissions from roles where name = ${name}`))?.permissions

export const putRole = (db: Db, name: string, permissions: string[]): Promise<number> =>
  db.run(sql`insert into roles (name, permissions) values (${name}, ${permissions})
    on conflict (tenant_id, name) do update set permissions = excluded.permissions`)

/** Removes a role nobody has, is invited to or is given by a provider or directory; 0 when there is no such role or it is in use. */
export const deleteRole = (db: Db, name: string): Promise<number> =>
  db.run(sql`delete from roles r where r.name = ${name} and not exists (select 1 from memberships m where m.role = r.name)
    and not exists (select 1 from invitations i where i.role = r.name and i.accepted_at is null and i.expires_at > clock_timestamp())
    and not exists (select 1 from providers v where r.name in (v.role, v.registered_as))
    and not exists (select 1 from provisioned_people u where u.role = r.name or r.name = any(u.groups))`)

export type NewInvitation = { id: string; address: string; role: string; locale: string; by: string; days: number }

/** Keeps an invitation; open ones of the same address end. */
export const insertInvitation = (db: Db, i: NewInvitation): Promise<Row> =>
  db.one(sql`
    with earlier as (delete from invitations where address = ${i.address} and accepted_at is null)
    insert into invitations (id, address, role, locale, invited_by, expires_at)
    values (${i.id}, ${i.address}, ${i.role}, ${i.locale}, ${i.by}, clock_timestamp() + make_interval(days => ${i.days}))
    returning *`)

export const openInvitations = (db: Db): Promise<Row[]> =>
  db.many(sql`select * from invitations where accepted_at is null and expires_at > clock_timestamp() order by id desc`)

export const openInvitation = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`select * from invitations where id = ${id} and accepted_at is null and expires_at > clock_timestamp()`)

/** People of the organisation, and those who are invited. */
export const countSeats = async (db: Db): Promise<number> =>
  (
    await db.one(sql`select ((select count(*) from memberships)
      + (select count(*) from invitations where accepted_at is null and expires_at > clock_timestamp()))::integer as used`)
  ).used

/** Members who belong to no other organisation. */
export const membersOfThisOnly = async (db: Db): Promise<string[]> =>
  (
    await db.many(
      sql`select m.person_id from memberships m where (select count(*) from memberships_of(m.person_id)) = 1 order by m.person_id`,
    )
  ).map((row) => row.person_id)

export const takeInvitation = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`update invitations set accepted_at = clock_timestamp()
    where id = ${id} and accepted_at is null and expires_at > clock_timestamp() returning *`)

export const deleteInvitation = (db: Db, id: string): Promise<number> =>
  db.run(sql`delete from invitations where id = ${id} and accepted_at is null`)
