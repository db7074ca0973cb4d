import { json, type Row, sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Limits, Settings, Tenant, TenantState } from './contract.ts'

export type TenantRow = {
  tenant_id: string
  slug: string
  name: string
  state: TenantState
  plan: string
  limits: Limits | null
  reason: string | null
  erasure_id: string | null
}

/**
 * Reserves a short name. A repeat of the same person joins the first, as long as it is being prepared; a reservation that led to nothing is free after
 * an hour, under a new id. Undefined when somebody else has the name.
 */
export const reserve = (
  db: Db,
  t: { id: string; slug: string; name: string; plan: string; address: string },
): Promise<{ tenant_id: string; is_enrolled: boolean } | undefined> =>
  db.maybe(sql`
    insert into tenants (tenant_id, slug, name, plan, owner_address) values (${t.id}, ${t.slug}, ${t.name}, ${t.plan}, ${t.address})
    on conflict (slug) do update set
      tenant_id = case when tenants.owner_address = excluded.owner_address then tenants.tenant_id else excluded.tenant_id end,
      name = excluded.name, owner_address = excluded.owner_address, changed_at = clock_timestamp()
    where tenants.state = 'preparing' and (tenants.owner_address = excluded.owner_address
      or (not tenants.is_enrolled and tenants.changed_at < now() - interval '1 hour'))
    returning tenant_id, is_enrolled`)

export const signedUpToday = async (db: Db): Promise<number> =>
  (await db.one(sql`select count(*)::integer as count from tenants where created_at > now() - interval '1 day'`)).count

export const markEnrolled = (db: Db, id: string): Promise<number> =>
  db.run(sql`update tenants set is_enrolled = true, changed_at = clock_timestamp() where tenant_id = ${id}`)

/** Ends the preparation. Who signed up is of no use here any more. */
export const markReady = (db: Db, id: string): Promise<number> =>
  db.run(sql`update tenants set state = 'active', owner_address = null, changed_at = clock_timestamp()
    where tenant_id = ${id} and state = 'preparing'`)

export const findTenant = (db: Db, id: string): Promise<TenantRow | undefined> =>
  db.maybe<TenantRow>(
    sql`select tenant_id, slug, name, state, plan, limits, reason, erasure_id from tenants where tenant_id = ${id}`,
  )

type WithHost = TenantRow & { host: string | null }
const withHost = sql`select t.tenant_id, t.slug, t.name, t.state, t.plan, t.limits, t.reason, t.erasure_id,
    (select h.host from hosts h where h.tenant_id = t.tenant_id order by h.created_at, h.host limit 1) as host
  from tenants t`
/** A tenant with its first host name, in one statement: it is what a first request of theirs waits for. */
export const findTenantAndHost = (db: Db, id: string): Promise<WithHost | undefined> =>
  db.maybe(sql`${withHost} where t.tenant_id = ${id}`)
/** The same of many, in the order of their ids. */
export const tenantsAndHosts = (db: Db, after: string, limit: number): Promise<WithHost[]> =>
  db.many(sql`${withHost} where t.tenant_id > ${after} order by t.tenant_id limit ${limit}`)

const whole = sql`
  select t.*, (select e.due_at from erasures e where e.id = t.erasure_id) as due_at,
    array(select h.host from hosts h where h.tenant_id = t.tenant_id order by h.created_at, h.host) as hosts from tenants t`
export async function wholeTenant(db: Db, id: string): Promise<Tenant | undefined> {
  const row = await db.maybe(sql`${whole} where t.tenant_id = ${id}`)
  return row && toTenant(row)
}
export async function listTenants(db: Db, limit: number, before?: string, state?: string): Promise<Tenant[]> {
  const rows = await db.many(sql`${whole}
    where (${before ?? null}::text is null or t.tenant_id < ${before ?? null}) and (${state ?? null}::text is null or t.state = ${state ?? null})
    order by t.tenant_id desc limit ${limit}`)
  return rows.map(toTenant)
}
const toTenant = (row: Row): Tenant => ({
  id: row.tenant_id,
  slug: row.slug,
  name: row.name,
  state: row.state,
  plan: row.plan,
  ...(row.limits && { limits: row.limits }),
  hosts: row.hosts,
  ...(row.reason && { reason: row.reason }),
  createdAt: row.created_at.toISOString(),
  ...(row.due_at && { erasesAt: row.due_at.toISOString() }),
})

/** Gives an organisation that stands in the configuration only a row, so that something can be chosen for it. */
export const adopt = (db: Db, id: string, slug: string, plan: string): Promise<number> =>
  db.run(sql`insert into tenants (tenant_id, slug, name, state, plan, is_enrolled) values (${id}, ${slug}, ${slug}, 'active', ${plan}, true)
    on conflict do nothing`)

/** Changes the state when it is one of `from`. False when it is another. */
export const changeState = async (
  db: Db,
  id: string,
  from: TenantState[],
  to: TenantState,
  reason?: string,
): Promise<boolean> =>
  (await db.run(sql`update tenants set state = ${to}, reason = ${reason ?? null}, changed_at = clock_timestamp()
    where tenant_id = ${id} and state = any(${from}::text[])`)) > 0

