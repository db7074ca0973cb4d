create table oidc_clients (
  id text primary key,
  tenant_id text not null,
  name text not null,
  kind text not null check (kind in ('web', 'browser', 'native', 'service', 'device')),
  secret_hash text,
  redirect_uris text[] not null default '{}',
  post_logout_redirect_uris text[] not null default '{}',
  backchannel_logout_uri text,
  scopes text[] not null default '{}',
  audiences text[] not null default '{}',
  id_token_algorithm text not null default 'ES256' check (id_token_algorithm in ('ES256', 'RS256')),
  asks_consent boolean not null default true,
  created_by text not null,
  created_at timestamptz not null default now(),
  secret_made_at timestamptz
);
create index oidc_clients_tenant on oidc_clients (tenant_id, id);
comment on table oidc_clients is 'Applications that an organisation lets its people sign in to, or that call its API themselves (OAuth 2.0 clients).';
comment on column oidc_clients.id is 'Identifier, cli_ and 26 characters that sort by time; the client_id of the protocol.';
comment on column oidc_clients.tenant_id is 'Tenant that owns the row.';
comment on column oidc_clients.name is 'What people read when they are asked for their consent.';
comment on column oidc_clients.kind is 'web (keeps a secret on a server), browser or native (keep none), service (no person), device (no keyboard).';
comment on column oidc_clients.secret_hash is 'SHA-256 of the secret, base64url; null for kinds that cannot keep one. The secret is 384 random bits, so that a plain hash is enough.';
comment on column oidc_clients.redirect_uris is 'Where a person is sent back to after signing in; compared exactly.';
comment on column oidc_clients.post_logout_redirect_uris is 'Where a person may be sent after signing out.';
comment on column oidc_clients.backchannel_logout_uri is 'Where the application is told that a person has signed out (OpenID Connect Back-Channel Logout).';
comment on column oidc_clients.scopes is 'Permissions it may ask for at our own API; a person it acts for must have them too.';
comment on column oidc_clients.audiences is 'Other APIs it may ask tokens for, as absolute URIs. Such tokens are signed JWTs and worth nothing here.';
comment on column oidc_clients.id_token_algorithm is 'Signature of its ID tokens: ES256, or RS256 for old libraries.';
comment on column oidc_clients.asks_consent is 'False for the own applications of an organisation: nobody is asked whether it may know who they are.';
comment on column oidc_clients.created_by is 'Who registered it: a person, a key or the operator.';
comment on column oidc_clients.created_at is 'When it was registered.';
comment on column oidc_clients.secret_made_at is 'When its present secret was made.';

create table oidc_payloads (
  tenant_id text not null,
  model text not null,
  id_hash text not null,
  grant_hash text,
  uid_hash text,
  user_code_hash text,
  client_id text,
  person_id text,
  payload text not null,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (tenant_id, model, id_hash),
  foreign key (tenant_id, person_id) references memberships (tenant_id, person_id) on delete cascade
);
create index oidc_payloads_grant on oidc_payloads (tenant_id, grant_hash) where grant_hash is not null;
create index oidc_payloads_uid on oidc_payloads (tenant_id, uid_hash) where uid_hash is not null;
create index oidc_payloads_user_code on oidc_payloads (tenant_id, user_code_hash) where user_code_hash is not null;
create index oidc_payloads_client on oidc_payloads (tenant_id, client_id) where client_id is not null;
create index oidc_payloads_person on oidc_payloads (tenant_id, person_id) where person_id is not null;
create index oidc_payloads_expiry on oidc_payloads (tenant_id, expires_at);
comment on table oidc_payloads is 'What the OpenID engine remembers: sign-ins, consents, codes and tokens. The tokens themselves are not here: rows are found by hashes, and their content is sealed.';
comment on column oidc_payloads.tenant_id is 'Tenant that owns the row.';
comment on column oidc_payloads.model is 'Kind of thing, in the words of the engine: AccessToken, RefreshToken, Grant …';
comment on column oidc_payloads.id_hash is 'SHA-256 of its identifier, base64url; for tokens and codes the identifier is the secret itself.';
comment on column oidc_payloads.grant_hash is 'SHA-256 of the identifier of the grant it came from: all tokens with the same one are a family and die together.';
comment on column oidc_payloads.uid_hash is 'SHA-256 of the second name of a sign-in, by which tokens refer to it.';
comment on column oidc_payloads.user_code_hash is 'SHA-256 of the code a person types in for a device.';
comment on column oidc_payloads.client_id is 'Application it was given to.';
comment on column oidc_payloads.person_id is 'Person it stands for, null for an application of its own. Goes with the membership, and so with the account.';
comment on column oidc_payloads.payload is 'The content as JSON, sealed for this row (platform/envelope.ts).';
comment on column oidc_payloads.consumed_at is 'When a code or refresh token was used. It is kept until it expires, so that a second use is noticed.';
comment on column oidc_payloads.expires_at is 'Not valid from then on; removed a day later.';

create table signing_keys (
  id text primary key,
  tenant_id text not null,
  algorithm text not null check (algorithm in ('ES256', 'RS256')),
  private_key text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  gone_at timestamptz
);
create unique index signing_keys_current on signing_keys (tenant_id, algorithm) where retired_at is null;
comment on table signing_keys is 'Keys that sign the ID tokens of one tenant, so that those of one are worth nothing at another.';
comment on column signing_keys.id is 'Key id as published (kid), sig_ and 26 characters that sort by time.';
comment on column signing_keys.tenant_id is 'Tenant that owns the row.';
comment on column signing_keys.algorithm is 'ES256, or RS256 for old libraries. One key of each signs.';
comment on column signing_keys.private_key is 'The key as a JWK, sealed for this row (platform/envelope.ts).';
comment on column signing_keys.created_at is 'When it was made, and began to sign.';
comment on column signing_keys.retired_at is 'When a newer one took its place; null while it signs.';
comment on column signing_keys.gone_at is 'Published until then, for what it has signed.';

-- Wrapping keys are of the installation, not of a tenant: whoever rotates them must reach the sealed texts of all tenants, and nothing else of them.
-- Both functions see past row-level security for these columns only; the content stays sealed, and no other service can call into this schema.
create function sealed_texts(current_key text, rows_max integer)
returns table (place text, tenant text, id text, sealed text) language sql stable security definer set search_path = auth as $$
  select * from (
    select 'oidc_payloads', p.tenant_id, p.model || ' ' || p.id_hash, p.payload from oidc_payloads p
    union all
    select 'signing_keys', k.tenant_id, k.id, k.private_key from signing_keys k
  ) as everything (place, tenant, id, sealed)
  where everything.sealed not like 'sealed1.' || current_key || '.%' limit rows_max
$$;
create function replace_sealed(at_place text, at_tenant text, at_id text, old_text text, new_text text)
returns boolean language plpgsql security definer set search_path = auth as $$
begin
  if at_place = 'oidc_payloads' then
    update oidc_payloads p set payload = new_text
    where p.tenant_id = at_tenant and p.model = split_part(at_id, ' ', 1) and p.id_hash = split_part(at_id, ' ', 2) and p.payload = old_text;
  elsif at_place = 'signing_keys' then
    update signing_keys k set private_key = new_text where k.tenant_id = at_tenant and k.id = at_id and k.private_key = old_text;
  else
    raise exception 'nothing is sealed at %', at_place;
  end if;
  return found;
end $$;
comment on function sealed_texts is 'Sealed texts of all tenants that are not under the current wrapping key.';
comment on function replace_sealed is 'Puts the text wrapped anew in the place of the old one, unless the row changed meanwhile.';
