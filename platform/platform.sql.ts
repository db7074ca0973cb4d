import { type Sql, sql } from './database.ts'

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
create table statex.listeners (
  name text primary key,
  types text[] not null,
  transaction_id xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),
  seq bigint not null default 0
);
comment on table statex.listeners is 'How far each listener has taken events out of the log.';
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
comment on column statex.idempotency_keys.fingerprint is 'SHA-256 of what was asked; the same key with another fingerprint is refused.';
`,
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

/** The insert that publishes an event; also usable as a CTE beside the row it is about. */
export const insertEvent = (e: NewEvent): Sql =>
  sql`insert into statex.events (id, type, source, subject, tenant_id, trace, data) values (${e.id}, ${e.type}, ${e.source}, ${e.subject}, ${e.tenant}, ${e.trace}, ${JSON.stringify(e.data)}::jsonb)`
