import { type Sql, sql } from '#platform/database'

// Constant text of our own, never a value from outside.
const text = (constant: string): Sql => ({ text: constant, values: [] })

type Kind = 'created' | 'progress' | 'completed' | 'failed' | 'cancelled'
const columns = '(id, type, source, subject, tenant_id, trace, data)'

/**
 * Writes one `job.*` event per row of `from`, a part of the same statement that holds task rows. Ids are derived, so a
 * receiver can drop a repeat. `extra` adds pairs to the event's data.
 */
export const taskEvents = (kind: Kind, from: string, extra?: Sql, where = ''): Sql => sql`
insert into statex.events ${text(columns)}
select ${text(`e.id || '.${kind}.' || e.attempts${kind === 'progress' ? " || '.' || pg_current_xact_id()::text" : ''}, 'job.${kind}.v1', 'engine', coalesce(e.run_id, e.id), e.tenant_id, e.trace,
  jsonb_strip_nulls(jsonb_build_object('id', e.id, 'root', coalesce(e.run_id, e.id), 'runId', e.run_id, 'step', e.step, 'task', e.name,
  'tenant', e.tenant_id, 'attempt', e.attempts`)}${extra ? sql`, ${extra}` : text('')}))
${text(`from ${from} e ${where}`)}`

/** The same for rows of runs. */
export const runEvents = (kind: Kind, from: string, extra?: Sql, where = ''): Sql => sql`
insert into statex.events ${text(columns)}
select ${text(`e.id || '.${kind}', 'job.${kind}.v1', 'engine', e.id, e.tenant_id, e.trace,
  jsonb_strip_nulls(jsonb_build_object('id', e.id, 'root', e.id, 'flow', e.flow, 'key', e.key, 'tenant', e.tenant_id`)}${extra ? sql`, ${extra}` : text('')}))
${text(`from ${from} e ${where}`)}`
