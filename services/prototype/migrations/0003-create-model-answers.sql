create table model_answers (
  key text not null,
  tenant_id text not null,
  answer jsonb not null,
  made_at timestamptz not null,
  primary key (tenant_id, key)
);
comment on table model_answers is 'What models answered when asked what a wish means, so that the same question is not paid twice: a trial and the modification after it are one. Removed after 30 days.';
comment on column model_answers.key is 'SHA-256 of prompt, models, schema and material, in hexadecimal.';
comment on column model_answers.tenant_id is 'Tenant that owns the row.';
comment on column model_answers.answer is 'The answer, which model gave it, and how. May quote the customer.';
comment on column model_answers.made_at is 'When it came.';
create index model_answers_by_age on model_answers (tenant_id, made_at);

create table model_days (
  day date not null,
  tenant_id text not null,
  tokens bigint not null check (tokens >= 0),
  cost_micros bigint not null check (cost_micros >= 0),
  primary key (tenant_id, day)
);
comment on table model_days is 'What a tenant has used of models for modifications on one day. A question adds the most it may use before it is asked, and gives back the rest once it was answered: what was under way in a process that died stays counted in full.';
comment on column model_days.day is 'Day in UTC.';
comment on column model_days.tenant_id is 'Tenant that owns the row.';
comment on column model_days.tokens is 'Tokens in and out, used or reserved.';
comment on column model_days.cost_micros is 'Money used or reserved, in millionths of the currency of the prices.';
