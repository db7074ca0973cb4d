-- What is kept about a person lies in several organisations, and the policies show one at a time. These are questions of a person about themselves, and their
-- wish to be forgotten; see memberships_of.
create function keys_of(person text)
returns table (tenant_id text, name text, prefix text, scopes text[], created_at timestamptz, last_used_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select k.tenant_id, k.name, k.prefix, k.scopes, k.created_at, k.last_used_at, k.expires_at, k.revoked_at
    from auth.keys k where k.person_id = person order by k.id $$;
create function applications_of(person text) returns table (tenant_id text, name text)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select distinct c.tenant_id, c.name from auth.oidc_payloads p join auth.oidc_clients c on c.tenant_id = p.tenant_id and c.id = p.client_id
    where p.person_id = person and p.expires_at > clock_timestamp() order by 1, 2 $$;
create function invitations_of(person text)
returns table (tenant_id text, address text, role text, created_at timestamptz, expires_at timestamptz, accepted_at timestamptz)
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select i.tenant_id, i.address, i.role, i.created_at, i.expires_at, i.accepted_at from auth.invitations i
    where i.address in (select e.address from auth.emails e where e.person_id = person and e.confirmed_at is not null) order by i.id $$;
-- An invitation that is open is an offer to an address, whoever reads it; the others only remember that there was one.
create function forget_invitations_of(person text) returns void
  language sql volatile security definer set search_path = auth, pg_temp
  as $$ delete from auth.invitations i using auth.emails e
    where e.person_id = person and i.address = e.address and (i.accepted_at is not null or i.expires_at <= clock_timestamp()) $$;
-- Two owners who leave at once must not leave their organisation without one. In the order in which a single organisation locks its own.
create function lock_owners_beside(person text) returns void
  language sql volatile security definer set search_path = auth, pg_temp
  as $$ select 1 from auth.memberships m where m.role = 'owner' and m.tenant_id in (
      select own.tenant_id from auth.memberships own where own.person_id = person and own.role = 'owner')
    order by m.tenant_id, m.person_id for update $$;
