import { type Db, type Row, type Sql, sql } from '#platform/database'
import type { Insert } from '#platform/group-commit'
import { owedInSession } from './factors/demanded.sql.ts'

export type NewSession = {
  id: string
  personId: string
  secretHash: string
  days: number
  agent: string
  address: string
  /** Provider of the bound organisation that opened it: then it counts there only. */
  providerId?: string
  /** When the person proved who they are: now when absent, unknown when null. */
  confirmedAt?: Date | null
  /** A second factor was proved. */
  isStrong?: boolean
}

/** The bound organisation. */
const here = sql`nullif(current_setting('statex.tenant', true), '')`

const insertSessions = sql`
  insert into sessions (id, person_id, secret_hash, expires_at, confirmed_at, user_agent, address, provider_id, is_strong, tenant_id, opened_tenant)
  select id, "personId", "secretHash", clock_timestamp() + make_interval(days => days),
    case when "isConfirmedNow" then clock_timestamp() else "confirmedAt" end, agent, address, "providerId", "isStrong",
    case when "providerId" is not null then ${here} end, ${here}
  from jsonb_to_recordset($1) as r(id text, "personId" text, "secretHash" text, days integer, "isConfirmedNow" boolean,
    "confirmedAt" timestamptz, agent text, address text, "providerId" text, "isStrong" boolean)`

export const insertSession = ({ isStrong = false, ...session }: NewSession): Insert => ({
  into: insertSessions,
  row: { ...session, isStrong, isConfirmedNow: session.confirmedAt === undefined },
})

/** Gives a session another secret; `isConfirmed` also notes that the person has just confirmed who they are, `isStrong` that they proved a second factor. */
export const rotateSession = (
  db: Db,
  id: string,
  secretHash: string,
  { isConfirmed = false, isStrong = false }: { isConfirmed?: boolean; isStrong?: boolean },
): Promise<Row | undefined> =>
  db.maybe(sql`update sessions set secret_hash = ${secretHash}, is_strong = is_strong or ${isStrong},
      confirmed_at = case when ${isConfirmed} then clock_timestamp() else confirmed_at end
    where id = ${id} and revoked_at is null and expires_at > clock_timestamp()
    returning extract(epoch from expires_at - clock_timestamp())::integer as seconds`)

/** Of the session `s`: the bound organisation has ended the sessions of its person since it was opened. */
const endedHere = sql`exists (select 1 from sign_outs o where o.person_id = s.person_id and o.at >= s.created_at)`

/** Of the session `s`: somebody has used it, not too long ago. */
const used = (idleMinutes: number): Sql => sql`s.seen_at > clock_timestamp() - make_interval(mins => ${idleMinutes})`

/** Why a session does not hold any more; undefined for one that holds, or that never was. */
export const endOf = async (
  db: Db,
  id: string,
  secretHash: string,
  idleMinutes: number,
): Promise<'signed-out' | 'too-old' | 'unused' | undefined> =>
  (
    await db.maybe(sql`select case when s.revoked_at is not null or ${endedHere} then 'signed-out' when s.expires_at <= clock_timestamp() then 'too-old'
      when not ${used(idleMinutes)} then 'unused' end as why from sessions s where s.id = ${id} and s.secret_hash = ${secretHash}`)
  )?.why ?? undefined

/** Notes that a session is in use at this moment, before anybody could take it for one that is not. */
export const noteSeen = (db: Db, id: string): Promise<number> =>
  db.run(sql`update sessions set seen_at = greatest(seen_at, clock_timestamp()) where id = ${id}`)

/**
 * Who is signed in, and what they are in the bound organisation. Nobody: a session or an account that counts at another organisation only, somebody whom
 * the directory of this one has shut out, whose sessions it has ended since this one was opened, and who must sign in by its provider and did not.
 */
export const findSession = (db: Db, id: string, secretHash: string, idleMinutes: number): Promise<Row | undefined> =>
  db.maybe(sql`
    select s.id, s.person_id, s.expires_at, s.confirmed_at, s.seen_at < clock_timestamp() - interval '1 minute' as is_to_be_noted, coalesce(m.role, 'client') as role, r.permissions,
      coalesce(s.tenant_id, p.tenant_id) is not null as is_bound, ${owedInSession} as owes
    from sessions s join people p on p.id = s.person_id and p.state = 'active'
    left join memberships m on m.person_id = s.person_id left join roles r on r.name = m.role
    where s.id = ${id} and s.secret_hash = ${secretHash} and s.revoked_at is null and s.expires_at > clock_timestamp()
      and ${used(idleMinutes)} and not ${endedHere}
      and (coalesce(s.tenant_id, p.tenant_id) is null
        or m.role is not null and coalesce(s.tenant_id, p.tenant_id) = ${here})
      and not exists (select 1 from provisioned_people u where u.person_id = s.person_id and not u.is_active)
      and (s.tenant_id is not null or m.role = 'owner' or not exists (
        select 1 from providers v join emails e on split_part(e.address, '@', 2) = any(v.domains) where v.is_required and e.person_id = s.person_id))`)

/** Open sessions with when each ends if nobody uses it (`idle_at`). */
export const openSessionsOf = (db: Db, personId: string, idleMinutes: number): Promise<Row[]> =>
  db.many(sql`select s.*, least(s.expires_at, s.seen_at + make_interval(mins => ${idleMinutes})) as idle_at from sessions s
    where s.person_id = ${personId} and s.revoked_at is null and s.expires_at > clock_timestamp() and ${used(idleMinutes)} order by s.id desc`)

/** Ends one session of a person. */
export const endSession = (db: Db, personId: string, id: string): Promise<number> =>
  db.run(
    sql`update sessions set revoked_at = clock_timestamp() where id = ${id} and person_id = ${personId} and revoked_at is null and expires_at > clock_timestamp()`,
  )

/** Ends all sessions of a person but one. */
export const endSessions = (db: Db, personId: string, except: string): Promise<number> =>
  db.run(
    sql`update sessions set revoked_at = clock_timestamp() where person_id = ${personId} and id <> ${except} and revoked_at is null`,
  )

/**
 * Ends the sessions of a person for the bound organisation: those that were opened there everywhere, and all others there alone. Nobody elsewhere is signed out by it,
 * and whoever wants to act here signs in anew.
 */
export const endSessionsHere = (db: Db, personId: string): Promise<number> =>
  db.run(sql`
    with noted as (insert into sign_outs as o (person_id, at) values (${personId}, clock_timestamp())
      on conflict (tenant_id, person_id) do update set at = greatest(o.at, excluded.at))
    update sessions set revoked_at = clock_timestamp() where person_id = ${personId} and opened_tenant = ${here} and revoked_at is null`)

/** Forgets that sessions were opened at the bound organisation, which is erased. */
export const forgetWhereOpened = (db: Db): Promise<number> =>
  db.run(sql`update sessions set opened_tenant = null where opened_tenant = ${here}`)

/** Notes the last use of sessions and of keys of the bound organisation. No clock of a process makes a session last longer than that of the database says. */
export const noteUses = (db: Db, ids: string[], times: string[]): Promise<number> =>
  db.run(sql`
    with used as (select * from unnest(${ids}::text[], ${times}::timestamptz[]) as u(id, at)),
    seen as (update sessions s set seen_at = greatest(s.seen_at, least(u.at, clock_timestamp())) from used u where s.id = u.id)
    update keys k set last_used_at = greatest(k.last_used_at, u.at) from used u where k.id = u.id`)
