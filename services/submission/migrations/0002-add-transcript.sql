alter table submissions add column transcript text;
comment on column submissions.transcript is 'What the customer says the voice note says; null while only the recogniser has spoken. Personal.';
