alter table submissions add column file_bytes bigint not null default 0;
comment on column submissions.file_bytes is 'Bytes of all stored files together, so that what a tenant has stored is added up without reading them.';
update submissions s set file_bytes = f.bytes
  from (select id, (select coalesce(sum((e ->> 'bytes')::bigint), 0) from jsonb_array_elements(files) e) as bytes from submissions) f
  where f.id = s.id and f.bytes > 0;
-- The same index with the bytes in it: what a tenant uses is read from the index alone.
drop index submissions_newest;
create index submissions_newest on submissions (tenant_id, id desc) include (file_bytes);
