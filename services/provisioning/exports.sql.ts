import { type Row, sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Export } from './contract.ts'

export const archiveKey = (tenant: string, id: string): string => `${tenant}/provisioning/archives/${id}`

/** Begins an export. False while another one runs. */
export const beginExport = async (db: Db, id: string): Promise<boolean> =>
  (await db.run(sql`insert into exports (id) select ${id}
    where not exists (select from exports where state = 'running' and created_at > now() - interval '6 hours')`)) > 0

export const finishExport = (
  db: Db,
  id: string,
  r: { bytes: number; sha256: string; rows: number; files: number },
  days: number,
): Promise<number> =>
  db.run(sql`update exports set state = 'ready', bytes = ${r.bytes}, sha256 = ${r.sha256}, rows = ${r.rows}, files = ${r.files},
    expires_at = now() + make_interval(days => ${days}) where id = ${id}`)
export const failExport = (db: Db, id: string, reason: string): Promise<number> =>
  db.run(sql`update exports set state = 'failed', reason = ${reason} where id = ${id} and state = 'running'`)
export const expireExport = (db: Db, id: string): Promise<number> =>
  db.run(sql`update exports set state = 'expired' where id = ${id} and state = 'ready'`)

export async function findExport(db: Db, id: string): Promise<Export | undefined> {
  const row = await db.maybe(sql`select * from exports where id = ${id}`)
  return row && toExport(row)
}
export const listExports = async (db: Db): Promise<Export[]> =>
  (await db.many(sql`select * from exports order by id desc limit 100`)).map(toExport)

const toExport = (row: Row): Export => ({
  id: row.id,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  ...(row.bytes !== null && { bytes: row.bytes, sha256: row.sha256, rows: row.rows, files: row.files }),
  ...(row.expires_at && { expiresAt: row.expires_at.toISOString() }),
  ...(row.reason && { reason: row.reason }),
})
