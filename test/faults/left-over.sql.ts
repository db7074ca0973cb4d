// The only questions that no route answers: is anything left in the tables of the engine and of the event log?
import pg from 'pg'

async function ask<R>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that is killed while it is asked: the query rejects, and the event alone would end the test.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text, values)).rows as R[]
  } finally {
    await client.end()
  }
}

export type LeftOver = { runs: number; tasks: number; deliveries: number; heldByNobody: number; workers: number }

/** Unfinished runs, tasks and deliveries, what is held by a worker that is not registered, and registered workers. */
export async function leftOver(url: string): Promise<LeftOver> {
  const [row] = await ask<LeftOver>(
    url,
    `select
      (select count(*)::int from engine.runs where state in ('queued', 'running')) as runs,
      (select count(*)::int from engine.tasks where state in ('queued', 'running')) as tasks,
      (select count(*)::int from statex.deliveries) as deliveries,
      (select count(*)::int from (select worker from engine.runs where state = 'running' union all select worker from engine.tasks where state = 'running') held
        where not exists (select from engine.workers w where w.id = held.worker)) as "heldByNobody",
      (select count(*)::int from engine.workers) as workers`,
  )
  return row!
}

/** Runs of the flow that answers requests, and how often a worker took each. */
export const runsOf = (url: string) =>
  ask<{ key: string; state: string; claims: number }>(url, 'select key, state, claims from engine.runs')

/** Attempts that ended because their process did. */
export const takenOver = async (url: string) =>
  (
    await ask<{ n: number }>(
      url,
      `select count(*)::int as n from engine.tasks, jsonb_array_elements(failures) f where f->>'error' = 'worker died'`,
    )
  )[0]!.n

/** Tasks each worker holds at this moment. */
export const heldNow = (url: string) =>
  ask<{ worker: string; tasks: number }>(
    url,
    `select worker, count(*)::int as tasks from engine.tasks where state = 'running' group by worker`,
  )

/** Ends all other connections to this database, as a failover does. */
export const terminateAll = (url: string) =>
  ask(
    url,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )

/** Requests stored for a description that holds this text. */
export const storedWith = async (url: string, text: string) =>
  (
    await ask<{ n: number }>(
      url,
      'select count(*)::int as n from submission.submissions where strpos(description, $1) > 0',
      [text],
    )
  )[0]!.n
