import { type Db, type Row, type Sql, sql } from '#platform/database'
import { addressHere } from '../members.sql.ts'
import type { Draft } from './draft.ts'
import { type Comparison, type Filter, InvalidFilter } from './filter.ts'

/** Everybody the bound organisation knows: its members, and whom its directory tells of. */
const users = sql`(
  select p.id, p.name as own_name, u.person_id is not null as is_told, coalesce(u.user_name, ${addressHere}, p.id) as user_name, u.external_id,
    coalesce(u.address, ${addressHere}) as address, coalesce(u.display_name, p.name) as display_name, u.given_name, u.family_name,
    m.role is not null and coalesce(u.is_active, true) as is_active, m.role, coalesce(u.role, m.role) as kept_role,
    case when u.person_id is not null then u.groups when m.role is not null then array[m.role] else '{}' end as groups,
    coalesce(u.created_at, m.created_at) as created_at, coalesce(u.changed_at, m.created_at) as changed_at
  from (select person_id from memberships union select person_id from provisioned_people) known
  join people p on p.id = known.person_id and p.state = 'active'
  left join memberships m on m.person_id = p.id left join provisioned_people u on u.person_id = p.id
) as person`

export const findUser = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`select * from ${users} where id = ${id}`)

export async function listUsers(db: Db, filter: Filter | undefined, offset: number, limit: number) {
  const where = filter ? conditionOf(filter) : sql`true`
  const rows = await db.many(sql`select * from ${users} where ${where} order by id offset ${offset} limit ${limit}`)
  const total: number = (await db.one(sql`select count(*)::integer as total from ${users} where ${where}`)).total
  return { rows, total }
}

/** Who is in a group, which is a role. */
export const usersInGroup = (db: Db, role: string): Promise<Row[]> =>
  db.many(sql`select id, display_name, user_name from ${users} where ${role} = any(groups) order by id`)

type Column = { text?: Sql; isExact?: boolean; flag?: Sql; time?: Sql; fixed?: string }
const columns: Record<string, Column> = {
  id: { text: sql`id`, isExact: true },
  username: { text: sql`user_name` },
  externalid: { text: sql`external_id`, isExact: true },
  displayname: { text: sql`display_name` },
  'name.givenname': { text: sql`given_name` },
  'name.familyname': { text: sql`family_name` },
  emails: { text: sql`address` },
  'emails.value': { text: sql`address` },
  'emails.type': { fixed: 'work' },
  'emails.primary': { flag: sql`address is not null` },
  active: { flag: sql`is_active` },
  'meta.created': { time: sql`created_at` },
  'meta.lastmodified': { time: sql`changed_at` },
}

/** A filter as a condition on `users`. Values become parameters, names come from the table above. */
function conditionOf(filter: Filter): Sql {
  if (filter.op === 'and') return sql`(${conditionOf(filter.left)} and ${conditionOf(filter.right)})`
  if (filter.op === 'or') return sql`(${conditionOf(filter.left)} or ${conditionOf(filter.right)})`
  if (filter.op === 'not') return sql`(not ${conditionOf(filter.of)})`
  const column = columns[filter.name]
  if (!column) throw new InvalidFilter(`"${filter.name}" cannot be filtered by.`)
  const { text, flag, time, fixed, isExact } = column
  if (filter.op === 'pr') return fixed !== undefined ? sql`true` : sql`(${text ?? flag ?? time} is not null)`
  const { op, value, name } = filter
  if (fixed !== undefined) return String(value).toLowerCase() === fixed && op === 'eq' ? sql`true` : sql`false`
  if (flag) return flagIs(flag, op, value, name)
  if (typeof value !== 'string') throw new InvalidFilter(`"${name}" is compared with a text.`)
  if (time) return timeIs(time, op, value, name)
  return isExact ? textIs(text!, op, value) : textIs(sql`lower(${text})`, op, value.toLowerCase())
}

