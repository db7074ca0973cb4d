create schema if not exists engine;
comment on schema engine is 'Durable execution: runs, their steps, tasks, signals, and the workers that hold them.';

create table engine.workers (
  id text primary key,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null default clock_timestamp() + interval '2 s',
  grace_until timestamptz not null default clock_timestamp()
) with (fillfactor = 50);
comment on table engine.workers is 'One row per living process (a lease). Only the clock of the database counts. Whoever finds an expired row removes it and releases what it held.';
comment on column engine.workers.id is 'wrk_…, new at each registration, so that it is also the fencing token.';
comment on column engine.workers.started_at is 'When the process registered.';
comment on column engine.workers.seen_at is 'Last heartbeat.';
comment on column engine.workers.expires_at is 'End of the lease; each heartbeat moves it.';
comment on column engine.workers.grace_until is 'Until then it judges nobody else: after an outage of the database all leases look expired.';

create table engine.runs (
  id text primary key,
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  flow text not null,
  version integer not null,
  key text not null,
  input jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  priority smallint not null default 5,
  worker text,
  claims integer not null default 0,
  wake_at timestamptz not null default clock_timestamp(),
  has_news boolean not null default false,
  trace text not null,
  result jsonb,
  error text,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  unique (tenant_id, flow, key)
) with (fillfactor = 80);
comment on table engine.runs is 'One execution of a flow.';
comment on column engine.runs.id is 'run_…';
comment on column engine.runs.tenant_id is 'Whose run it is.';
comment on column engine.runs.flow is 'Name of the flow.';
comment on column engine.runs.version is 'Version of the code it started with; only that version continues it.';
comment on column engine.runs.key is 'A second start with the same key is no second run.';
comment on column engine.runs.input is 'What the flow was given.';
comment on column engine.runs.state is 'queued: any worker may take it from wake_at on; running: held by worker; the others are final.';
comment on column engine.runs.priority is '1 to 10, higher first; inherited by its tasks.';
comment on column engine.runs.worker is 'Who holds it, or finished it. Every commit of a step checks it (fence).';
comment on column engine.runs.claims is 'How often a worker took it; above 1 there may be history to replay.';
comment on column engine.runs.wake_at is 'When a queued run is due; infinity while it waits for a signal only.';
comment on column engine.runs.has_news is 'Something happened that the holder has not looked at: a task ended elsewhere, a signal, a cancel.';
comment on column engine.runs.trace is 'W3C trace id of whoever started it.';
comment on column engine.runs.result is 'What the flow returned.';
comment on column engine.runs.error is 'Why it failed or was cancelled, for people.';
comment on column engine.runs.created_at is 'When it was started.';
comment on column engine.runs.started_at is 'When a worker first took it.';
comment on column engine.runs.finished_at is 'When it reached a final state.';
create index runs_ready on engine.runs (flow, version, tenant_id, priority desc, wake_at) where state = 'queued';
create index runs_held on engine.runs (worker) where state = 'running';
create index runs_news on engine.runs (worker) where has_news;
create index runs_by_tenant on engine.runs (tenant_id, id);

create table engine.steps (
  run_id text not null references engine.runs (id) on delete cascade,
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  name text not null,
  position integer not null,
  kind text not null check (kind in ('step', 'now', 'sleep', 'signal')),
  state text not null check (state in ('running', 'completed', 'failed')),
  signal text,
  due_at timestamptz,
  result jsonb,
  error text,
  attempts integer not null default 1,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  primary key (run_id, name)
);
comment on table engine.steps is 'What a run remembers, its tasks apart: a task is its own step. Found again by name when the flow is replayed.';
comment on column engine.steps.run_id is 'The run.';
comment on column engine.steps.tenant_id is 'Whose run it is.';
comment on column engine.steps.name is 'Unique in the run; repeats of one name are numbered: poll, poll#2.';
comment on column engine.steps.position is 'Order in which the flow asked; for people, the replay goes by name.';
comment on column engine.steps.kind is 'step: a local effect; now: a reading of the clock; sleep; signal: a wait.';
comment on column engine.steps.state is 'running: a sleep or wait that is not over; the others are final.';
comment on column engine.steps.signal is 'Name of the signal waited for.';
comment on column engine.steps.due_at is 'End of the sleep, or of the patience.';
comment on column engine.steps.result is 'What the flow sees, at every replay.';
comment on column engine.steps.error is 'Why it failed, as the flow sees it.';
comment on column engine.steps.attempts is 'Attempts used.';
comment on column engine.steps.started_at is 'Begin of the last attempt, of the sleep or of the wait.';
comment on column engine.steps.finished_at is 'When its result was committed.';

