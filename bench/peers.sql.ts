// SQL of the intake benchmark: the floor's script, the peer's tables, and the count of what is really there.

export type Body = { description: string; name: string; contactType: 'email'; contactValue: string; language: string }

/** Tables of the FastAPI peer: same columns, types, defaults and indexes as ours, without the row-level security it does not have. */
export const peerTables = `
  create schema peer;
  create table peer.submissions (like submission.submissions including all);
  create table peer.events (like statex.events including all)`

/** Rows of our tables, to check that each acknowledged request is there with its history and its event. */
export const storedRows = `
  select (select count(*) from submission.submissions) as submissions, (select count(*) from submission.history) as history,
    (select count(*) from statex.events where type = 'request.created.v1') as events`

/** Connection settings that give pgbench the eyes of the submission service: its role, schema and tenant, so also its row-level security. */
export const floorSettings = '-c role=statex_submission -c search_path=submission -c statex.tenant=ten_default'

/**
 * What a request writes, as a pgbench script: row, history and event in one statement, which is the form that costs PostgreSQL least
 * for a single request. Values are variables given by `-D` and bound as parameters; ids sort by time as ours do,
 * and what must be unique is random.
 */
export function floorScript(body: Body): { script: string; variables: Record<string, string> } {
  const id = `req_${'0'.repeat(26)}`
  const { description, name, contactType: type, contactValue: value, language } = body
  const event = { id, reference: 'SX-0000-0000', ...body, files: [], attempt: 1 }
  const statement = `
    with submission as (
      insert into submissions (id, reference, submission_type, description, name, contact_type, contact_value, language, files, refused)
      values ('req_' || (extract(epoch from clock_timestamp()) * 1e6)::bigint || lpad(:unique::text, 16, '0'), 'SX-' || :unique::text, 'text', :description, :name, :type, :value, :language, :none, :none)
      returning id
    ), entry as (insert into history (submission_id, event, data) select id, 'status', :entry::jsonb from submission)
    insert into statex.events (id, type, source, subject, tenant_id, trace, data)
    select 'evt_' || right(id, 26), 'request.created.v1', 'submission', id, 'ten_default', :trace, :event::jsonb from submission`
  const script = `\\set unique random(1, 9000000000000000)\n${statement.trim().replace(/\s+/g, ' ')};\n`
  const entry = JSON.stringify({ status: 'received', attempt: 1 })
  const variables = {
    description,
    name,
    type,
    value,
    language,
    none: '[]',
    entry,
    trace: '0'.repeat(32),
    event: JSON.stringify(event),
  }
  return { script, variables }
}
