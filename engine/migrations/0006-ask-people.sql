alter table engine.steps add column form jsonb;
alter table engine.steps add column answer jsonb;
alter table engine.steps add column answered_by text;
alter table engine.steps add column answered_at timestamptz;
comment on column engine.steps.form is 'JSON Schema of the answer a wait for a signal takes. With one it is a gate.';
comment on column engine.steps.answer is 'What a gate was answered; its result once the run has taken note.';
comment on column engine.steps.answered_by is 'Who answered the gate; null for a program that sent the signal.';
comment on column engine.steps.answered_at is 'When the gate was answered. It is answered once.';
create index steps_gates on engine.steps (started_at) where form is not null and state = 'running';
-- Without it the end of a run reads all signals there are.
create index signals_by_run on engine.signals (run_id, step);
