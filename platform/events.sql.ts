import { type Sql, sql } from './database.ts'

/**
 * True for an event `e` of a transaction that no transaction still running can come before. Sequence numbers commit out of order; only below the
 * oldest running transaction (the horizon) is the log what it will always be. The horizon never goes back from one snapshot to a later one.
 */
export const isFinished: Sql = sql`e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())`

/** Finished events `e` after the position in `after` (transaction_id, seq), in the order of the log, at most `limit`. For a lateral join. */
export const eventsAfter = (after: Sql, limit: number): Sql => sql`
  select e.transaction_id, e.seq, e.type, e.subject, e.tenant_id from statex.events e
  where (e.transaction_id, e.seq) > ${after} and ${isFinished}
  order by e.transaction_id, e.seq limit ${limit}`
