alter table engine.runs add column started_after pg_snapshot;
alter table engine.runs alter column started_after set default pg_current_snapshot();
alter table engine.runs add column started_in xid8;
alter table engine.runs alter column started_in set default pg_current_xact_id();
comment on column engine.runs.started_after is 'What was over when it was started: events of those transactions are not for it. Null in rows from before this column and from a restored dump; then times decide.';
comment on column engine.runs.started_in is 'The transaction that started it. Its events are for it.';

alter table engine.steps
  drop constraint steps_kind_check,
  add constraint steps_kind_check check (kind in ('step', 'now', 'sleep', 'signal', 'race', 'child', 'undo', 'event')) not valid;
comment on column engine.steps.kind is 'step: a local effect; now: a reading of the clock; sleep; signal: a wait; race: which entry came first; child: a run; undo: a compensation was registered; event: a wait for one.';
comment on column engine.steps.signal is 'Name of the signal waited for, type of the event, or flow of the child.';

create table engine.waits (
  run_id text not null references engine.runs (id) on delete cascade,
  name text not null,
  tenant_id text not null,
  type text not null,
  subject text,
  since xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),
  primary key (run_id, name)
);
comment on table engine.waits is 'Events that runs wait for. A row goes with its wait, and with its run at the latest, so the table is empty when nobody waits.';
comment on column engine.waits.run_id is 'The run.';
comment on column engine.waits.name is 'Its step.';
comment on column engine.waits.tenant_id is 'Whose run it is; events of others are not for it.';
comment on column engine.waits.type is 'CloudEvents type.';
comment on column engine.waits.subject is 'CloudEvents subject; null for any.';
comment on column engine.waits.since is 'Horizon of the log when the wait was registered: below it the run looks itself.';
create index waits_by_event on engine.waits (type, tenant_id, subject);
create index waits_by_since on engine.waits (since);

create table engine.heard (
  run_id text not null references engine.runs (id) on delete cascade,
  tenant_id text not null,
  type text not null,
  subject text not null,
  transaction_id xid8 not null,
  seq bigint not null,
  primary key (run_id, type, subject)
);
comment on table engine.heard is 'The last event that a run was given, by what it asked for: the next one comes after it.';
comment on column engine.heard.run_id is 'The run.';
comment on column engine.heard.tenant_id is 'Whose run it is.';
comment on column engine.heard.type is 'CloudEvents type.';
comment on column engine.heard.subject is 'The subject asked for; empty for any.';
comment on column engine.heard.transaction_id is 'The event: its transaction_id in the log.';
comment on column engine.heard.seq is 'The event: its seq in the log.';

create table engine.log_cursor (
  is_only boolean primary key default true check (is_only),
  transaction_id xid8 not null default '0',
  seq bigint not null default 0
) with (fillfactor = 50);
insert into engine.log_cursor default values;
comment on table engine.log_cursor is 'How far the log was searched for events that runs wait for; one row. Stands still while nobody waits.';
comment on column engine.log_cursor.is_only is 'There is one.';
comment on column engine.log_cursor.transaction_id is 'The last event searched: its transaction_id in the log.';
comment on column engine.log_cursor.seq is 'The last event searched: its seq in the log.';

-- Without the engine's own events, which are most of the log: who waits for one of those reads the log since the start of the run.
create index events_by_subject on statex.events (subject) where type not like 'job.%';
