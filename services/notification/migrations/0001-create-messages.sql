create table messages (
  id text primary key,
  tenant_id text not null,
  request_id text not null,
  kind text not null check (kind in ('confirmation', 'result')),
  attempt integer not null check (attempt >= 1),
  channel text not null,
  recipient text not null,
  subject text not null,
  message_id text not null,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'skipped')),
  reason text,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique (tenant_id, request_id, kind, attempt)
);
comment on table messages is 'One message to one person about one run of a request. Its text is not kept: it holds the secret link and can be written again from the task.';
comment on column messages.id is 'Identifier, msg_ and 26 characters that sort by time.';
comment on column messages.tenant_id is 'Tenant that owns the row.';
comment on column messages.request_id is 'Request the message is about.';
comment on column messages.kind is 'confirmation or result.';
comment on column messages.attempt is 'Attempt of the request (raised by each retry of it), not of the delivery.';
comment on column messages.channel is 'email, or a channel that is not connected here (then the message is skipped).';
comment on column messages.recipient is 'Address on that channel, as the customer gave it.';
comment on column messages.subject is 'Subject line; empty when the message was skipped.';
comment on column messages.message_id is 'RFC 5322 Message-ID with angle brackets, chosen before the first attempt and the same for all, so that receivers can drop repeats.';
comment on column messages.state is 'queued until a server took it (sent) or refused it (failed), or skipped when there is no way to send it.';
comment on column messages.reason is 'Why it failed or was skipped, in words.';
comment on column messages.created_at is 'When the message was written.';
comment on column messages.sent_at is 'When the receiving server took it over.';

create table attempts (
  id bigint generated always as identity primary key,
  tenant_id text not null,
  message_id text not null references messages (id) on delete cascade,
  at timestamptz not null,
  outcome text not null check (outcome in ('sent', 'temporary', 'permanent')),
  detail text not null
);
create index attempts_message on attempts (message_id, id);
comment on table attempts is 'Every attempt to deliver a message.';
comment on column attempts.id is 'Order of the attempts.';
comment on column attempts.tenant_id is 'Tenant that owns the row.';
comment on column attempts.message_id is 'Row in messages (its id, not its Message-ID).';
comment on column attempts.at is 'When the attempt ended.';
comment on column attempts.outcome is 'sent, temporary (tried again later) or permanent (never tried again).';
comment on column attempts.detail is 'Answer of the receiving server, or what happened instead.';
