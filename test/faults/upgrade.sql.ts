// A database as version 0.1.0 left it when its process was killed: its migrations and grants, and rows in flight. Written down from that version; never edited to fit a newer one.
import { engineSchema } from '#engine/engine.sql'
import type { Database } from '#platform/database'
import { migrate, readMigrations, roleOf, type SchemaPlan } from '#platform/migrator'

const services = ['submission', 'orchestrator', 'prototype', 'notification']

/** What a service could do with the engine's tables then. */
const grants = (role: string) => [
  `grant usage on schema engine to ${role}`,
  `grant insert (id, tenant_id, flow, version, key, input, priority, trace, wake_at) on engine.runs to ${role}`,
  `grant select (id, tenant_id, flow, key, state, wake_at, trace, undoes, cancel_reason, finished_at) on engine.runs to ${role}`,
  `grant update (state, error, has_news, wake_at, finished_at, cancel_reason, key) on engine.runs to ${role}`,
  `grant insert (id, tenant_id, name, key, input, priority, attempts_max, trace, run_at, limit_key) on engine.tasks to ${role}`,
  `grant select (id, tenant_id, run_id, step, name, key, state, attempts, trace) on engine.tasks to ${role}`,
  `grant update (key, state, error, finished_at) on engine.tasks to ${role}`,
  `grant insert (run_id, tenant_id, name, payload) on engine.signals to ${role}`,
]

export async function migrateAsBefore(database: Database): Promise<void> {
  const engine: SchemaPlan = {
    schema: 'engine',
    migrations: engineSchema.migrations.filter((m) => m.name <= '0002-extend-engine'),
    tablesWithoutTenant: { workers: 'then', queues: 'then', retention: 'then' },
  }
  const plans = services.map(
    (schema): SchemaPlan => ({
      schema,
      role: roleOf(schema),
      migrations: readMigrations(new URL(`../../services/${schema}/migrations/`, import.meta.url)).slice(0, 1),
      grants,
    }),
  )
  await migrate(database, [engine, ...plans])
}

/** A worker that was killed: its lease has ended and nobody has taken over. */
const deadWorker = `
insert into engine.workers (id, started_at, seen_at, expires_at, grace_until)
values ('wrk_before', now() - interval '1 h', now() - interval '1 h', now() - interval '1 h', now() - interval '1 h')`

/** Two runs of the flow `before`: one killed in the middle of everything, one that nobody had begun. */
export const runsInFlight = [
  deadWorker,
  `insert into engine.runs (id, tenant_id, flow, version, key, input, state, worker, claims, undoes, trace, started_at) values
    ('run_held', 'ten_a', 'before', 1, 'held', '{}', 'running', 'wrk_before', 1, true, repeat('0', 32), now() - interval '1 h'),
    ('run_new', 'ten_b', 'before', 1, 'new', '{}', 'queued', null, 0, false, repeat('0', 32), null),
    ('run_child', 'ten_a', 'child', 1, 'of held', '{}', 'queued', null, 0, false, repeat('0', 32), null)`,
  `update engine.runs set parent_id = 'run_held', parent_step = 'child' where id = 'run_child'`,
  `insert into engine.steps (run_id, tenant_id, name, position, kind, state, signal, due_at, result, child_id, finished_at) values
    ('run_held', 'ten_a', 'compensate:undo', 0, 'undo', 'completed', null, null, null, null, now()),
    ('run_held', 'ten_a', 'done', 1, 'step', 'completed', null, null, '"remembered"', null, now()),
    ('run_held', 'ten_a', 'pause', 2, 'sleep', 'running', null, now() - interval '1 min', null, null, null),
    ('run_held', 'ten_a', 'wait:go', 3, 'signal', 'running', 'go', null, null, null, null),
    ('run_held', 'ten_a', 'child', 5, 'child', 'running', 'child', null, null, 'run_child', null)`,
  `insert into engine.tasks (id, tenant_id, run_id, step, position, name, input, state, attempts, attempts_max, worker, trace) values
    ('tsk_held', 'ten_a', 'run_held', 'work', 4, 'test.work', '{"n":1}', 'running', 1, 3, 'wrk_before', repeat('0', 32))`,
  `insert into engine.tasks (id, tenant_id, name, key, input, state, attempts, attempts_max, trace) values
    ('tsk_alone', 'ten_b', 'test.work', 'alone', '{"n":2}', 'queued', 0, 3, repeat('0', 32))`,
  `insert into engine.signals (run_id, tenant_id, name, payload) values ('run_held', 'ten_a', 'go', '"gone"')`,
]

/** A request that was acknowledged, and whose run had been started and held. */
export const requestInFlight = [
  deadWorker,
  `insert into submission.submissions (id, tenant_id, reference, status, submission_type, description, name, contact_type, contact_value, language, files, refused)
    values ('req_01kaj000000000000000000000', 'ten_default', 'SX-OLD1-OLD2', 'processing', 'text', 'We run a bakery with four shops and take orders for cakes by telephone. We need a web site where customers order and pay online.',
    'Olga Old', 'email', 'olga@example.com', 'en', '[]', '[]')`,
  `insert into submission.steps (submission_id, tenant_id, name, state)
    select 'req_01kaj000000000000000000000', 'ten_default', name, 'waiting' from unnest(array['validation', 'voice', 'documents', 'text', 'coordination', 'insights', 'offer', 'prototype', 'notification']) name`,
  `insert into engine.runs (id, tenant_id, flow, version, key, input, state, worker, claims, trace, started_at)
    select 'run_before', 'ten_default', 'answer-request', 1, 'req_01kaj000000000000000000000:1', jsonb_build_object('id', id, 'reference', reference, 'attempt', 1, 'description', description,
      'name', name, 'contactType', contact_type, 'contactValue', contact_value, 'language', language, 'files', files), 'running', 'wrk_before', 1, repeat('0', 32), now()
    from submission.submissions`,
]

/** Tables of a tenant that do not keep other tenants out. */
export const unguarded = `
select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'statex')
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
  and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))`
