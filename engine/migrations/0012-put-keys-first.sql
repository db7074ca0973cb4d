-- Nearly all keys differ, and tenants and names hardly do: with them in front each step down the index compared three texts instead of one. Every
-- insert and every change of state goes down both indexes.
drop index engine.tasks_by_key;
create unique index tasks_by_key on engine.tasks (key, name, tenant_id) where run_id is null;
alter table engine.runs drop constraint runs_tenant_id_flow_key_key;
create unique index runs_by_key on engine.runs (key, flow, tenant_id);
