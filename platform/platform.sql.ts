import { type Sql, sql } from './database.ts'
import { createRefusals } from './refusals.sql.ts'

/** Tables of the platform itself. Run by the migrator before any service's. Numbered, never edited after landing. */
export const platformMigrations: { name: string; text: string }[] = [
  {
    name: '0001-create-event-log',
    text: `
create table statex.events (
  transaction_id xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  id text not null,
  type text not null,
  source text not null,
  subject text not null,
  tenant_id text not null,
  time timestamptz not null default clock_timestamp(),
  trace text,
  data jsonb not null,
  primary key (transaction_id, seq)
);
comment on table statex.events is 'The event log, and the default bus. CloudEvents 1.0 attributes; written in the transaction of what happened.';
comment on column statex.events.transaction_id is 'Writer. Readers stop below the oldest transaction still running, so a late commit is never skipped.';
comment on column statex.events.seq is 'Order within one subject.';
comment on column statex.events.id is 'CloudEvents id: evt_ and 26 characters that sort by time.';
comment on column statex.events.type is 'CloudEvents type: past tense and versioned, such as request.created.v1.';
comment on column statex.events.source is 'CloudEvents source: the service whose contract declares the event.';
comment on column statex.events.subject is 'CloudEvents subject: what the event is about, such as a request. Listeners keep the order per subject.';
comment on column statex.events.tenant_id is 'Tenant it happened in; its listeners are bound to it.';
comment on column statex.events.time is 'When it was written.';
comment on column statex.events.trace is 'W3C trace id of whoever caused it: the correlation id of the logs.';
comment on column statex.events.data is 'What happened, as the contract describes it.';
create table statex.listeners (
  name text primary key,
  types text[] not null,
  transaction_id xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),
  seq bigint not null default 0
);
comment on table statex.listeners is 'How far each listener has taken events out of the log.';
comment on column statex.listeners.name is 'Name of the listener: at once consumer, dead-letter queue, metric label and deduplication key.';
comment on column statex.listeners.types is 'Event types it hears.';
comment on column statex.listeners.transaction_id is 'Writer of the last event taken. A new listener begins with what comes after it was made.';
comment on column statex.listeners.seq is 'Last event taken of that writer.';
create table statex.deliveries (
  listener text not null references statex.listeners (name),
  seq bigint not null,
  transaction_id xid8 not null,
  subject text not null,
  tenant_id text not null,
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  is_dead boolean not null default false,
  last_error text,
  primary key (listener, seq)
);
comment on table statex.deliveries is 'Events a listener has not finished. A row goes in the transaction of the effects; is_dead marks the dead letters.';
comment on column statex.deliveries.listener is 'Who is to take it.';
comment on column statex.deliveries.seq is 'Event: its seq in the log.';
comment on column statex.deliveries.transaction_id is 'Event: its transaction_id in the log.';
comment on column statex.deliveries.subject is 'Subject of the event: an earlier delivery of the same one goes first.';
comment on column statex.deliveries.tenant_id is 'Tenant of the event.';
comment on column statex.deliveries.attempts is 'Attempts that failed.';
comment on column statex.deliveries.due_at is 'Not before; moved into the future by the back-off.';
comment on column statex.deliveries.is_dead is 'Given up: waits for an operator and holds nobody back.';
comment on column statex.deliveries.last_error is 'Why the last attempt failed, at most 2,000 characters.';
create index deliveries_by_subject on statex.deliveries (listener, subject, seq) where not is_dead;
create index deliveries_by_due on statex.deliveries (listener, due_at) where not is_dead;
`,
  },
  {
    name: '0002-create-idempotency-keys',
    text: `
create table statex.idempotency_keys (
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  route text not null,
  key text not null,
  fingerprint text not null,
  reply json not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, route, key)
);
comment on table statex.idempotency_keys is 'Replies given under an Idempotency-Key, stored in the transaction they answer for.';
comment on column statex.idempotency_keys.tenant_id is 'Tenant whose caller sent the key.';
comment on column statex.idempotency_keys.route is 'Route it was sent to, as service.route.';
comment on column statex.idempotency_keys.key is 'The Idempotency-Key as it was sent, at most 255 characters.';
comment on column statex.idempotency_keys.reply is 'The reply without its secrets, which are derived again.';
comment on column statex.idempotency_keys.created_at is 'When the first request was answered.';
comment on column statex.idempotency_keys.fingerprint is 'SHA-256 of what was asked; the same key with another fingerprint is refused.';
`,
  },
  {
    name: '0003-order-deliveries',
    // Without it each look sorts everything that waits: three quarters of the work of PostgreSQL with 100 requests under way.
    text: 'create index deliveries_by_seq on statex.deliveries (seq) where not is_dead',
  },
  {
    name: '0004-say-where-listeners-begin',
    text: `comment on column statex.listeners.transaction_id is 'Writer of the last event taken. The first listeners of a service begin with the first event in the log, one added later with what comes after it was made.'`,
  },
  { name: '0005-create-refusals', text: createRefusals },
  {
    name: '0006-find-old-replies',
    // Replies lie in the order of time; this says of each stretch of the table how old it is, and costs a new reply next to nothing.
    text: 'create index idempotency_keys_by_time on statex.idempotency_keys using brin (created_at) with (pages_per_range = 32, autosummarize = on)',
  },
]

