-- The policy on keys shows one organisation at a time. This one question is asked before it is known which, by who shows the secret.
create function tenant_of_key(hash text) returns text
  language sql stable security definer set search_path = auth, pg_temp
  as $$ select k.tenant_id from auth.keys k where k.secret_hash = hash $$;
