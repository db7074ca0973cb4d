import { type Db, type Row, type Sql, sql } from '#platform/database'

/** Whether a person has a second factor: an authenticator app that was confirmed, or a passkey. */
export const hasFactor = (personId: Sql): Sql =>
  sql`(exists (select 1 from authenticators a where a.person_id = ${personId} and a.confirmed_at is not null)
    or exists (select 1 from passkeys k where k.person_id = ${personId}))`

/** Whether the bound organisation demands a second factor of its members. */
export const isDemanded: Sql = sql`exists (select 1 from sign_in_rules v where v.second_factor)`

/** People who come by a provider of the organisation prove there what it asks them for. */
const comesByProvider = (personId: Sql): Sql =>
  sql`exists (select 1 from provider_links l where l.person_id = ${personId})`

/** What a member `m` still owes in the session `s`: to set a second factor up, or to prove the one they have. Null for nothing. */
export const owedInSession: Sql = sql`case when m.role is null or s.provider_id is not null or not ${isDemanded} then null
  when not ${hasFactor(sql`s.person_id`)} then 'set-up' when not s.is_strong then 'confirm' end`

/** The same for what acts in the name of a member and cannot prove anything itself: a key, an application. */
export const owedBy = (personId: Sql): Sql =>
  sql`case when m.role is not null and ${isDemanded} and not ${hasFactor(personId)} and not ${comesByProvider(personId)} then 'set-up' end`

export const signInRules = (db: Db): Promise<Row | undefined> => db.maybe(sql`select * from sign_in_rules`)

/** Members who could do nothing here once a second factor is demanded. */
export const countWithout = async (db: Db): Promise<number> =>
  (
    await db.one(sql`select count(*)::integer as without from memberships m
      where not ${hasFactor(sql`m.person_id`)} and not ${comesByProvider(sql`m.person_id`)}`)
  ).without

/** False when it was so already. */
export const putSignInRules = async (db: Db, secondFactor: boolean, by: string): Promise<boolean> =>
  (await db.run(sql`insert into sign_in_rules as v (second_factor, changed_by) values (${secondFactor}, ${by})
    on conflict (tenant_id) do update set second_factor = excluded.second_factor, changed_by = excluded.changed_by, changed_at = clock_timestamp()
    where v.second_factor <> excluded.second_factor`)) > 0

/** Notes that a second factor was proved in a session. */
export const strengthenSession = (db: Db, id: string): Promise<number> =>
  db.run(sql`update sessions set is_strong = true where id = ${id}`)

/** Whether a second factor was proved in a session, or the provider of the organisation opened it. */
export const isStrongSession = async (db: Db, id: string): Promise<boolean> =>
  (await db.maybe(sql`select is_strong or provider_id is not null as yes from sessions where id = ${id}`))?.yes === true

/** Whether a member of the bound organisation is held back for want of a second factor. */
export const owesFactor = async (db: Db, personId: string): Promise<boolean> =>
  (await db.maybe(sql`select ${owedBy(sql`m.person_id`)} as owes from memberships m where m.person_id = ${personId}`))
    ?.owes != null
