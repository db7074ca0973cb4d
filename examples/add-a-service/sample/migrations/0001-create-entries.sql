create table entries (
  id text primary key,
  tenant_id text not null,
  text text not null,
  created_at timestamptz not null
);
comment on table entries is 'What was given to keep.';
comment on column entries.id is 'Identifier, smp_ and 26 characters that sort by time.';
comment on column entries.tenant_id is 'Tenant that owns the row.';
comment on column entries.text is 'The words as they came.';
comment on column entries.created_at is 'When it was stored.';
