create table projects (
  id text primary key,
  tenant_id text not null,
  name text not null,
  is_default boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  archived_at timestamptz,
  unique (tenant_id, id)
);
comment on table projects is 'Named drawers of the requests of an organisation.';
comment on column projects.id is 'Identifier, prj_ and 26 characters. That of the default project follows from the tenant, those of others sort by time.';
comment on column projects.tenant_id is 'Tenant that owns the row.';
comment on column projects.name is 'What people call it.';
comment on column projects.is_default is 'Whether it takes the requests that name no project. It cannot be archived.';
comment on column projects.created_at is 'When it was made.';
comment on column projects.archived_at is 'Since when it takes no new requests; null while it does.';
create unique index projects_by_name on projects (tenant_id, lower(name)) where archived_at is null;
create unique index projects_default on projects (tenant_id) where is_default;
alter table projects add check (not is_default or archived_at is null);

alter table submissions add column project_id text;
comment on column submissions.project_id is 'Project it was sent to; null in the default one, which no request has to look for.';
-- With the tenant, so that no request is ever in a project of others.
alter table submissions add foreign key (tenant_id, project_id) references projects (tenant_id, id);
create index submissions_by_project on submissions (tenant_id, project_id, id desc) where project_id is not null;