export const setPlan = (db: Db, id: string, plan: string, limits: Limits | undefined): Promise<number> =>
  db.run(
    sql`update tenants set plan = ${plan}, limits = ${limits ? json(limits) : null}::jsonb, changed_at = clock_timestamp() where tenant_id = ${id}`,
  )

/** Settings of the tenant of the transaction; version 0 before the first choice. */
export async function readSettings(db: Db): Promise<{ chosen: Settings; version: number }> {
  const row = await db.maybe<{ chosen: Settings; version: number }>(sql`select chosen, version from settings`)
  return row ?? { chosen: {}, version: 0 }
}
/** Keeps settings in the place of those of a version. False when they are of another by now. */
export const writeSettings = async (db: Db, tenant: string, chosen: Settings, over: number): Promise<boolean> =>
  (await db.run(sql`insert into settings (tenant_id, chosen) values (${tenant}, ${json(chosen)}::jsonb)
    on conflict (tenant_id) do update set chosen = excluded.chosen, version = settings.version + 1, changed_at = clock_timestamp()
    where settings.version = ${over}`)) > 0
/** The first settings, from the sign-up; later choices stay. */
export const beginSettings = (db: Db, tenant: string, chosen: Settings): Promise<number> =>
  db.run(
    sql`insert into settings (tenant_id, chosen) values (${tenant}, ${json(chosen)}::jsonb) on conflict do nothing`,
  )

/** Leads a host name to a tenant. False when it leads elsewhere. */
export const addHost = async (db: Db, tenant: string, host: string): Promise<boolean> =>
  (await db.maybe(sql`insert into hosts (host, tenant_id) values (${host}, ${tenant})
    on conflict (host) do update set host = excluded.host where hosts.tenant_id = excluded.tenant_id returning host`)) !==
  undefined
export const removeHost = async (db: Db, tenant: string, host: string): Promise<boolean> =>
  (await db.run(sql`delete from hosts where host = ${host} and tenant_id = ${tenant}`)) > 0
export const hostsOf = async (db: Db, tenant: string): Promise<string[]> =>
  (await db.many(sql`select host from hosts where tenant_id = ${tenant} order by created_at, host`)).map((r) => r.host)
/**
 * `names` changes with every name that leads to a tenant, `bounds` with every row that bounds one was made of, also when it was changed and changed back:
 * by who wrote it last (xmin). Digests rather than the newest time, since what was written first may be committed last.
 */
export const versionsOf = (db: Db): Promise<{ names: string; bounds: string }> =>
  db.one(sql`
    with h as (
      select string_agg(host || ' ' || tenant_id, ',' order by host) as names, string_agg(xmin::text, ',' order by host) as writers from hosts
    ), t as (
      select string_agg(slug || ' ' || tenant_id, ',' order by slug) filter (where state <> 'preparing') as names,
        string_agg(tenant_id || ' ' || xmin, ',' order by slug) as writers from tenants
    )
    select md5(concat(h.names, ';', t.names)) as names, md5(concat(h.names, ';', h.writers, ';', t.writers)) as bounds from h, t`)
export const allHosts = (db: Db): Promise<{ host: string; tenant: string }[]> =>
  db.many(sql`select host, tenant_id as tenant from hosts order by host`)
export const allSlugs = (db: Db): Promise<{ slug: string; tenant: string }[]> =>
  db.many(sql`select slug, tenant_id as tenant from tenants where state <> 'preparing' order by slug`)
export const tenantOfHost = async (db: Db, host: string): Promise<string | undefined> =>
  (await db.maybe(sql`select tenant_id from hosts where host = ${host}`))?.tenant_id
export const tenantOfSlug = async (db: Db, slug: string): Promise<string | undefined> =>
  (await db.maybe(sql`select tenant_id from tenants where slug = ${slug} and state <> 'preparing'`))?.tenant_id

/** What organisations are called and where they are found, whichever one is bound. */
export const namesOf = (
  db: Db,
  tenants: string[],
): Promise<{ tenant: string; name: string | null; host: string | null }[]> =>
  db.many(sql`select tenant_id as tenant, name, host from names_of(${tenants})`)

/** Organisations that keep requests for a time only, whichever one is bound. */
export const retaining = (db: Db): Promise<{ tenant: string; days: number }[]> =>
  db.many(sql`select tenant_id as tenant, days from retaining()`)

export type Note = {
  seq: number
  name: string
  state: 'running' | 'done' | 'failed' | 'skipped'
  detail: string | null
  at: Date
}
export const writeNote = (db: Db, name: string, state: Note['state'], detail?: string): Promise<number> =>
  db.run(sql`insert into preparing (name, state, detail) values (${name}, ${state}, ${detail ?? null})`)
export const notesAfter = (db: Db, seq: number): Promise<Note[]> =>
  db.many<Note>(sql`select seq, name, state, detail, at from preparing where seq > ${seq} order by seq`)

/** Notes that a limit was told of. False when it was told before. */
export const noteLimit = async (db: Db, limit: string, level: string, period: string): Promise<boolean> =>
  (await db.run(
    sql`insert into limit_notes (limit_name, level, period) values (${limit}, ${level}, ${period}) on conflict do nothing`,
  )) > 0
