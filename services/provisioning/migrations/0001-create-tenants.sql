create table tenants (
  tenant_id text primary key,
  slug text not null unique,
  name text not null,
  state text not null default 'preparing' check (state in ('preparing', 'active', 'suspended', 'closing')),
  plan text not null,
  limits jsonb,
  owner_address text,
  is_enrolled boolean not null default false,
  reason text,
  erasure_id text,
  state_before text,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);
comment on table tenants is 'Organisations. One that stands in TENANT_HOSTS only has no row, and no limits, until something is chosen for it.';
comment on column tenants.tenant_id is 'ten_ and letters or digits.';
comment on column tenants.slug is 'Short name in addresses.';
comment on column tenants.name is 'Name as it was given at sign-up.';
comment on column tenants.state is 'preparing, active, suspended (read-only) or closing (read-only, to be erased).';
comment on column tenants.plan is 'Name of the plan, in the configuration.';
comment on column tenants.limits is 'Limits of its own, instead of those of the plan.';
comment on column tenants.owner_address is 'Who signs up, until this person is enrolled: a repeat of the same person joins. Then null. Personal.';
comment on column tenants.is_enrolled is 'The owner is known to the service that knows people.';
comment on column tenants.reason is 'Why it is suspended, for people.';
comment on column tenants.erasure_id is 'The erasure it waits for.';
comment on column tenants.state_before is 'State before closing, for who takes it back.';
comment on column tenants.created_at is 'When it signed up.';
comment on column tenants.changed_at is 'When its state or plan last changed.';
create index tenants_newest on tenants (created_at);

create table hosts (
  host text primary key,
  tenant_id text not null references tenants (tenant_id) on update cascade on delete cascade,
  created_at timestamptz not null default clock_timestamp()
);
comment on table hosts is 'Host names that lead to organisations, beside TENANT_HOSTS.';
comment on column hosts.host is 'Host name in lower case, without a port.';
comment on column hosts.tenant_id is 'Where it leads.';
comment on column hosts.created_at is 'When it was added.';
create index hosts_by_tenant on hosts (tenant_id);

create table settings (
  tenant_id text primary key,
  chosen jsonb not null,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table settings is 'What organisations have chosen. What is absent is as the installation has it.';
comment on column settings.tenant_id is 'Tenant that owns the row.';
comment on column settings.chosen is 'Settings of the contract.';
comment on column settings.changed_at is 'When it last changed.';

create table preparing (
  tenant_id text not null,
  seq bigint generated always as identity,
  name text not null,
  state text not null check (state in ('running', 'done', 'failed', 'skipped')),
  detail text,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, seq)
);
comment on table preparing is 'What happened while an organisation was prepared, in order: what the event stream sends and resumes from.';
comment on column preparing.tenant_id is 'Tenant that owns the row.';
comment on column preparing.seq is 'Id of the server-sent event.';
comment on column preparing.name is 'Name of the step.';
comment on column preparing.state is 'running, done, failed or skipped.';
comment on column preparing.detail is 'What came of it, or why it was skipped or failed. For people.';
comment on column preparing.at is 'When.';

create table limit_notes (
  tenant_id text not null,
  limit_name text not null,
  level text not null check (level in ('near', 'reached')),
  period text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, limit_name, level, period)
);
comment on table limit_notes is 'Which limits were announced to be near or reached, so that each is announced once in a period.';
comment on column limit_notes.tenant_id is 'Tenant that owns the row.';
comment on column limit_notes.limit_name is 'Name of the limit.';
comment on column limit_notes.level is 'near or reached.';
comment on column limit_notes.period is 'The month, such as 2026-11, or always.';
comment on column limit_notes.at is 'When.';

create table exports (
  id text primary key,
  tenant_id text not null,
  state text not null default 'running' check (state in ('running', 'ready', 'failed', 'expired')),
  bytes bigint,
  sha256 text,
  rows bigint,
  files bigint,
  reason text,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz
);
comment on table exports is 'Archives of organisations.';
comment on column exports.id is 'exp_ and 26 characters that sort by time.';
comment on column exports.tenant_id is 'Tenant that owns the row.';
comment on column exports.state is 'running, ready, failed or expired.';
comment on column exports.bytes is 'Length of the archive.';
comment on column exports.sha256 is 'SHA-256 of the archive, in hexadecimal.';
comment on column exports.rows is 'Rows in it.';
comment on column exports.files is 'Files in it.';
comment on column exports.reason is 'Why it failed, for people.';
comment on column exports.created_at is 'When it was asked for.';
comment on column exports.expires_at is 'When it is removed.';

create table erasures (
  id text primary key,
  erased_tenant text not null,
  state text not null default 'waiting' check (state in ('waiting', 'erasing', 'done', 'cancelled')),
  asked_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  receipt text,
  signature text
);
comment on table erasures is 'Erasures of organisations, and their receipts: the only place where an erased identifier is kept, with nothing but counts beside it.';
comment on column erasures.id is 'era_ and 26 characters that sort by time.';
comment on column erasures.erased_tenant is 'Which organisation. Not named tenant_id, so that it stays when everything of the tenant goes.';
comment on column erasures.state is 'waiting, erasing, done or cancelled.';
comment on column erasures.asked_at is 'When it was asked for.';
comment on column erasures.due_at is 'When it begins.';
comment on column erasures.receipt is 'What was erased, as JSON text, as it was signed.';
comment on column erasures.signature is 'Ed25519 signature of the receipt, base64url.';
