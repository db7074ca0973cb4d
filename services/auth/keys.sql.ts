import { type Db, type Row, sql } from '#platform/database'
import { owedBy } from './factors/demanded.sql.ts'

export type NewKey = {
  id: string
  name: string
  prefix: string
  secretHash: string
  scopes: string[]
  personId?: string
  expiresAt?: string
  addresses: string[]
  ratePerMinute?: number
  by: string
}

export const insertKey = (db: Db, k: NewKey): Promise<Row> =>
  db.one(sql`
    insert into keys (id, name, prefix, secret_hash, scopes, person_id, expires_at, addresses, rate_per_minute, created_by)
    values (${k.id}, ${k.name}, ${k.prefix}, ${k.secretHash}, ${k.scopes}, ${k.personId ?? null}, ${k.expiresAt ?? null},
      (select coalesce(array_agg(network(n::inet)::cidr), array[]::cidr[]) from unnest(${k.addresses}::text[]) n), ${k.ratePerMinute ?? null}, ${k.by})
    returning *, addresses::text[] as networks`)

export const listKeyRows = (db: Db): Promise<Row[]> =>
  db.many(sql`select *, addresses::text[] as networks from keys order by id desc limit 500`)

/** Revokes a key of the bound organisation; undefined when there is none that is not revoked yet. */
export const endKey = (db: Db, id: string): Promise<Row | undefined> =>
  db.maybe(sql`update keys set revoked_at = clock_timestamp() where id = ${id} and revoked_at is null returning name`)

/** The organisation of a key, whichever is bound. */
export const tenantOfKey = async (db: Db, secretHash: string): Promise<string | undefined> =>
  (await db.one(sql`select tenant_of_key(${secretHash}) as tenant`)).tenant ?? undefined

/** A key with what the person it belongs to may do now, by its hash or its id. */
export const findKey = (db: Db, by: { secretHash?: string; id?: string }): Promise<Row | undefined> =>
  db.maybe(sql`
    select k.*, k.addresses::text[] as networks, coalesce(m.role, 'client') as role, r.permissions,
      k.revoked_at is not null as is_revoked, k.expires_at <= clock_timestamp() as is_expired,
      k.person_id is not null and (p.state is distinct from 'active' or p.tenant_id is not null and m.role is null
        or exists (select 1 from provisioned_people u where u.person_id = k.person_id and not u.is_active)) as is_orphan,
      ${owedBy(sql`k.person_id`)} as owes
    from keys k left join people p on p.id = k.person_id
    left join memberships m on m.person_id = k.person_id left join roles r on r.name = m.role
    where (k.secret_hash = ${by.secretHash ?? null} or k.id = ${by.id ?? null})`)
