// How long a service had the sandbox run what an organisation uploaded: in its own schema, in its own table `sandbox_runs`.
import { type Db, sql } from './database.ts'

/** Notes that a run is about to begin, so that whatever becomes of it can be seen. */
export const beginRun = (db: Db, id: string, what: string, at: Date): Promise<number> =>
  db.run(sql`insert into sandbox_runs (id, what, began_at, ms, is_over) values (${id}, ${what}, ${at}, 0, false)`)

/** Puts down how long a run has taken so far. */
export const noteRun = (db: Db, id: string, ms: number, isOver: boolean): Promise<number> =>
  db.run(sql`update sandbox_runs set ms = greatest(ms, ${ms}), is_over = ${isOver} where id = ${id}`)

/** Time of all runs of the tenant that began at `from` or later, in ms, those under way and those cut off included. */
export async function ranSince(db: Db, from: Date): Promise<number> {
  const { ms } = await db.one<{ ms: number }>(
    sql`select coalesce(sum(ms), 0)::bigint as ms from sandbox_runs where began_at >= ${from}`,
  )
  return ms
}
