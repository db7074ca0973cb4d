create table engine.blobs (
  key text primary key,
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  bytes integer not null check (bytes >= 0),
  sha256 text not null,
  worker text,
  is_loose boolean not null default false,
  created_at timestamptz not null default clock_timestamp()
);
comment on table engine.blobs is 'Results in the blob store. A row is here before its blob is written and until the blob is removed, so that no blob is forgotten.';
comment on column engine.blobs.key is 'Key in the blob store.';
comment on column engine.blobs.tenant_id is 'Whose result it is.';
comment on column engine.blobs.bytes is 'Length of the result as JSON in UTF-8.';
comment on column engine.blobs.sha256 is 'SHA-256 of these bytes, hexadecimal.';
comment on column engine.blobs.worker is 'The lease under which it was written, until it is settled whether a row refers to it. After the end of the lease no commit can come any more.';
comment on column engine.blobs.is_loose is 'A row that referred to it is gone, or never came: it is removed unless another row refers to it.';
comment on column engine.blobs.created_at is 'When it was written.';
create index blobs_unsettled on engine.blobs (worker) where worker is not null;
create index blobs_loose on engine.blobs (key) where is_loose;
alter table engine.blobs enable row level security;
create policy everyone on engine.blobs using (true);
create policy tenant on engine.blobs as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));

-- Rows go in many ways: by retention, by a new round, by a retry, with their run. A trigger forgets none of them.
create function engine.loosen_blob() returns trigger language plpgsql as $$
begin
  update engine.blobs set worker = null, is_loose = true where key = old.result_blob;
  return null;
end $$;

alter table engine.runs add column result_blob text references engine.blobs (key);
comment on column engine.runs.result_blob is 'Where the result lies when it is too large for a row; result is null then.';
create index runs_blobs on engine.runs (result_blob) where result_blob is not null;
create trigger loosen after delete on engine.runs for each row when (old.result_blob is not null) execute function engine.loosen_blob();
alter table engine.steps add column result_blob text references engine.blobs (key);
comment on column engine.steps.result_blob is 'Where the result lies when it is too large for a row; result is null then.';
create index steps_blobs on engine.steps (result_blob) where result_blob is not null;
create trigger loosen after delete on engine.steps for each row when (old.result_blob is not null) execute function engine.loosen_blob();
alter table engine.tasks add column result_blob text references engine.blobs (key);
comment on column engine.tasks.result_blob is 'Where the result lies when it is too large for a row; result is null then.';
create index tasks_blobs on engine.tasks (result_blob) where result_blob is not null;
create trigger loosen after delete on engine.tasks for each row when (old.result_blob is not null) execute function engine.loosen_blob();
