import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import pg from 'pg'
import { allRows, groupCommits, type Insert } from './group-commit.ts'
import { openPool, type PoolOptions } from './pool.ts'

/** A statement with its values. Made by the `sql` tag, never by joining strings. */
export type Sql = { text: string; values: unknown[] }
export type Row = Record<string, any>

/** Runs statements. What they see depends on whom the object was bound to. */
export interface Db {
  /** All rows. */
  many<R extends Row = Row>(query: Sql): Promise<R[]>
  /** The only row, or undefined. */
  maybe<R extends Row = Row>(query: Sql): Promise<R | undefined>
  /** The only row; throws when there is none. */
  one<R extends Row = Row>(query: Sql): Promise<R>
  /** Number of rows touched. */
  run(query: Sql): Promise<number>
  /** Each statement is a transaction of its own, whoever sends it: those of one moment may as well share one. */
  isShared?: true
}

/** Whose eyes a transaction has: a role that sees one schema, and one tenant. */
export type Binding = { role: string; schema: string; tenant: string }

/** A transaction in progress. */
export type Transaction = {
  db: Db
  /** Changes whose eyes the rest of the transaction has; `undefined` is the owner. Undone by `rollbackTo`. */
  bind(binding: Binding | undefined): Promise<void>
  savepoint(): Promise<void>
  rollbackTo(): Promise<void>
}

