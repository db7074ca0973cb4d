create table erasing (
  tenant_id text primary key,
  ids text[] not null
);
comment on table erasing is 'What a pass over old requests is erasing at this moment. It is noted before the first row goes, because rows that led to others are gone when a pass is done over, and goes when all is erased.';
comment on column erasing.tenant_id is 'Tenant that owns the row.';
comment on column erasing.ids is 'Identifiers of the requests and of what was found through them.';
