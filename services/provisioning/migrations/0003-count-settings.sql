alter table settings add column version integer not null default 1;
comment on column settings.version is 'Grows with every change, so that who changes what they saw before somebody else changed it is told.';
