alter table sessions add column opened_tenant text;
comment on column sessions.opened_tenant is 'Organisation at whose host name it was opened, and whose owners may end it everywhere. Null for those opened before this was noted, and where that organisation is erased.';

create table sign_outs (
  tenant_id text not null,
  person_id text not null references people (id) on delete cascade,
  at timestamptz not null,
  primary key (tenant_id, person_id)
);
comment on table sign_outs is 'When an organisation last ended the sessions of one of its people. It stays when they leave, so that coming back opens no old session.';
comment on column sign_outs.tenant_id is 'Tenant that owns the row.';
comment on column sign_outs.person_id is 'Whose sessions.';
comment on column sign_outs.at is 'Sessions opened until then count at this organisation no longer, wherever they were opened.';
create index sign_outs_by_person on sign_outs (person_id);
