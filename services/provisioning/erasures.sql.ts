import { type Row, sql } from '#platform/database'
import type { Db } from '#platform/service'
import type { Erasure } from './contract.ts'

/** Marks an organisation as closing and writes the erasure. False when its state does not allow it. */
export const askErasure = async (db: Db, tenant: string, id: string, graceHours: number): Promise<boolean> =>
  (await db.run(sql`
    with closed as (
      update tenants set state = 'closing', state_before = state, erasure_id = ${id}, changed_at = clock_timestamp()
      where tenant_id = ${tenant} and state in ('active', 'suspended') returning tenant_id)
    insert into erasures (id, erased_tenant, due_at)
    select ${id}, tenant_id, now() + ${graceHours}::double precision * interval '1 hour' from closed`)) > 0

/** Takes an erasure back that has not begun. False when it has, or there is none. */
export const takeBackErasure = async (db: Db, tenant: string): Promise<string | undefined> =>
  (
    await db.maybe(sql`
    with taken as (
      update erasures set state = 'cancelled' where id = (select erasure_id from tenants where tenant_id = ${tenant}) and state = 'waiting' returning id)
    update tenants set state = state_before, state_before = null, erasure_id = null, changed_at = clock_timestamp()
    where tenant_id = ${tenant} and state = 'closing' and erasure_id in (select id from taken) returning (select id from taken) as id`)
  )?.id

/** From here on it cannot be taken back. False when it was. */
export const beginErasing = async (db: Db, id: string): Promise<boolean> =>
  (await db.run(sql`update erasures set state = 'erasing' where id = ${id} and state in ('waiting', 'erasing')`)) > 0

export const erasedTenant = async (db: Db, id: string): Promise<{ tenant: string; askedAt: Date } | undefined> =>
  db.maybe(sql`select erased_tenant as tenant, asked_at as "askedAt" from erasures where id = ${id}`)

export const keepReceipt = (db: Db, id: string, receipt: string, signature: string): Promise<number> =>
  db.run(
    sql`update erasures set state = 'done', receipt = ${receipt}, signature = ${signature} where id = ${id} and state = 'erasing'`,
  )

export async function findErasure(db: Db, id: string): Promise<Erasure | undefined> {
  const row = await db.maybe(sql`select id, state, asked_at, due_at, receipt, signature from erasures where id = ${id}`)
  return row && toErasure(row)
}
const toErasure = (row: Row): Erasure => ({
  id: row.id,
  state: row.state,
  askedAt: row.asked_at.toISOString(),
  dueAt: row.due_at.toISOString(),
  ...(row.receipt && { receipt: row.receipt, signature: row.signature }),
})

/** Notes what is being erased, beside what was noted before and is not gone for certain; gives all of it. */
export const keepErasing = async (db: Db, ids: string[]): Promise<string[]> =>
  (
    await db.one(sql`insert into erasing as e (ids) values (${ids})
      on conflict (tenant_id) do update set ids = array(select distinct unnest(e.ids || excluded.ids)) returning ids`)
  ).ids

export const forgetErasing = (db: Db): Promise<number> => db.run(sql`delete from erasing`)