create table engine.tasks (
  id text primary key,
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  run_id text references engine.runs (id) on delete cascade,
  step text,
  position integer,
  name text not null,
  key text,
  input jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  priority smallint not null default 5,
  attempts integer not null default 0,
  attempts_max integer not null check (attempts_max > 0),
  run_at timestamptz not null default clock_timestamp(),
  worker text,
  progress real not null default 0,
  message text,
  trace text not null,
  result jsonb,
  error text,
  failures jsonb not null default '[]',
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((run_id is null) = (step is null)),
  check ((run_id is null) = (key is not null))
) with (fillfactor = 70);
comment on table engine.tasks is 'Work promised in a contract, executed by whichever process hosts it. With run_id it is a step of that run; without, it stands alone.';
comment on column engine.tasks.id is 'tsk_…, also the idempotency key of its effects outside.';
comment on column engine.tasks.tenant_id is 'Whose work it is.';
comment on column engine.tasks.run_id is 'The run that waits for it.';
comment on column engine.tasks.step is 'Its step name in that run.';
comment on column engine.tasks.position is 'Order in which the flow asked.';
comment on column engine.tasks.name is 'Which work: service.task.';
comment on column engine.tasks.key is 'Of a task that stands alone: a second start with the same key is no second task.';
comment on column engine.tasks.input is 'What the work is given.';
comment on column engine.tasks.state is 'queued: due at run_at; running: held by worker; the others are final.';
comment on column engine.tasks.priority is '1 to 10, higher first within one tenant.';
comment on column engine.tasks.attempts is 'Attempts begun. Part of the fence.';
comment on column engine.tasks.attempts_max is 'Attempts allowed, the first included.';
comment on column engine.tasks.run_at is 'Not before; moved into the future by the back-off.';
comment on column engine.tasks.worker is 'Who holds it, or finished it. The commit of a result checks it (fence).';
comment on column engine.tasks.progress is '0 to 1, as the work last reported.';
comment on column engine.tasks.message is 'What the work last reported, for people.';
comment on column engine.tasks.trace is 'W3C trace id of whoever started it.';
comment on column engine.tasks.result is 'What the work returned.';
comment on column engine.tasks.error is 'Why the last attempt failed, for people.';
comment on column engine.tasks.failures is 'Each failed attempt: {attempt, error, at}.';
comment on column engine.tasks.created_at is 'When it was queued.';
comment on column engine.tasks.started_at is 'Begin of the last attempt.';
comment on column engine.tasks.finished_at is 'When it reached a final state.';
create unique index tasks_by_step on engine.tasks (run_id, step) where run_id is not null;
create unique index tasks_by_key on engine.tasks (tenant_id, name, key) where run_id is null;
create index tasks_ready on engine.tasks (name, tenant_id, priority desc, run_at) where state = 'queued';
create index tasks_held on engine.tasks (worker) where state = 'running';

create table engine.signals (
  seq bigint generated always as identity primary key,
  run_id text not null references engine.runs (id) on delete cascade,
  tenant_id text not null default nullif(current_setting('statex.tenant', true), ''),
  name text not null,
  payload jsonb,
  received_at timestamptz not null default clock_timestamp(),
  step text
);
comment on table engine.signals is 'Messages to a run from outside, kept until it waits for them.';
comment on column engine.signals.seq is 'Order of arrival.';
comment on column engine.signals.run_id is 'The run.';
comment on column engine.signals.tenant_id is 'Whose run it is.';
comment on column engine.signals.name is 'Which signal.';
comment on column engine.signals.payload is 'What it says.';
comment on column engine.signals.received_at is 'When it arrived.';
comment on column engine.signals.step is 'The wait that took it; null while nobody has.';
create index signals_open on engine.signals (run_id, name, seq) where step is null;

alter table engine.runs enable row level security;
create policy everyone on engine.runs using (true);
create policy tenant on engine.runs as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));
alter table engine.steps enable row level security;
create policy everyone on engine.steps using (true);
create policy tenant on engine.steps as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));
alter table engine.tasks enable row level security;
create policy everyone on engine.tasks using (true);
create policy tenant on engine.tasks as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));
alter table engine.signals enable row level security;
create policy everyone on engine.signals using (true);
create policy tenant on engine.signals as restrictive using (tenant_id = nullif(current_setting('statex.tenant', true), ''));
