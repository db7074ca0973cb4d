create table submissions (
  id text primary key,
  tenant_id text not null,
  reference text not null,
  status text not null default 'received',
  submission_type text not null,
  description text not null,
  name text,
  contact_type text not null,
  contact_value text not null,
  language text,
  files jsonb not null,
  refused jsonb not null,
  attempt integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz
);
comment on table submissions is 'Requests as the customers sent them. The words and files of a row never change after it is written.';
comment on column submissions.id is 'Identifier, req_ and 26 characters that sort by time.';
comment on column submissions.tenant_id is 'Tenant that owns the row.';
comment on column submissions.reference is 'What people read out on the telephone, such as SX-7K3M-9QF2.';
comment on column submissions.status is 'received, processing, completed, partial, failed, cancelled: derived from the outcome of the run.';
comment on column submissions.submission_type is 'text, voice, file or mixed: what the customer sent.';
comment on column submissions.description is 'The idea in the words of the customer; empty when there are only files. Personal.';
comment on column submissions.name is 'How the customer wants to be addressed. Personal.';
comment on column submissions.contact_type is 'Channel of contact_value: email, telegram, whatsapp, linkedin, phone or webhook.';
comment on column submissions.contact_value is 'Address on the channel contact_type. Personal.';
comment on column submissions.language is 'ISO 639-1 as the customer chose it; null when it is to be detected.';
comment on column submissions.files is 'Stored files: id, role, name, sniffed type, bytes, sha256, blob key.';
comment on column submissions.refused is 'Files that were not stored: name, code, reason.';
comment on column submissions.attempt is 'Run of the flow that counts. A retry raises it; what an older run still says is ignored.';
comment on column submissions.created_at is 'When it was stored.';
comment on column submissions.updated_at is 'When its status or one of its steps last changed.';
comment on column submissions.finished_at is 'When the status became final; null before, and again after a retry.';
create unique index submissions_by_reference on submissions (tenant_id, reference);
create index submissions_newest on submissions (tenant_id, id desc);

create table steps (
  submission_id text not null references submissions (id) on delete cascade,
  tenant_id text not null,
  name text not null,
  state text not null,
  started_at timestamptz,
  finished_at timestamptz,
  duration_ms integer,
  reason text,
  primary key (submission_id, name)
);
comment on table steps is 'Last known state of each step of the current attempt, as the orchestrator reported it.';
comment on column steps.submission_id is 'The request.';
comment on column steps.tenant_id is 'Tenant that owns the row.';
comment on column steps.name is 'One of the step names of the orchestrator contract.';
comment on column steps.state is 'waiting, running, done, failed or skipped.';
comment on column steps.started_at is 'When its work began.';
comment on column steps.finished_at is 'When it ended, however it ended.';
comment on column steps.duration_ms is 'Milliseconds from start to end, waiting included.';
comment on column steps.reason is 'Why it failed or was skipped, or what was only partly done. For the customer.';

create table history (
  seq bigint generated always as identity primary key,
  submission_id text not null references submissions (id) on delete cascade,
  tenant_id text not null,
  event text not null,
  data jsonb not null,
  at timestamptz not null default clock_timestamp()
);
comment on table history is 'Everything that changed, in order: what the event stream sends and resumes from.';
comment on column history.seq is 'Id of the server-sent event.';
comment on column history.event is 'status or step.';
comment on column history.submission_id is 'The request.';
comment on column history.tenant_id is 'Tenant that owns the row.';
comment on column history.data is 'What is sent: the new status with its attempt, or the step as it is now.';
comment on column history.at is 'When it was noted.';
create index history_by_submission on history (submission_id, seq);
