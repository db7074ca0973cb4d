import type { Message } from '#contracts/notification'
import { type Db, type Row, sql } from '#platform/database'

export type NewMessage = Pick<Message, 'id' | 'requestId' | 'channel' | 'to' | 'subject'> & {
  /** Messages about accounts are kept in the same table; they belong to no request, so no list shows them. */
  kind: Message['kind'] | 'account'
  attempt: number
  rfcMessageId: string
  /** A skipped message is stored as such at once. */
  skippedBecause?: string
}
export type StoredMessage = Pick<Message, 'id' | 'state' | 'reason'> & { rfcMessageId: string }
export type AttemptOutcome = Message['attempts'][number]

/**
 * The message of a request, kind and attempt: stored now, or as it was stored first. Its id and Message-ID never change
 * after that, whoever asks again.
 */
export async function keepMessage(db: Db, message: NewMessage): Promise<StoredMessage> {
  const { id, requestId, kind, attempt, channel, to, subject, rfcMessageId, skippedBecause } = message
  // The update changes nothing; it only makes the statement return the row that was there.
  const row = await db.one(sql`
    insert into messages (id, request_id, kind, attempt, channel, recipient, subject, message_id, state, reason)
    values (${id}, ${requestId}, ${kind}, ${attempt}, ${channel}, ${to}, ${subject}, ${rfcMessageId},
            ${skippedBecause ? 'skipped' : 'queued'}, ${skippedBecause ?? null})
    on conflict (tenant_id, request_id, kind, attempt) do update set request_id = excluded.request_id
    returning id, state, reason, message_id`)
  return { id: row.id, state: row.state, reason: row.reason ?? undefined, rfcMessageId: row.message_id }
}

/** Records an attempt after which the message stays queued. */
export async function recordAttempt(db: Db, id: string, { at, outcome, detail }: AttemptOutcome): Promise<void> {
  await db.run(sql`insert into attempts (message_id, at, outcome, detail) values (${id}, ${at}, ${outcome}, ${detail})`)
}

/**
 * Records the last attempt and closes the message as sent or failed. False when another worker closed it before: then
 * only the attempt is recorded, and nothing may be announced a second time.
 */
export async function closeMessage(
  db: Db,
  id: string,
  { at, outcome, detail }: AttemptOutcome,
  state: 'sent' | 'failed',
): Promise<boolean> {
  const closed = await db.maybe(sql`
    with attempt as (
      insert into attempts (message_id, at, outcome, detail) values (${id}, ${at}, ${outcome}, ${detail})
    )
    update messages
    set state = ${state},
        sent_at = case when ${state} = 'sent' then ${at}::timestamptz end,
        reason = case when ${state} = 'failed' then ${detail} end
    where id = ${id} and state = 'queued'
    returning id`)
  return closed !== undefined
}

/** Closes a message about an account that is not wanted any more, where it was tried before. */
export const skipMessage = (db: Db, about: string, reason: string): Promise<number> =>
  db.run(sql`update messages set state = 'skipped', reason = ${reason}
    where request_id = ${about} and kind = 'account' and state = 'queued'`)

/** All messages about one request, oldest first, each with its attempts in order. */
export async function messagesOf(db: Db, requestId: string): Promise<Message[]> {
  const rows = await db.many(sql`
    select m.*, coalesce(a.attempts, '[]') as attempts
    from messages m
    left join lateral (
      select json_agg(json_build_object('at', at, 'outcome', outcome, 'detail', detail) order by id) as attempts
      from attempts where message_id = m.id
    ) a on true
    where m.request_id = ${requestId}
    order by m.created_at, m.id`)
  return rows.map(toMessage)
}

const toMessage = (row: Row): Message => ({
  id: row.id,
  requestId: row.request_id,
  kind: row.kind,
  channel: row.channel,
  to: row.recipient,
  subject: row.subject,
  state: row.state,
  attempts: row.attempts.map((a: AttemptOutcome) => ({ ...a, at: new Date(a.at).toISOString() })),
  createdAt: row.created_at.toISOString(),
  ...(row.sent_at && { sentAt: row.sent_at.toISOString() }),
  ...(row.reason && { reason: row.reason }),
})
