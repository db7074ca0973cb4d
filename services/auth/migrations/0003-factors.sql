create table authenticators (
  person_id text primary key references people (id) on delete cascade,
  secret text not null,
  begun_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz,
  last_step bigint not null default 0
);
comment on table authenticators is 'Authenticator apps that show one-time codes by the clock (TOTP, RFC 6238). One per person.';
comment on column authenticators.person_id is 'Whose app it is.';
comment on column authenticators.secret is 'The shared secret, sealed for this row (platform/envelope.ts).';
comment on column authenticators.begun_at is 'When the secret was made and shown.';
comment on column authenticators.confirmed_at is 'When the person proved with a code that their app has it; null before. Only then codes are asked for.';
comment on column authenticators.last_step is 'Time step (30 s since 1970) of the last code that was taken. No code of this step or an earlier one is taken again.';

create table recovery_codes (
  person_id text not null references people (id) on delete cascade,
  code_hash text not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);
comment on table recovery_codes is 'Codes to sign in with when the authenticator app is lost, each once.';
comment on column recovery_codes.person_id is 'Whose code it is.';
comment on column recovery_codes.code_hash is 'SHA-256 of the code, base64url. It has 80 random bits, so that nothing slower is needed.';
comment on column recovery_codes.used_at is 'When it was used; null before.';

create table passkeys (
  id text primary key,
  person_id text not null references people (id) on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  relying_party text not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  is_synced boolean not null default false,
  name text not null,
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz
);
create index passkeys_by_person on passkeys (person_id, id);
comment on table passkeys is 'Passkeys of people (W3C Web Authentication). Only public keys are here.';
comment on column passkeys.id is 'Identifier, pky_ and 26 characters that sort by time.';
comment on column passkeys.person_id is 'Whose passkey it is.';
comment on column passkeys.credential_id is 'Name the authenticator gave it, base64url.';
comment on column passkeys.public_key is 'Its public key, as a COSE_Key (RFC 9052).';
comment on column passkeys.relying_party is 'Host name it was made for (RP ID): it works there and nowhere else.';
comment on column passkeys.counter is 'Signatures the authenticator counted; 0 for those that do not count. A lower one than kept means a copy, and is refused.';
comment on column passkeys.transports is 'How the browser reaches it: internal, hybrid, usb, nfc, ble …';
comment on column passkeys.is_synced is 'Whether it is copied between devices of the person by whoever keeps it.';
comment on column passkeys.name is 'What the person calls it.';
comment on column passkeys.created_at is 'When it was made.';
comment on column passkeys.last_used_at is 'When somebody last signed in or confirmed with it.';

create table challenges (
  id text primary key,
  kind text not null check (kind in ('second-factor', 'passkey-sign-in', 'passkey-new', 'passkey-confirm')),
  person_id text references people (id) on delete cascade,
  method text,
  attempts integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index challenges_by_end on challenges (expires_at);
comment on table challenges is 'Sign-ins and registrations that wait for their second half. Their secret is derived from the id (HMAC), so that the table opens nothing.';
comment on column challenges.id is 'Identifier, cha_ and 26 characters that sort by time.';
comment on column challenges.kind is 'What it waits for: a code after the first factor, or a passkey to sign in, to be added, or to confirm who is there.';
comment on column challenges.person_id is 'Who it is about; null while a passkey is to say so.';
comment on column challenges.method is 'First factor that was given: password, mail, federation.';
comment on column challenges.attempts is 'Wrong answers so far; after the fifth it holds no longer.';
comment on column challenges.created_at is 'When it was given out.';
comment on column challenges.expires_at is 'Until when it can be answered.';
comment on column challenges.used_at is 'When it was answered; null before.';

create table mail_codes (
  id text primary key,
  address text not null,
  asker text not null,
  attempts integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index mail_codes_by_address on mail_codes (address, created_at);
create index mail_codes_by_end on mail_codes (expires_at);
comment on table mail_codes is 'One-time codes sent by mail, also for addresses without an account. The code is derived from the id (HMAC), so that the table opens nothing.';
comment on column mail_codes.id is 'Identifier, mco_ and 26 characters that sort by time; the browser that asked keeps it.';
comment on column mail_codes.address is 'Where it was sent, in lower case. Personal.';
comment on column mail_codes.asker is 'Network or known device that asked. A new code ends the earlier ones of the same asker, so that a stranger ends nobody’s.';
comment on column mail_codes.attempts is 'Codes tried; after the fifth it holds no longer.';
comment on column mail_codes.created_at is 'When it was made.';
comment on column mail_codes.expires_at is 'Until when it holds.';
comment on column mail_codes.ended_at is 'When it was used, or a newer one took its place; null before.';

create table throttles (
  subject_hash text not null,
  bucket text not null,
  failures integer not null,
  blocked_until timestamptz not null,
  failed_at timestamptz not null,
  primary key (subject_hash, bucket)
);
create index throttles_by_time on throttles (failed_at);
comment on table throttles is 'Wrong passwords and codes, counted per account and per place they came from. Shared by all processes.';
comment on column throttles.subject_hash is 'SHA-256 of what was tried and for whom, base64url: a person, or an address without an account.';
comment on column throttles.bucket is 'Where it came from: a known device, a session, a network (/24 of IPv4, /64 of IPv6), or all unknown networks together.';
comment on column throttles.failures is 'Attempts that were not right; one under way counts as such until it was.';
comment on column throttles.blocked_until is 'No attempt is looked at before.';
comment on column throttles.failed_at is 'When the last one was made. A day later counting begins anew, and the row is removed.';
