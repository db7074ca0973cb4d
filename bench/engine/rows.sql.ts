// SQL of the engine benchmark: the floor, and counts of what the peers have left.

type Pool = { query(text: string): Promise<{ rows: any[] }> }

/** Rows of a peer's table that are not done. */
export async function counted(pool: Pool, table: string, condition = 'true'): Promise<number> {
  const { rows } = await pool.query(`select count(*)::integer as count from ${table} where ${condition}`)
  return rows[0].count
}

/** The smallest durable commit there is: one row of one number, no index, one named statement, one round trip. */
export const floorTable = 'create table floor (number integer not null)'
export const floorCommit = { name: 'floor', text: 'insert into floor (number) values ($1)' }
export const floorCount = 'select count(*)::integer as count from floor'

export const createDatabase = (name: string) => `create database ${name}`
/** Pages written after a checkpoint are logged whole, which costs whoever is measured: each run starts alike. */
export const checkpoint = 'checkpoint'
/** Statistics and visibility as autovacuum leaves them. */
export const vacuum = 'vacuum (analyze)'
/** Bytes of our tables with their indexes, the event log included. */
export const tableBytes = `
  select sum(pg_total_relation_size(c.oid))::double precision as bytes, sum(pg_indexes_size(c.oid))::double precision as index_bytes
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and (n.nspname = 'engine' or (n.nspname, c.relname) = ('statex', 'events'))`
