alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check check (kind in ('confirmation', 'result', 'account'));
comment on column messages.kind is 'confirmation or result of a request, or account.';
comment on column messages.request_id is 'What the message is about: a request, or the invitation or link of an account.';
