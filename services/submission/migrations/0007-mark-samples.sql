alter table submissions add column is_sample boolean not null default false;
comment on column submissions.is_sample is 'Whether nobody sent it: the sample that an organisation begins with. Its id follows from the tenant and is older than any time, so it counts in no month.';