function textIs(text: Sql, op: Comparison, value: string): Sql {
  if (op === 'eq') return sql`coalesce(${text} = ${value}, false)`
  if (op === 'ne') return sql`coalesce(${text} <> ${value}, true)`
  if (op === 'co') return sql`coalesce(strpos(${text}, ${value}) > 0, false)`
  if (op === 'sw') return sql`coalesce(starts_with(${text}, ${value}), false)`
  if (op === 'ew') return sql`coalesce(right(${text}, length(${value})) = ${value}, false)`
  return sql`coalesce(${ordered(text, op, sql`${value}::text`)}, false)`
}

function ordered(left: Sql, op: Comparison, right: Sql): Sql {
  if (op === 'gt') return sql`${left} > ${right}`
  if (op === 'ge') return sql`${left} >= ${right}`
  return op === 'lt' ? sql`${left} < ${right}` : sql`${left} <= ${right}`
}

function flagIs(flag: Sql, op: Comparison, value: unknown, name: string): Sql {
  if (typeof value !== 'boolean' || (op !== 'eq' && op !== 'ne')) throw new InvalidFilter(`"${name}" is true or false.`)
  return value === (op === 'eq') ? sql`(${flag})` : sql`(not ${flag})`
}

function timeIs(time: Sql, op: Comparison, value: string, name: string): Sql {
  if (Number.isNaN(Date.parse(value))) throw new InvalidFilter(`"${name}" is compared with a time.`)
  const at = sql`${new Date(value)}::timestamptz`
  if (op === 'eq') return sql`(${time} = ${at})`
  if (op === 'ne') return sql`(${time} <> ${at})`
  if (op === 'co' || op === 'sw' || op === 'ew') throw new InvalidFilter(`"${name}" is a time.`)
  return sql`(${ordered(time, op, at)})`
}

export type Told = Draft & { personId: string; userName: string; role: string; groups: string[] }

/** Keeps what the directory tells of a person. */
export const saveTold = (db: Db, t: Told): Promise<number> =>
  db.run(sql`
    insert into provisioned_people (person_id, user_name, external_id, address, display_name, given_name, family_name, is_active, groups, role)
    values (${t.personId}, ${t.userName}, ${t.externalId ?? null}, ${t.address ?? null}, ${t.displayName ?? null}, ${t.givenName ?? null},
      ${t.familyName ?? null}, ${t.isActive}, ${t.groups}, ${t.role})
    on conflict (tenant_id, person_id) do update set user_name = excluded.user_name, external_id = excluded.external_id, address = excluded.address,
      display_name = excluded.display_name, given_name = excluded.given_name, family_name = excluded.family_name, is_active = excluded.is_active,
      groups = excluded.groups, role = excluded.role, changed_at = clock_timestamp()`)

export const deleteTold = (db: Db, personId: string): Promise<number> =>
  db.run(sql`delete from provisioned_people where person_id = ${personId}`)

/** Whether another person of the directory has this userName. */
export const isUserNameTaken = async (db: Db, userName: string, personId: string): Promise<boolean> =>
  (await db.maybe(
    sql`select 1 from provisioned_people where lower(user_name) = ${userName.toLowerCase()} and person_id <> ${personId}`,
  )) !== undefined

/** Gives a person whom only this organisation vouches for another name. Accounts of people themselves keep theirs. */
export const renameOwnPerson = (db: Db, id: string, name: string): Promise<number> =>
  db.run(
    sql`update people set name = ${name} where id = ${id} and tenant_id = nullif(current_setting('statex.tenant', true), '')`,
  )

/** Ends the sessions of a person that count at the bound organisation only. */
export const endSessionsHere = (db: Db, personId: string): Promise<number> =>
  db.run(sql`update sessions s set revoked_at = clock_timestamp() from people p
    where p.id = s.person_id and s.person_id = ${personId} and s.revoked_at is null
      and coalesce(s.tenant_id, p.tenant_id) = nullif(current_setting('statex.tenant', true), '')`)
