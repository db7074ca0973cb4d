alter table engine.runs add column cost jsonb;
alter table engine.steps add column cost jsonb;
alter table engine.tasks add column cost jsonb;
comment on column engine.runs.cost is 'What was spent on what the run remembers no longer: rounds that are over, failures that were taken up again, steps that a cancel cut off. {what: {unit: amount}}.';
comment on column engine.steps.cost is 'What its attempts reported to have spent: {attempt: {unit: amount}}. Null when nothing was.';
comment on column engine.tasks.cost is 'The same, by attempt and worker. An attempt reports its sum, so a repeat adds nothing.';
create index steps_spent on engine.steps (run_id) where cost is not null;
create index tasks_spent on engine.tasks (run_id) where cost is not null and run_id is not null;
