import { type Db, json, type Row, sql } from '#platform/database'
import type { Headers } from './parse.ts'
import type { Query } from './search.ts'

export type Summary = {
  id: string
  messageId: string
  envelopeTo: string[]
  headers: Headers
  subject: string
  preview: string
  attachments: number
  sizeBytes: number
  receivedAt: Date
}
export type NewMail = {
  messageId: string
  envelopeFrom: string
  envelopeTo: string[]
  headers: Headers
  subject: string
  body: string
  attachments: number
  raw: Uint8Array
}
/** Mails, newest first. `total` counts all, `matching` those that the search found. */
export type MailList = { total: number; matching: number; mails: Summary[] }
export type StoredMail = Summary & { envelopeFrom: string; raw: Uint8Array }

/** What the mailbox asks of its store. Resolved means committed. */
export interface Mails {
  add(mail: NewMail): Promise<string>
  list(query: Query, start: number, limit: number): Promise<MailList>
  /** One mail by its id, or the newest that the search finds. */
  find(which: { id: string } | { latest: Query }): Promise<StoredMail | undefined>
  /** Removes these mails, or all. */
  remove(ids?: string[]): Promise<void>
}

/** Mails in PostgreSQL. Only the newest `keepMax` are kept: this is a tool for development, not an archive. */
export function postgresMails(db: Db, keepMax = 10_000): Mails {
  return {
    async add(mail) {
      const { messageId, envelopeFrom, envelopeTo, headers, subject, body, attachments, raw } = mail
      const { id } = await db.one(sql`
        insert into mails (message_id, envelope_from, envelope_to, headers, subject, body, attachments, size, raw)
        values (${messageId}, ${envelopeFrom}, ${envelopeTo}, ${json(headers)}, ${subject}, ${body.slice(0, 100_000)},
                ${attachments}, ${raw.byteLength}, ${raw})
        returning id`)
      // Not with every mail: it reads the index, and a few rows too many harm nobody.
      if (id % 100 === 0) await db.run(sql`delete from mails where id <= ${id - keepMax}`)
      return String(id)
    },
    async list(query, start, limit) {
      const rows = await db.many(sql`
        select ${summary}, count(*) over () as matching from mails
        where ${matches(query)} order by id desc offset ${start} limit ${limit}`)
      const { total } = await db.one(sql`select count(*) as total from mails`)
      // Past the last page no row carries the count, so it is asked for alone.
      const matching =
        rows[0]?.matching ??
        (start > 0 ? (await db.one(sql`select count(*) as n from mails where ${matches(query)}`)).n : 0)
      return { total, matching, mails: rows.map(toSummary) }
    },
    async find(which) {
      const condition = 'id' in which ? sql`id = ${numberOf(which.id)}` : matches(which.latest)
      const row = await db.maybe(
        sql`select ${summary}, envelope_from, raw from mails where ${condition} order by id desc limit 1`,
      )
      return row && { ...toSummary(row), envelopeFrom: row.envelope_from, raw: row.raw }
    },
    async remove(ids) {
      if (ids) await db.run(sql`delete from mails where id = any(${ids.map(numberOf)}::bigint[])`)
      else await db.run(sql`delete from mails`)
    },
  }
}

const summary = sql`id, message_id, envelope_to, headers, subject, left(body, 500) as preview, attachments, size, received_at`

/** Ids are numbers in the table and strings outside; anything else is an id that no mail has. */
const numberOf = (id: string) => (/^\d{1,15}$/.test(id) ? Number(id) : -1)

/** `strpos`, not `like`: a `%` or `_` in a search is a character like any other. */
const matches = ({ to, from, subject, messageId, words }: Query) => sql`
  not exists (select from unnest(${to}::text[]) w where strpos(lower((headers->'to')::text || (headers->'cc')::text || envelope_to::text), lower(w)) = 0)
  and not exists (select from unnest(${from}::text[]) w where strpos(lower((headers->'from')::text || envelope_from), lower(w)) = 0)
  and not exists (select from unnest(${subject}::text[]) w where strpos(lower(subject), lower(w)) = 0)
  and not exists (select from unnest(${messageId}::text[]) w where strpos(lower(message_id), lower(w)) = 0)
  and not exists (select from unnest(${words}::text[]) w
                  where strpos(lower(concat_ws(E'\n', subject, body, headers::text, envelope_to::text, message_id)), lower(w)) = 0)`

const toSummary = (row: Row): Summary => ({
  id: String(row.id),
  messageId: row.message_id,
  envelopeTo: row.envelope_to,
  headers: row.headers,
  subject: row.subject,
  preview: row.preview,
  attachments: row.attachments,
  sizeBytes: row.size,
  receivedAt: row.received_at,
})
