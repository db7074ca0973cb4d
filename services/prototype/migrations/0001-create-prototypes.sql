create table prototypes (
  id text primary key,
  tenant_id text not null,
  request_id text not null,
  version integer not null check (version >= 1),
  run_key text not null,
  secret text not null,
  template text not null,
  manifest jsonb not null,
  created_at timestamptz not null,
  unique (tenant_id, run_key),
  unique (tenant_id, request_id, version)
);
comment on table prototypes is 'One generated site. Never changed after it is made; a new run of the request makes a new version.';
comment on column prototypes.id is 'Identifier, pro_ and 26 characters that sort by time.';
comment on column prototypes.tenant_id is 'Tenant that owns the row.';
comment on column prototypes.request_id is 'Request the site was made for.';
comment on column prototypes.version is 'Counts the prototypes of one request, from 1.';
comment on column prototypes.run_key is 'Idempotency key of the task that made it, so that a repeated attempt finds the first one''s result.';
comment on column prototypes.secret is 'Part of the address that opens it: 32 random bytes, base64url.';
comment on column prototypes.template is 'Template pack and its version, such as shop@1.0.0.';
comment on column prototypes.manifest is 'The prototype as the contract describes it: pages, coverage, each text with its source.';
comment on column prototypes.created_at is 'When it was made.';

create table files (
  prototype_id text not null references prototypes (id) on delete cascade,
  tenant_id text not null,
  path text not null,
  type text not null,
  content bytea not null,
  primary key (prototype_id, path)
);
comment on table files is 'Files of the prototypes. A site is about 60 kB of text, so it lives here and not in the blob store: one transaction makes it whole or not at all.';
comment on column files.prototype_id is 'Prototype the file belongs to.';
comment on column files.tenant_id is 'Tenant that owns the row.';
comment on column files.path is 'Path below the address of the prototype, such as index.html or assets/site.css.';
comment on column files.type is 'Media type it is served with.';
comment on column files.content is 'Bytes of the file.';
