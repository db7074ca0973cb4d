-- An organisation may demand a second factor of its members.
create table sign_in_rules (
  tenant_id text primary key,
  second_factor boolean not null,
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp()
);
comment on table sign_in_rules is 'How the members of an organisation must sign in. Without a row nothing is demanded.';
comment on column sign_in_rules.tenant_id is 'The organisation.';
comment on column sign_in_rules.second_factor is 'Whether members get nothing of the organisation before they have proved a second factor.';
comment on column sign_in_rules.changed_by is 'Who set it last.';
comment on column sign_in_rules.changed_at is 'When it was set last.';

alter table sessions add column is_strong boolean not null default false;
comment on column sessions.is_strong is 'Whether a second factor was proved in it: a code of the app, a recovery code, or a passkey that verified its user.';