export type Database = {
  /** As the owner of all schemas, every tenant. For `platform/` and `engine/` only. */
  owner: Db
  /** Each statement in a transaction of its own, bound. */
  bound(binding: Binding): Db
  /** Several statements in one transaction; `binding` undefined is the owner. Rolls back when `work` throws. */
  transaction<T>(binding: Binding | undefined, work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * Writes rows in one transaction that is shared with whoever else waits at that moment (group commit): each statement runs once
   * for all their rows. Resolves when the rows are durable. Rows that are refused do not harm the others.
   */
  grouped(binding: Binding, inserts: Insert[]): Promise<void>
  /**
   * A connection beside the pool, for statements that must not wait until others give one back, such as a heartbeat. It is opened when it is first
   * used, and again after it was lost.
   */
  beside(options: { statementTimeoutMs: number }): { db: Db; close(): Promise<void> }
  pool: pg.Pool
  url: string
  close(): Promise<void>
}

// bigint columns are counters of ours and stay far below 2^53.
pg.types.setTypeParser(20, Number)

/**
 * Writes a statement: `` sql`select * from t where id = ${id}` ``. Values become parameters; a nested `sql` fragment is spliced in.
 */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  const values: unknown[] = []
  const fragments = parts.map((part) => {
    if (isSql(part)) values.push(...part.values)
    else values.push(part)
    return isSql(part) ? part.text : undefined
  })
  // A statement is written in one place and nearly always reads as it did the last time.
  let last = written.get(strings)
  if (!last || fragments.some((fragment, i) => fragment !== last!.fragments[i])) {
    last = { fragments, text: spliced(strings, parts) }
    written.set(strings, last)
  }
  return { text: last.text, values }
}
const written = new WeakMap<TemplateStringsArray, { fragments: (string | undefined)[]; text: string }>()
function spliced(strings: TemplateStringsArray, parts: unknown[]): string {
  let text = strings[0]!
  let count = 0
  for (const [i, part] of parts.entries()) {
    if (isSql(part)) {
      const shift = count
      text += part.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + shift}`)
      count += part.values.length
    } else text += `$${++count}`
    text += strings[i + 1]
  }
  return text
}
const isSql = (part: unknown): part is Sql =>
  typeof part === 'object' && part !== null && 'text' in part && 'values' in part && Array.isArray(part.values)

const names = new Map<string, Map<string, string>>()
/** Named statements are parsed and planned once per connection. The schema is part of the name because the plan depends on it. */
function named(query: Sql, schema: string): pg.QueryConfig {
  let perText = names.get(schema)
  if (!perText) {
    perText = new Map()
    names.set(schema, perText)
  }
  let name = perText.get(query.text)
  if (!name) {
    name = createHash('sha1').update(`${schema}\n${query.text}`).digest('base64url')
    perText.set(query.text, name)
  }
  return { name, text: query.text, values: query.values.map(toParameter) }
}
// pg turns arrays into PostgreSQL arrays; objects are for jsonb columns.
const toParameter = (value: unknown) =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof Uint8Array)
    ? JSON.stringify(value)
    : value

/** Marks a value (an array above all) as JSON, for a jsonb column. */
export const json = (value: unknown): string => JSON.stringify(value)

function dbOn(query: (q: Sql) => Promise<pg.QueryResult>): Db {
  const maybe = async (q: Sql) => (await query(q)).rows[0]
  return {
    many: async (q) => (await query(q)).rows,
    maybe,
    async one(q) {
      const row = await maybe(q)
      if (!row) throw new Error(`expected a row from: ${q.text.trim().slice(0, 120)}`)
      return row
    },
    run: async (q) => (await query(q)).rowCount ?? 0,
  }
}

// A setting made with is_local = true reads '' after the transaction; policies treat '' as no tenant.
const bindQuery = (b: Binding | undefined): pg.QueryConfig => ({
  name: 'bind',
  text: `select set_config('role', $1, true), set_config('search_path', $2, true), set_config('statex.tenant', $3, true),
    set_config('plan_cache_mode', $4, true)`,
  values: b ? [b.role, b.schema, b.tenant, 'auto'] : ['none', 'statex', '', 'force_generic_plan'],
})

/** Sends all statements at once and waits for every answer, so that no rejection is left unheard. Throws the first failure. */
async function pipelined(client: pg.PoolClient, queries: (string | pg.QueryConfig)[]): Promise<pg.QueryResult[]> {
  // One write to the socket for all. Without this each statement is a system call of its own, a fifth of what a request costs us.
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  const answers = queries.map((q) => client.query(q as pg.QueryConfig))
  stream.uncork()
  const settled = await Promise.allSettled(answers)
  const failed = settled.find((s) => s.status === 'rejected')
  if (failed) throw failed.reason
  return settled.map((s) => (s as PromiseFulfilledResult<pg.QueryResult>).value)
}

/** True for failures of the connection, not of the statement: the same statement may succeed in a moment. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    /^(08...|57P0[123]|ECONN\w+|EPIPE|ETIMEDOUT|53300)$/.test(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message ?? '',
    )
  )
}

/** True when a commit was under way and its answer is lost: nobody can know whether it happened. False for a connection that never came about. */
export function isCommitUnknown(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  const wasNeverSent =
    /^(ECONNREFUSED|53300|57P03)$/.test(code ?? '') ||
    /timeout exceeded when trying to connect|terminated due to connection timeout/.test(message ?? '')
  return isConnectionLost(error) && !wasNeverSent
}

/** Opens a bounded pool. `statementTimeoutMs` ends statements that a killed client would leave running with their locks. */
export function openDatabase(options: PoolOptions): Database {
  const pool = openPool(options)
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (error) {
      if (isConnectionLost(error)) broken = error as Error
      throw error
    } finally {
      client.release(broken)
    }
  }
  const one = (binding: Binding, query: Sql) =>
    withClient(
      async (client) =>
        (await pipelined(client, ['begin', bindQuery(binding), named(query, binding.schema), 'commit']))[2]!,
    )
  const grouped = groupCommits(async (binding, group) => {
    const statements = allRows(group.flat()).map((query) => named(query, binding.schema))
    await withClient((client) => pipelined(client, ['begin', bindQuery(binding), ...statements, 'commit']))
  }, isConnectionLost)
  return {
    owner: { ...dbOn((q) => pool.query(named(q, ''))), isShared: true },
    bound: (binding) => dbOn((q) => one(binding, q)),
    transaction: (binding, work) => withClient((client) => inTransaction(client, binding, work)),
    grouped,
    beside({ statementTimeoutMs }) {
      const line = openPool({ ...options, connectionsMax: 1, statementTimeoutMs })
      return { db: dbOn((q) => line.query(named(q, ''))), close: () => line.end() }
    },
    pool,
    url: options.url,
    close: () => pool.end(),
  }
}

async function inTransaction<T>(
  client: pg.PoolClient,
  binding: Binding | undefined,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  let bound = binding
  const tx: Transaction = {
    db: dbOn((q) => client.query(named(q, bound?.schema ?? ''))),
    async bind(next) {
      bound = next
      await client.query(bindQuery(next))
    },
    savepoint: async () => void (await client.query('savepoint work')),
    rollbackTo: async () => void (await client.query('rollback to savepoint work')),
  }
  await pipelined(client, ['begin', bindQuery(binding)])
  try {
    const result = await work(tx)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
