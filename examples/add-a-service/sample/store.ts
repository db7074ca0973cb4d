import { type Row, sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Entry } from './contract.ts'

/** Stores an entry of the tenant that `db` is bound to. */
export async function insertEntry(db: Db, entry: Entry): Promise<void> {
  await db.run(sql`insert into entries (id, text, created_at) values (${entry.id}, ${entry.text}, ${entry.createdAt})`)
}

/** One entry, or undefined. Row-level security hides those of other tenants: no statement names the tenant. */
export async function findEntry(db: Db, id: string): Promise<Entry | undefined> {
  const row = await db.maybe(sql`select id, text, created_at from entries where id = ${id}`)
  return row && toEntry(row)
}

const toEntry = (row: Row): Entry => ({ id: row.id, text: row.text, createdAt: row.created_at.toISOString() })
