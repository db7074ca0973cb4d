create table sandbox_runs (
  id text primary key,
  tenant_id text not null,
  what text not null,
  began_at timestamptz not null,
  ms integer not null check (ms >= 0),
  is_over boolean not null
);
comment on table sandbox_runs is 'How long the sandbox ran what organisations uploaded, run by run. It is written before a run, each second of it and after it: one whose process was killed counts what was known.';
comment on column sandbox_runs.id is 'Identifier, sbr_ and 26 characters that sort by time.';
comment on column sandbox_runs.tenant_id is 'Tenant that owns the row.';
comment on column sandbox_runs.what is 'What was run: check.';
comment on column sandbox_runs.began_at is 'When it was put down; the month it counts for is that of this time in UTC.';
comment on column sandbox_runs.ms is 'Wall time of the function so far, in ms, without waiting and the start of the process.';
comment on column sandbox_runs.is_over is 'Whether it ended while its process lived. False: it goes on, or was cut off.';
create index sandbox_runs_by_time on sandbox_runs (tenant_id, began_at);
