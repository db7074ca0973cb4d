create table packs (
  tenant_id text not null,
  pack_id text not null,
  version text not null,
  manifest jsonb not null,
  files jsonb not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (tenant_id, pack_id, version)
);
comment on table packs is 'Template packs that organisations brought, each version as it passed the checks. The shipped packs are files of the program.';
comment on column packs.tenant_id is 'Tenant that owns the row.';
comment on column packs.pack_id is 'Id of the pack, as its manifest says.';
comment on column packs.version is 'Version of the pack, as its manifest says; a version never changes.';
comment on column packs.manifest is 'Its manifest.';
comment on column packs.files is 'Its own files: path to text, pictures as base64. What all packs share is added when it is read.';
comment on column packs.created_at is 'When it was taken in.';
comment on column packs.retired_at is 'Since when it is no longer chosen; sites made of it can still be made anew.';
