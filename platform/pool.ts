import pg from 'pg'

/**
 * How long a transaction may wait for its own process, in ms. Readers of the event log stop below the oldest open transaction, so one process
 * that is frozen or swapped out holds up everybody: for a minute, when this was a minute. Far above any pause between two statements of ours;
 * whoever is cut off all the same repeats its work.
 */
const stalledTransactionMs = 5_000

/**
 * The plan of a named statement is kept, so it is often made while a table is still small, when reading all of it is cheapest; and kept it is until
 * the table is next analysed, a burst of work later. So a whole table is read only where no index leads to the rows. Before PostgreSQL 18 that
 * shows as an absurd cost, for which a statement of a millisecond would be compiled for a hundred. And kept it is: PostgreSQL itself compares
 * with plans from smaller days, and would plan some of our statements anew each time, which takes longer than they do. Not so for the statements of
 * services (`bindQuery`), where a plan may depend on which filters are given.
 */
const planning = '-c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan'

export type PoolOptions = {
  url: string
  connectionsMax: number
  /** Ends statements that a killed client would leave running with their locks; 30,000 unless said otherwise. */
  statementTimeoutMs?: number
  onError?: (error: Error) => void
}

/** Connections as all of ours are. */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax,
    // PostgreSQL backends cost some MB each: idle ones go.
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    pipeline: true,
    options: `-c statement_timeout=${options.statementTimeoutMs ?? 30_000} -c idle_in_transaction_session_timeout=${stalledTransactionMs} -c search_path=statex ${planning}`,
  } as pg.PoolConfig)
  pool.on('error', (error) => options.onError?.(error))
  // The failing query reports what is wrong. A FATAL can also reach a client between two users of the pool; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
