alter table engine.runs add column resume_at timestamptz;
comment on column engine.runs.resume_at is 'Of a paused run: when it was due when it was paused. Null when it is not; a paused run is due at infinity.';
