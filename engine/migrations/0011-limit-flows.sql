create table engine.flow_limits (
  flow text primary key,
  is_paused boolean not null default false,
  active_max integer check (active_max > 0),
  tenant_active_max integer check (tenant_active_max > 0),
  is_counting boolean not null default false
) with (fillfactor = 50);
comment on table engine.flow_limits is 'Limits of flows by name, over all processes. A flow without a row has none. Its row is locked for the moment of a claim.';
comment on column engine.flow_limits.flow is 'Name of the flow, in all versions.';
comment on column engine.flow_limits.is_paused is 'No run of it is begun; those that have begun go on.';
comment on column engine.flow_limits.active_max is 'Runs that have begun and are not over, in all.';
comment on column engine.flow_limits.tenant_active_max is 'The same, of one tenant.';
comment on column engine.flow_limits.is_counting is 'Runs that had begun before there were limits have been marked as admitted.';

alter table engine.runs add column is_admitted boolean;
comment on column engine.runs.is_admitted is 'Of a flow with limits: it has its place among the active ones until it is over. Null without limits, and before it begins.';
create index runs_admitted on engine.runs (flow, tenant_id) where is_admitted and state in ('queued', 'running');
create index runs_admitted_ready on engine.runs (flow, version, wake_at) where is_admitted and state = 'queued';
