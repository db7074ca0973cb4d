-- Whose account a message is about is known to auth alone, and forgotten with the account. Servers repeat the address in what they answer.
update attempts a set detail = replace(a.detail, m.recipient, '…') from messages m where m.id = a.message_id and m.kind = 'account' and m.recipient <> '';
update messages set reason = replace(reason, recipient, '…'), recipient = '' where kind = 'account' and recipient <> '';
comment on column messages.recipient is 'Address on that channel, as the customer gave it; empty for messages about accounts.';
