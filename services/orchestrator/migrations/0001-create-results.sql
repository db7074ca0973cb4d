create table results (
  request_id text not null,
  tenant_id text not null,
  attempt integer not null,
  part text not null,
  value jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (request_id, attempt, part)
);
comment on table results is 'What a run has produced, part by part, each written in the transaction that ends its step.';
comment on column results.request_id is 'The request the run answers.';
comment on column results.tenant_id is 'Tenant that owns the row.';
comment on column results.attempt is 'Attempt of the request; readers see the newest.';
comment on column results.part is 'Name of a property of Results in the contract, such as analysis or offer.';
comment on column results.value is 'The part, as its schema in the contract says.';
comment on column results.at is 'When it was kept.';
