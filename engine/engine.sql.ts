import { type Sql, sql } from '#platform/database'
import { readMigrations, type SchemaPlan } from '#platform/migrator'
import { runEvents } from './events.sql.ts'
import { cancelled } from './family.sql.ts'

export const engineMigrations = readMigrations(new URL('./migrations/', import.meta.url))

/**
 * What a service's role may do: start, signal and cancel inside its own transactions, for its bound tenant. Inputs and results of
 * others stay invisible: it reads keys and states only, and what gates ask.
 */
export function grantTo(role: string): string[] {
  return [
    `grant usage on schema engine to ${role}`,
    `grant insert (id, tenant_id, flow, version, key, input, priority, trace, wake_at) on engine.runs to ${role}`,
    `grant select (id, tenant_id, flow, key, state, claims, wake_at, resume_at, trace, undoes, cancel_reason, finished_at) on engine.runs to ${role}`,
    `grant update (state, error, has_news, wake_at, resume_at, finished_at, cancel_reason, key) on engine.runs to ${role}`,
    `grant insert (id, tenant_id, name, key, input, priority, attempts_max, trace, run_at, limit_key) on engine.tasks to ${role}`,
    `grant select (id, tenant_id, run_id, step, name, key, state, attempts, trace) on engine.tasks to ${role}`,
    `grant update (key, state, error, finished_at) on engine.tasks to ${role}`,
    `grant insert (run_id, tenant_id, name, payload) on engine.signals to ${role}`,
    `grant select (run_id, tenant_id, name, position, kind, state, signal, form, answered_at) on engine.steps to ${role}`,
    `grant update (answer, answered_by, answered_at) on engine.steps to ${role}`,
  ]
}

/**
 * What a role may do that operates: everything, to runs, tasks and schedules of its bound tenant, as the policies of the tables say; and to queues
 * and retention, which are of the installation. The migrations are named so that it is granted anew when one brings a table.
 */
export function grantOperationsTo(role: string): string[] {
  return [
    `grant usage on schema engine to ${role}`,
    `grant select, insert, update, delete on all tables in schema engine to ${role} -- as of ${engineMigrations.map((m) => m.name).join(', ')}`,
  ]
}

/** The engine's schema, as the migrator takes it. */
export const engineSchema: SchemaPlan = {
  schema: 'engine',
  migrations: engineMigrations,
  tablesWithoutTenant: {
    workers: 'the processes of the installation',
    queues: 'limits of tasks over all tenants',
    flow_limits: 'limits of flows over all tenants',
    retention: 'how long runs are kept, for all tenants',
    log_cursor: 'progress through the whole log',
  },
  // Times decide which events are for a run that was started elsewhere, and the log is searched from its beginning.
  adoptRestored: [
    `update engine.runs set started_after = null where state in ('queued', 'running')`,
    `update engine.heard set transaction_id = '1'`,
    `update engine.waits set since = '0'`,
    `update engine.log_cursor set transaction_id = '0', seq = 0`,
  ],
  grants: grantTo,
  operatorGrants: grantOperationsTo,
}

/**
 * Ends a run that is not over; one with compensations is over only after they ran. Its tasks and children follow when a worker sees the news,
 * in another transaction: this one locks the run only.
 */
export const cancelSql = (c: { tenant: string; flow: string; key: string; reason: string }): Sql => sql`
with stopped as (
  update engine.runs r set ${cancelled(sql`${c.reason}::text`)}
  where r.tenant_id = ${c.tenant} and r.flow = ${c.flow} and r.key = ${c.key} and r.state in ('queued', 'running') and r.cancel_reason is null
  returning r.id, r.tenant_id, r.flow, r.key, r.trace, r.state)
${runEvents('cancelled', 'stopped', sql`'error', ${c.reason}::text`, "where e.state = 'cancelled'")}`
