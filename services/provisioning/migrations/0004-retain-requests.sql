-- The policy on settings shows one organisation at a time. Which of them keep requests for a time is asked once a day, for all.
create function retaining() returns table (tenant_id text, days integer)
  language sql stable security definer set search_path = provisioning, pg_temp
  as $$ select s.tenant_id, (s.chosen ->> 'retentionDays')::integer from provisioning.settings s where s.chosen ? 'retentionDays' order by s.tenant_id $$;
