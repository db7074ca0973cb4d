create table mails (
  id bigint generated always as identity primary key,
  message_id text not null,
  envelope_from text not null,
  envelope_to text[] not null,
  headers jsonb not null,
  subject text not null,
  body text not null,
  attachments integer not null,
  size integer not null,
  raw bytea not null,
  received_at timestamptz not null default now()
);
comment on table mails is 'Every delivery the development mail catcher took, one row each: a repeated Message-ID is a second row, so that repeats can be counted.';
comment on column mails.id is 'Order of arrival; the ID of the REST interface.';
comment on column mails.message_id is 'Message-ID without angle brackets, empty when the mail had none.';
comment on column mails.envelope_from is 'Address of MAIL FROM, empty for the null sender.';
comment on column mails.envelope_to is 'Addresses of RCPT TO.';
comment on column mails.headers is 'Addresses as the headers name them: from, to, cc, replyTo, each a list of { Name, Address }.';
comment on column mails.subject is 'Subject, decoded.';
comment on column mails.body is 'Plain text for search and preview, at most 100,000 characters.';
comment on column mails.attachments is 'Number of attachments, inline images not counted.';
comment on column mails.size is 'Bytes of raw.';
comment on column mails.raw is 'The mail exactly as it came in DATA.';
comment on column mails.received_at is 'When the mail was stored.';
