alter table engine.runs
  add column parent_id text,
  add column parent_step text,
  add column undoes boolean not null default false,
  add column cancel_reason text,
  add column rounds integer not null default 0,
  add constraint runs_priority_check check (priority between 1 and 10) not valid;
comment on column engine.runs.parent_id is 'The run it is a child of. No foreign key: retention removes the two independently.';
comment on column engine.runs.parent_step is 'Its step name in the parent.';
comment on column engine.runs.undoes is 'It has compensations, so a cancel must go through its holder before the run is over.';
comment on column engine.runs.cancel_reason is 'Cancelled, but not yet over: its compensations run.';
comment on column engine.runs.rounds is 'How often it continued with a new history. Part of the fence of that.';
create index runs_children on engine.runs (parent_id) where parent_id is not null;

alter table engine.steps
  drop constraint steps_kind_check,
  add constraint steps_kind_check check (kind in ('step', 'now', 'sleep', 'signal', 'race', 'child', 'undo')),
  add column child_id text;
comment on column engine.steps.kind is 'step: a local effect; now: a reading of the clock; sleep; signal: a wait; race: which entry came first; child: a run; undo: a compensation was registered.';
comment on column engine.steps.child_id is 'The run a child step waits for.';
create index steps_children on engine.steps (child_id) where child_id is not null and state = 'running';

alter table engine.tasks
  add column limit_key text,
  add constraint tasks_priority_check check (priority between 1 and 10) not valid;
comment on column engine.tasks.limit_key is 'What a limit per key counts by, such as an account or a host.';
create index tasks_ready_by_key on engine.tasks (name, tenant_id, limit_key, priority desc, run_at) where state = 'queued' and limit_key is not null;
create index tasks_failed on engine.tasks (finished_at) where state = 'failed';

create table engine.queues (
  name text primary key,
  is_paused boolean not null default false,
  running_max integer check (running_max > 0),
  tenant_running_max integer check (tenant_running_max > 0),
  key_running_max integer check (key_running_max > 0),
  rate_max integer check (rate_max > 0),
  rate_per_ms integer check (rate_per_ms > 0),
  tokens double precision not null default 0,
  refilled_at timestamptz not null default clock_timestamp(),
  check ((rate_max is null) = (rate_per_ms is null))
) with (fillfactor = 50);
comment on table engine.queues is 'Limits of tasks by name, over all processes. A task without a row has none. Its row is locked for the moment of a claim.';
comment on column engine.queues.name is 'Name of the task.';
comment on column engine.queues.is_paused is 'Nothing of this name is begun.';
comment on column engine.queues.running_max is 'At once, in all.';
comment on column engine.queues.tenant_running_max is 'At once, of one tenant.';
comment on column engine.queues.key_running_max is 'At once, of one tenant and limit key.';
comment on column engine.queues.rate_max is 'Starts in rate_per_ms, and the most that gather while nothing starts.';
comment on column engine.queues.rate_per_ms is 'The time in which rate_max may start.';
comment on column engine.queues.tokens is 'Starts left, as of refilled_at.';
comment on column engine.queues.refilled_at is 'When tokens was counted.';

create table engine.schedules (
  tenant_id text not null,
  name text not null,
  flow text not null,
  version integer not null,
  input jsonb not null,
  priority smallint not null default 5 check (priority between 1 and 10),
  cron text not null,
  zone text not null,
  catch_up text not null check (catch_up in ('none', 'last', 'all')),
  overlap text not null check (overlap in ('skip', 'queue', 'allow')),
  is_paused boolean not null default false,
  next_at timestamptz,
  last_at timestamptz,
  last_run text,
  error text,
  primary key (tenant_id, name)
) with (fillfactor = 70);
comment on table engine.schedules is 'Flows that start by the clock of the database.';
comment on column engine.schedules.tenant_id is 'For whom.';
comment on column engine.schedules.name is 'Unique for the tenant.';
comment on column engine.schedules.flow is 'Which flow.';
comment on column engine.schedules.version is 'Version of the code it starts.';
comment on column engine.schedules.input is 'What each run is given.';
comment on column engine.schedules.priority is '1 to 10, higher first.';
comment on column engine.schedules.cron is 'Five fields: minute, hour, day of month, month, day of week.';
comment on column engine.schedules.zone is 'IANA time zone in which cron is read.';
comment on column engine.schedules.catch_up is 'Of times missed by over a minute: none, the last, or all start.';
comment on column engine.schedules.overlap is 'While its last run is not over: skip the time, queue until it is, or allow both.';
comment on column engine.schedules.is_paused is 'Nothing starts.';
comment on column engine.schedules.next_at is 'The next time that has not been decided. Null when there is none.';
comment on column engine.schedules.last_at is 'The last time for which a run was started.';
comment on column engine.schedules.last_run is 'That run.';
comment on column engine.schedules.error is 'Why it cannot start, for people.';
create index schedules_due on engine.schedules (next_at) where not is_paused;
alter table engine.schedules enable row level security;
create policy everyone on engine.schedules using (true);
create policy tenant on engine.schedules as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));

create table engine.retention (
  flow text primary key,
  keep_ms bigint not null check (keep_ms >= 0)
);
comment on table engine.retention is 'How long finished runs are kept. A flow without a row is kept for ever.';
comment on column engine.retention.flow is 'Name of the flow, or of a task that stands alone.';
comment on column engine.retention.keep_ms is 'Counted from the end of the run.';