export type NewEvent = {
  id: string
  type: string
  source: string
  subject: string
  tenant: string
  trace: string
  data: unknown
}

/** Publishes events: rows of `NewEvent`. */
export const insertEvents: Sql = sql`
  insert into statex.events (id, type, source, subject, tenant_id, trace, data)
  select id, type, source, subject, tenant, trace, data
  from jsonb_to_recordset($1) as r(id text, type text, source text, subject text, tenant text, trace text, data jsonb)`

/** The reply once given under an Idempotency-Key, and the fingerprint of what was asked. */
export const findReply = (route: string, key: string): Sql =>
  sql`select fingerprint, reply from statex.idempotency_keys where route = ${route} and key = ${key}`

/**
 * Keeps replies under their Idempotency-Keys; a second one for the same key breaks `idempotency_keys_pkey`. `json`, not `jsonb`, so
 * that a repeated reply has its properties in the same order.
 */
export const insertReplies: Sql = sql`
  insert into statex.idempotency_keys (route, key, fingerprint, reply)
  select route, key, fingerprint, reply from json_to_recordset($1) as r(route text, key text, fingerprint text, reply json)`

/** A statement that needs a living server and nothing else; also fills the place of a statement part that is not wanted. */
export const nothing: Sql = sql`select 1`

/**
 * After a dump was restored into another server, the log names transactions that this server has yet to reach: listeners would take every new event for one
 * they have seen. What a listener had not taken becomes a delivery, and everything restored is placed before all transactions of this server.
 * `more` does the same to what else keeps positions in the log.
 */
export const adoptRestoredLog = (more: string[]): string => `
do $$ begin
  if exists (select 1 from statex.events where transaction_id >= pg_snapshot_xmax(pg_current_snapshot()))
    or exists (select 1 from statex.listeners where transaction_id > pg_snapshot_xmax(pg_current_snapshot())) then
    insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id)
      select l.name, e.seq, e.transaction_id, e.subject, e.tenant_id from statex.listeners l
      join statex.events e on (e.transaction_id, e.seq) > (l.transaction_id, l.seq) and e.type = any (l.types)
      on conflict do nothing;
    update statex.events set transaction_id = '1';
    update statex.deliveries set transaction_id = '1';
    update statex.listeners set transaction_id = '1', seq = (select coalesce(max(seq), 0) from statex.events);
    ${more.join(';\n    ')}${more.length > 0 ? ';' : ''}
  end if;
end $$`

/** A position in the log: the writer and the number of an event. */
export type Position = { transactionId: string; seq: number }
export type PrunedEvents = { removed: number; looked: number; hasOld: boolean; last: Position | null }

/**
 * Looks at the first `rowsMax` events after a position that every listener has passed, by the primary key, and removes those older than `days` that no delivery
 * is left of. Of the deliveries it reads those of the same stretch of the log. Events lie in the order of time, so what follows a batch without old ones is young.
 */
export const pruneEvents = ({ transactionId, seq }: Position, days: number, rowsMax: number): Sql => sql`
  with behind as (select transaction_id, seq from statex.listeners order by transaction_id, seq limit 1),
  batch as materialized (
    select e.ctid as place, e.transaction_id, e.seq, e.time < now() - make_interval(days => ${days}) as is_old from statex.events e
    where (e.transaction_id, e.seq) > (${transactionId}::text::xid8, ${seq}::bigint)
      and (e.transaction_id, e.seq) <= (coalesce((select transaction_id from behind), '18446744073709551615'::xid8),
        coalesce((select seq from behind), 9223372036854775807))
    order by e.transaction_id, e.seq limit ${rowsMax}),
  waiting as materialized (
    select d.transaction_id, d.seq from statex.deliveries d
    where d.listener = any(array(select name from statex.listeners))
      and d.seq >= (select min(seq) from batch where is_old) and d.seq <= (select max(seq) from batch where is_old)),
  removed as (
    delete from statex.events where ctid = any(array(
      select b.place from batch b where b.is_old
        and not exists (select from waiting w where w.transaction_id = b.transaction_id and w.seq = b.seq)))
    returning 1)
  select (select count(*)::integer from removed) as removed, (select count(*)::integer from batch) as looked,
    (select coalesce(bool_or(is_old), false) from batch) as "hasOld",
    (select jsonb_build_object('transactionId', transaction_id::text, 'seq', seq) from batch order by transaction_id desc, seq desc limit 1) as last`

/** Removes replies older than `days`, `rowsMax` at most. Nobody changes a reply, so its place in the table is its own. */
export const deleteOldReplies = (days: number, rowsMax: number): Sql => sql`
  delete from statex.idempotency_keys where ctid = any(array(
    select ctid from statex.idempotency_keys where created_at < now() - make_interval(days => ${days}) limit ${rowsMax}))`
