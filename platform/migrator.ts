import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type pg from 'pg'
import type { Database } from './database.ts'
import { adoptRestoredLog, platformMigrations } from './platform.sql.ts'

export type Migration = { name: string; text: string }
/** One schema with its migrations. `role` is made for a service; `tablesWithoutTenant` names the tables that hold nothing of a tenant, with reasons. */
export type SchemaPlan = {
  schema: string
  migrations: Migration[]
  role?: string
  tablesWithoutTenant?: Record<string, string>
  /** Statements that place its positions in the log anew after a dump was restored into another server. */
  adoptRestored?: string[]
  grants?: (role: string) => string[]
  /** Instead of `grants`, to the role of a service that `operates`. */
  operatorGrants?: (role: string) => string[]
}

/** Role of a service: sees its own schema, and may append to the event log and start runs. */
export const roleOf = (service: string): string => `statex_${service}`

/** Reads a service's numbered migrations. */
export function readMigrations(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name: name.slice(0, -4), text: readFileSync(new URL(name, folder), 'utf8') }))
}

/**
 * Brings every schema up to date, in one transaction per migration, one process at a time. Then gives each table with a `tenant_id` its tenant default and
 * its restrictive row-level-security policy, so that forgetting them is impossible.
 * @throws when a landed migration is missing or a table has neither `tenant_id` nor a stated reason
 */
export async function migrate(database: Database, plans: SchemaPlan[]): Promise<void> {
  const client = await database.pool.connect()
  try {
    await client.query('select pg_advisory_lock(7283461)')
    await client.query('create schema if not exists statex')
    await client.query(
      `create table if not exists statex.migrations (schema_name text, name text, at timestamptz not null default now(), primary key (schema_name, name))`,
    )
    await client.query(`comment on table statex.migrations is 'Migrations that have run.'`)
    const tenantless = { listeners: 'progress through the whole log', migrations: 'schema versions' }
    for (const plan of [
      { schema: 'statex', migrations: platformMigrations, tablesWithoutTenant: tenantless },
      ...plans,
    ] as SchemaPlan[]) {
      await migrateSchema(client, plan)
    }
    await client.query(adoptRestoredLog(plans.flatMap((p) => p.adoptRestored ?? [])))
  } finally {
    await client.query('select pg_advisory_unlock(7283461)').catch(() => {})
    client.release()
  }
}

// Beside the migrations' names; no migration can have it, as theirs begin with a digit.
const guardedPrefix = 'guarded '

async function migrateSchema(client: pg.PoolClient, plan: SchemaPlan): Promise<void> {
  const rows = await client.query('select name from statex.migrations where schema_name = $1', [plan.schema])
  const done = new Set(rows.rows.map((r) => r.name as string))
  const known = new Set(plan.migrations.map((m) => m.name))
  const lost = [...done].filter((name) => !known.has(name) && !name.startsWith(guardedPrefix))
  if (lost.length > 0)
    throw new Error(
      `The database has migrations of "${plan.schema}" this version does not know: ${lost.join(', ')}. Start the newer version.`,
    )
  await client.query(`create schema if not exists ${plan.schema}`)
  for (const migration of plan.migrations.filter((m) => !done.has(m.name))) {
    await inTransaction(client, async () => {
      await client.query(`set local search_path to ${plan.schema}, statex`)
      await client.query(migration.text)
      await client.query('insert into statex.migrations (schema_name, name) values ($1, $2)', [
        plan.schema,
        migration.name,
      ])
    })
  }
  // Apart from the migrations: a new version may grant more without a new table here, and a process may have been killed after the last migration.
  if (done.has(await guardOf(client, plan))) return
  await inTransaction(client, async () => {
    await guardTables(client, plan)
    for (const grant of grantsOf(plan)) await client.query(grant)
    await client.query('delete from statex.migrations where schema_name = $1 and starts_with(name, $2)', [
      plan.schema,
      guardedPrefix,
    ])
    await client.query('insert into statex.migrations (schema_name, name) values ($1, $2)', [
      plan.schema,
      await guardOf(client, plan),
    ])
  })
}

/** What the policies and grants of a schema depend on; the login and the role's oid too, since a restored dump brings neither. */
async function guardOf(client: pg.PoolClient, plan: SchemaPlan): Promise<string> {
  const who = await client.query('select current_user as login, to_regrole($1)::oid as role', [plan.role ?? 'none'])
  const facts = JSON.stringify([plan.migrations.map((m) => m.name), grantsOf(plan), who.rows[0]])
  return guardedPrefix + createHash('sha1').update(facts).digest('hex')
}

async function guardTables(client: pg.PoolClient, plan: SchemaPlan): Promise<void> {
  const tables = await client.query(
    `select c.relname as name, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as has_tenant,
       c.relrowsecurity as has_security
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p')`,
    [plan.schema],
  )
  for (const { name, has_tenant, has_security } of tables.rows) {
    // Also one with a tenant_id may be named: it is asked before the tenant is known. Exports and erasures find its rows all the same.
    if (plan.tablesWithoutTenant?.[name]) continue
    if (!has_tenant)
      throw new Error(
        `Table ${plan.schema}.${name} has no tenant_id. Add it, or name the table in tablesWithoutTenant with the reason.`,
      )
    if (has_security) continue
    const table = `${plan.schema}."${name}"`
    const tenant = `nullif(current_setting('statex.tenant', true), '')`
    await client.query(`alter table ${table} alter column tenant_id set default ${tenant}`)
    await client.query(`alter table ${table} enable row level security`)
    await client.query(
      `create policy tenant_only on ${table} as restrictive using (tenant_id = ${tenant}) with check (tenant_id = ${tenant})`,
    )
    await client.query(`create policy everyone on ${table} using (true) with check (true)`)
  }
}

function grantsOf(plan: SchemaPlan): string[] {
  const { role, schema } = plan
  if (!role) return []
  return [
    // Roles belong to the whole server, so another database of ours may have made this one already, at this very moment even.
    `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
    `grant ${role} to current_user`,
    `grant usage on schema ${schema}, statex to ${role}`,
    `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
    `grant usage on all sequences in schema ${schema} to ${role}`,
    `grant insert on statex.events to ${role}`,
    `grant select, insert on statex.idempotency_keys to ${role}`,
    ...(plan.grants?.(role) ?? []),
  ]
}

async function inTransaction(client: pg.PoolClient, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
