alter table prototypes
  add column recipe jsonb,
  add column origin text not null default 'request' check (origin in ('request', 'modification', 'restore')),
  add column based_on integer,
  add column note text,
  add column expires_at timestamptz;
comment on table prototypes is 'One generated site. Never changed after it is made; a new run, a modification and a roll back each make a new version.';
comment on column prototypes.recipe is 'All that the site was made of: the input of the task, the pack, the changes asked for. Made anew from it, it is the same. Null for those made before recipes were kept.';
comment on column prototypes.origin is 'What made it: a run of the request, a modification in plain sentences, or a roll back.';
comment on column prototypes.based_on is 'Version that was modified or rolled back to; null for a run of the request.';
comment on column prototypes.note is 'The sentences that asked for the modification.';
comment on column prototypes.expires_at is 'When its link stops working; null for those made before prototypes expired.';

create table entries (
  id text primary key,
  tenant_id text not null,
  prototype_id text not null references prototypes (id) on delete cascade,
  form text not null,
  page text not null,
  fields jsonb not null,
  created_at timestamptz not null
);
create index entries_prototype on entries (prototype_id, id);
comment on table entries is 'The inbox of the prototypes: what visitors sent by their forms. Nothing of it is ever sent on.';
comment on column entries.id is 'Identifier, ent_ and 26 characters that sort by time.';
comment on column entries.tenant_id is 'Tenant that owns the row.';
comment on column entries.prototype_id is 'Prototype whose form was used.';
comment on column entries.form is 'Name of the form as the page shows it.';
comment on column entries.page is 'Page the form stands on.';
comment on column entries.fields is 'What was typed, by the name of the field.';
comment on column entries.created_at is 'When it was sent.';

create table modifications (
  id text primary key,
  tenant_id text not null,
  request_id text not null,
  free_number integer check (free_number >= 1),
  sentences text not null,
  version integer not null,
  created_at timestamptz not null,
  unique (tenant_id, request_id, free_number)
);
comment on table modifications is 'Modifications that were made, so that the free ones are counted whatever happens. The unique number decides between two that come at once.';
comment on column modifications.id is 'Identifier, mod_ and 26 characters that sort by time.';
comment on column modifications.tenant_id is 'Tenant that owns the row.';
comment on column modifications.request_id is 'Request whose prototype was modified.';
comment on column modifications.free_number is 'Which free one of the request it was, from 1; null when an operator made it.';
comment on column modifications.sentences is 'What was asked for, in the words of whoever asked.';
comment on column modifications.version is 'Version that it made.';
comment on column modifications.created_at is 'When it was made.';
