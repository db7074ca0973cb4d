-- Organisations that say themselves who their people are: by an OpenID provider of their own, and by provisioning (SCIM).
alter table people add column tenant_id text;
create index people_by_tenant on people (tenant_id) where tenant_id is not null;
comment on column people.tenant_id is 'Organisation that this account belongs to, because only its word says who this is; null for an account that belongs to the person. It counts nowhere else.';

create table providers (
  id text primary key,
  tenant_id text not null,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret text not null,
  domains text[] not null,
  role text,
  is_required boolean not null default false,
  registered_as text not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp()
);
create index providers_by_tenant on providers (tenant_id, id);
comment on table providers is 'OpenID providers that an organisation lets its people sign in with.';
comment on column providers.id is 'Identifier, idp_ and 26 characters that sort by time.';
comment on column providers.tenant_id is 'The organisation. The word of its provider counts here and nowhere else.';
comment on column providers.name is 'What the button says.';
comment on column providers.issuer is 'Issuer, as the provider writes it in its metadata and ID tokens.';
comment on column providers.client_id is 'How the provider knows us.';
comment on column providers.client_secret is 'Secret it gave us, sealed for this row (platform/envelope.ts).';
comment on column providers.domains is 'Domains of e-mail addresses that the provider speaks for, in lower case.';
comment on column providers.role is 'Role of people who come new; null lets nobody come new.';
comment on column providers.is_required is 'Whether people of these domains, but owners, sign in by this provider alone.';
comment on column providers.registered_as is 'Role of whoever set it up last: nobody signs in by it who may do more than that.';
comment on column providers.created_by is 'Who registered it.';
comment on column providers.created_at is 'When it was registered.';
comment on column providers.changed_at is 'When it was last changed.';

create table provider_starts (
  state_hash text not null,
  tenant_id text not null,
  provider_id text not null references providers (id) on delete cascade,
  person_id text references people (id) on delete cascade,
  return_to text not null default '',
  expires_at timestamptz not null,
  primary key (tenant_id, state_hash)
);
create index provider_starts_by_end on provider_starts (tenant_id, expires_at);
comment on table provider_starts is 'Sign-ins that were sent to a provider and are not back yet. A row goes with its first use. State, nonce and PKCE verifier are derived from a cookie of the browser and the key of the installation.';
comment on column provider_starts.state_hash is 'SHA-256 of the state, base64url.';
comment on column provider_starts.tenant_id is 'The organisation.';
comment on column provider_starts.provider_id is 'Where the person was sent.';
comment on column provider_starts.person_id is 'The signed-in person who connects the provider to their account; null for a sign-in.';
comment on column provider_starts.return_to is 'Path of ours to go to afterwards.';
comment on column provider_starts.expires_at is 'Until when they may come back.';

create table provider_links (
  tenant_id text not null,
  provider_id text not null references providers (id) on delete cascade,
  subject text not null,
  person_id text not null,
  address text,
  created_at timestamptz not null default clock_timestamp(),
  used_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, provider_id, subject),
  foreign key (tenant_id, person_id) references memberships (tenant_id, person_id) on delete cascade
);
create index provider_links_by_person on provider_links (tenant_id, person_id);
create index provider_links_by_address on provider_links (tenant_id, address);
comment on table provider_links is 'Whom a provider means. Goes with the membership.';
comment on column provider_links.tenant_id is 'The organisation.';
comment on column provider_links.provider_id is 'The provider.';
comment on column provider_links.subject is 'Identifier of the person at the provider (sub). It never changes there, other than an address. Personal.';
comment on column provider_links.person_id is 'The member it stands for.';
comment on column provider_links.address is 'Address that the provider called verified, of one of its domains, in lower case. Personal.';
comment on column provider_links.created_at is 'When it was linked.';
comment on column provider_links.used_at is 'When it was last used to sign in.';

alter table sessions add column tenant_id text;
alter table sessions add column provider_id text references providers (id) on delete cascade;
create index sessions_by_provider on sessions (provider_id) where provider_id is not null;
comment on column sessions.tenant_id is 'The only organisation it counts at, when that organisation’s provider opened it; null counts everywhere.';
comment on column sessions.provider_id is 'Provider that opened it, and whose removal ends it.';

