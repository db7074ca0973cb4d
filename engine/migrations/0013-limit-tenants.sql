create table engine.flow_tenant_limits (
  flow text not null,
  tenant_id text not null,
  active_max integer not null check (active_max > 0),
  primary key (flow, tenant_id)
);
comment on table engine.flow_tenant_limits is 'Limits of flows for single tenants, instead of tenant_active_max. Only flows with a row in flow_limits are looked up here.';
comment on column engine.flow_tenant_limits.flow is 'Name of the flow, in all versions.';
comment on column engine.flow_tenant_limits.tenant_id is 'For whom.';
comment on column engine.flow_tenant_limits.active_max is 'Runs of the tenant that have begun and are not over.';
