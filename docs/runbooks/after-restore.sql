-- Run once after a dump was restored into another PostgreSQL server, before StateX starts on it (see backup-and-restore.md).
-- The event log remembers which transaction wrote each event, and the new server counts its transactions from the beginning: without this, listeners
-- would take every new event for one they have seen long ago, and requests would stay "received".
begin;
-- What a listener had not taken yet becomes a delivery of its own …
insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id)
  select l.name, e.seq, e.transaction_id, e.subject, e.tenant_id
  from statex.listeners l
  join statex.events e on (e.transaction_id, e.seq) > (l.transaction_id, l.seq) and e.type = any (l.types)
  on conflict do nothing;
-- … and everything that was restored lies before every transaction of this server.
update statex.events set transaction_id = '1';
update statex.deliveries set transaction_id = '1';
update statex.listeners set transaction_id = '1', seq = (select coalesce(max(seq), 0) from statex.events);
commit;
