alter table submissions add column expired_at timestamptz;
comment on column submissions.expired_at is 'When the request had been kept for as long as its organisation keeps requests; null before. From then on it is being erased, and nothing begins it again.';
create index submissions_by_end on submissions (tenant_id, finished_at) where finished_at is not null;
