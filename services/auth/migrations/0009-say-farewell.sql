create table farewells (
  id text primary key,
  tenant_id text default nullif(current_setting('statex.tenant', true), ''),
  address text not null,
  created_at timestamptz not null default clock_timestamp()
);
comment on table farewells is 'Who is still to be told that their account was deleted. The row goes with the mail; it is the last that is known of the address.';
comment on column farewells.id is 'Identifier, far_ and 26 characters that sort by time.';
comment on column farewells.tenant_id is 'Organisation at which it was deleted, in whose name the mail goes out.';
comment on column farewells.address is 'Where the mail goes. Personal.';
comment on column farewells.created_at is 'When the account was deleted.';
