create table people (
  id text primary key,
  name text not null default '',
  locale text not null default 'en',
  state text not null default 'active' check (state in ('active', 'locked', 'deleted')),
  created_at timestamptz not null default clock_timestamp()
);
comment on table people is 'People with an account. A person belongs to no organisation: memberships say where they may do what.';
comment on column people.id is 'Identifier, per_ and 26 characters that sort by time.';
comment on column people.name is 'How the person wants to be addressed; empty once the account is deleted. Personal.';
comment on column people.locale is 'ISO 639-1 language of mails.';
comment on column people.state is 'active; locked by an operator; deleted, when nothing but this row is left.';
comment on column people.created_at is 'When the account was made.';

create table emails (
  address text primary key check (address = lower(address)),
  person_id text not null references people (id) on delete cascade,
  confirmed_at timestamptz
);
create index emails_by_person on emails (person_id);
comment on table emails is 'E-mail addresses of people. One address leads to one account.';
comment on column emails.address is 'Address in lower case. Personal.';
comment on column emails.person_id is 'Whose address it is.';
comment on column emails.confirmed_at is 'When the person proved to read mail sent there; null before. Only then requests sent with this address are theirs.';

create table passwords (
  person_id text primary key references people (id) on delete cascade,
  phc text not null,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table passwords is 'Passwords, hashed. A person may have none and sign in another way.';
comment on column passwords.person_id is 'Whose password it is.';
comment on column passwords.phc is 'PHC string: argon2id with its parameters, salt and hash.';
comment on column passwords.changed_at is 'When it was last set.';

create table memberships (
  tenant_id text not null,
  person_id text not null references people (id) on delete cascade,
  role text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, person_id)
);
create index memberships_by_person on memberships (person_id);
comment on table memberships is 'Who may do what where. A person without a row is a client of the organisation.';
comment on column memberships.tenant_id is 'The organisation.';
comment on column memberships.person_id is 'The person.';
comment on column memberships.role is 'owner, admin, member, client, auditor, or a name in roles.';
comment on column memberships.created_at is 'Since when.';

create table roles (
  tenant_id text not null,
  name text not null,
  permissions text[] not null,
  primary key (tenant_id, name)
);
comment on table roles is 'Roles of an organisation’s own, beside the standard ones, which are in the code.';
comment on column roles.tenant_id is 'The organisation.';
comment on column roles.name is 'Name of the role.';
comment on column roles.permissions is 'What it may do, as service.verb.';

create table invitations (
  id text primary key,
  tenant_id text not null,
  address text not null,
  role text not null,
  locale text not null default 'en',
  invited_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create index invitations_open on invitations (tenant_id, address) where accepted_at is null;
comment on table invitations is 'Invitations by mail. Their secret is derived from the id (HMAC), so that the table opens nothing.';
comment on column invitations.id is 'Identifier, inv_ and 26 characters that sort by time.';
comment on column invitations.tenant_id is 'The organisation that invites.';
comment on column invitations.address is 'Who is invited, in lower case. Personal.';
comment on column invitations.role is 'What they will be.';
comment on column invitations.locale is 'ISO 639-1 language of the mail.';
comment on column invitations.invited_by is 'The person, key or service that invited.';
comment on column invitations.created_at is 'When it was sent.';
comment on column invitations.expires_at is 'Until when it can be accepted.';
comment on column invitations.accepted_at is 'When it was accepted; null before.';

create table sessions (
  id text primary key,
  person_id text not null references people (id) on delete cascade,
  secret_hash text not null,
  created_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  user_agent text not null default '',
  address text not null default '',
  revoked_at timestamptz
);
create index sessions_by_person on sessions (person_id);
create index sessions_by_end on sessions (expires_at);
comment on table sessions is 'Browsers in which somebody is signed in.';
comment on column sessions.id is 'Identifier, ses_ and 26 characters that sort by time.';
comment on column sessions.person_id is 'Who is signed in.';
comment on column sessions.secret_hash is 'SHA-256 of the secret in the cookie, base64url. The secret changes when the session may do more.';
comment on column sessions.created_at is 'When they signed in.';
comment on column sessions.seen_at is 'When it was last used, to the quarter of a minute.';
comment on column sessions.expires_at is 'When it ends by itself.';
comment on column sessions.confirmed_at is 'When they last confirmed who they are.';
comment on column sessions.user_agent is 'Browser, as it named itself. Personal.';
comment on column sessions.address is 'Network address it was opened from. Personal.';
comment on column sessions.revoked_at is 'When it was ended before its time.';

create table keys (
  id text primary key,
  tenant_id text not null,
  name text not null,
  prefix text not null,
  secret_hash text not null,
  scopes text[] not null,
  person_id text references people (id) on delete cascade,
  expires_at timestamptz,
  last_used_at timestamptz,
  addresses cidr[] not null default '{}',
  rate_per_minute integer,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create unique index keys_by_secret on keys (secret_hash);
create index keys_by_tenant on keys (tenant_id, id);
comment on table keys is 'API keys. Only their hash is kept.';
comment on column keys.id is 'Identifier, key_ and 26 characters that sort by time.';
comment on column keys.tenant_id is 'The organisation whose key it is.';
comment on column keys.name is 'What people call it.';
comment on column keys.prefix is 'How it begins, to recognise it by.';
comment on column keys.secret_hash is 'SHA-256 of the whole key, base64url. It has 238 random bits, so that nothing slower is needed.';
comment on column keys.scopes is 'Permissions it has, as service.verb.';
comment on column keys.person_id is 'Whose key it is: it never does more than they may. Null for a service account.';
comment on column keys.expires_at is 'When it ends by itself; null for never.';
comment on column keys.last_used_at is 'When it was last used, to the quarter of a minute.';
comment on column keys.addresses is 'Networks it may be used from; empty for any.';
comment on column keys.rate_per_minute is 'Calls a minute in one process of the gateway; null for no limit of its own.';
comment on column keys.created_by is 'Who made it.';
comment on column keys.created_at is 'When it was made.';
comment on column keys.revoked_at is 'When it was revoked.';

create table tickets (
  id text primary key,
  kind text not null check (kind in ('setup', 'sign-up', 'reset')),
  address text not null default '',
  locale text not null default 'en',
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index tickets_by_end on tickets (expires_at);
comment on table tickets is 'What a link may do once. Their secret is derived from the id (HMAC), so that the table opens nothing.';
comment on column tickets.id is 'Identifier, tic_ and 26 characters that sort by time.';
comment on column tickets.kind is 'setup makes the first owner, sign-up an account, reset a new password.';
comment on column tickets.address is 'Where the link was sent. Personal.';
comment on column tickets.locale is 'ISO 639-1 language of the mail.';
comment on column tickets.created_at is 'When it was made.';
comment on column tickets.expires_at is 'Until when it holds.';
comment on column tickets.used_at is 'When it was used; null before.';

-- The policy on memberships shows one organisation at a time. This one question is asked by a person about themselves.
create function memberships_of(person text) returns table (tenant_id text, role text)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select m.tenant_id, m.role from auth.memberships m where m.person_id = person order by m.created_at $$;
-- An account that ends takes its last owner from no organisation.
create function owned_alone_by(person text) returns setof text
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select m.tenant_id from auth.memberships m where m.person_id = person and m.role = 'owner' and not exists (
    select 1 from auth.memberships o where o.tenant_id = m.tenant_id and o.role = 'owner' and o.person_id <> person) $$;
