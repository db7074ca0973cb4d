-- A step is inserted from the row of its run, which is locked meanwhile, so looking for that row once more proved nothing and cost a third of the
-- insert; a task of a run likewise. What a foreign key does when a run is removed is done by a trigger: once for all runs of a statement.
create function engine.remove_parts() returns trigger language plpgsql as $$
begin
  delete from engine.steps where run_id = any(array(select id from gone));
  delete from engine.tasks where run_id = any(array(select id from gone));
  return null;
end $$;
create trigger parts after delete on engine.runs referencing old table as gone for each statement execute function engine.remove_parts();
alter table engine.steps drop constraint steps_run_id_fkey;
alter table engine.tasks drop constraint tasks_run_id_fkey;

-- PostgreSQL reads the text of a check anew in every statement that inserts: with these two that was a fifth of a step. Both columns are written
-- only by the statements of the engine, whose words are types of the language.
alter table engine.steps drop constraint steps_kind_check, drop constraint steps_state_check;