create table provisioned_people (
  tenant_id text not null,
  person_id text not null references people (id) on delete cascade,
  user_name text not null,
  external_id text,
  address text,
  display_name text,
  given_name text,
  family_name text,
  is_active boolean not null default true,
  groups text[] not null default '{}',
  role text not null,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, person_id)
);
create unique index provisioned_people_by_name on provisioned_people (tenant_id, lower(user_name));
create index provisioned_people_by_external on provisioned_people (tenant_id, external_id);
create index provisioned_people_by_address on provisioned_people (tenant_id, address);
comment on table provisioned_people is 'People as the directory of an organisation describes them (SCIM 2.0, RFC 7643).';
comment on column provisioned_people.tenant_id is 'The organisation.';
comment on column provisioned_people.person_id is 'The person.';
comment on column provisioned_people.user_name is 'userName of the directory; unique in the organisation, in whatever case. Personal.';
comment on column provisioned_people.external_id is 'externalId: how the directory itself calls the person.';
comment on column provisioned_people.address is 'Primary e-mail address, in lower case. Personal.';
comment on column provisioned_people.display_name is 'displayName. Personal.';
comment on column provisioned_people.given_name is 'name.givenName. Personal.';
comment on column provisioned_people.family_name is 'name.familyName. Personal.';
comment on column provisioned_people.is_active is 'False: no access to the organisation, and no membership until it is true again.';
comment on column provisioned_people.groups is 'Groups, which are roles, that the directory put the person in.';
comment on column provisioned_people.role is 'Role of the membership, or the one it will have again.';
comment on column provisioned_people.created_at is 'When the directory first told of the person.';
comment on column provisioned_people.changed_at is 'When it was last changed.';

-- Questions of a person about themselves, whichever organisation they are at; see memberships_of.
create function provider_links_of(person text)
returns table (tenant_id text, issuer text, subject text, address text, created_at timestamptz, used_at timestamptz)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select l.tenant_id, p.issuer, l.subject, l.address, l.created_at, l.used_at
    from auth.provider_links l join auth.providers p on p.id = l.provider_id where l.person_id = person order by l.created_at $$;
create function provisioned_as(person text)
returns table (tenant_id text, user_name text, external_id text, address text, display_name text, given_name text, family_name text, is_active boolean, created_at timestamptz)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select u.tenant_id, u.user_name, u.external_id, u.address, u.display_name, u.given_name, u.family_name, u.is_active, u.created_at
    from auth.provisioned_people u where u.person_id = person order by u.created_at $$;

-- The secrets of providers join the texts that a rotation of the sealing key wraps anew. Whatever those functions held before stays in them.
alter function sealed_texts(text, integer) rename to sealed_texts_before_providers;
alter function replace_sealed(text, text, text, text, text) rename to replace_sealed_before_providers;
create function sealed_texts(current_key text, rows_max integer)
returns table (place text, tenant text, id text, sealed text) language sql stable security definer set search_path = auth as $$
  select * from (
    select * from sealed_texts_before_providers(current_key, rows_max)
    union all
    select 'providers', p.tenant_id, p.id, p.client_secret from providers p where p.client_secret not like 'sealed1.' || current_key || '.%'
  ) as everything (place, tenant, id, sealed) limit rows_max
$$;
create function replace_sealed(at_place text, at_tenant text, at_id text, old_text text, new_text text)
returns boolean language plpgsql security definer set search_path = auth as $$
begin
  if at_place <> 'providers' then
    return replace_sealed_before_providers(at_place, at_tenant, at_id, old_text, new_text);
  end if;
  update providers p set client_secret = new_text where p.tenant_id = at_tenant and p.id = at_id and p.client_secret = old_text;
  return found;
end $$;
comment on function sealed_texts is 'Sealed texts of all tenants that are not under the current wrapping key.';
comment on function replace_sealed is 'Puts the text wrapped anew in the place of the old one, unless the row changed meanwhile.';
