alter table engine.steps add column input_hash text;
alter table engine.tasks add column input_hash text;
comment on column engine.steps.input_hash is 'Of a child: SHA-256 of flow, key and input, to compare when it is asked for again. Null when nothing is compared: in older rows, and once somebody changed the input of the run.';
comment on column engine.tasks.input_hash is 'SHA-256 of the input, likewise.';
