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

/** Everything the engine and the event log know of what has not ended, as lines: what somebody needs who must explain why. */
export const stuck = async (url: string): Promise<string> => {
  const questions = {
    now: 'select clock_timestamp() as now, pg_current_snapshot()::text as snapshot, (select json_agg(w) from engine.workers w) as workers',
    runs: `select id, key, state, worker, claims, wake_at, has_news, cancel_reason, error from engine.runs where state in ('queued', 'running', 'failed')`,
    steps: `select s.run_id, s.name, s.kind, s.state, s.due_at, s.error from engine.steps s join engine.runs r on r.id = s.run_id where r.state in ('queued', 'running')`,
    tasks: `select id, run_id, step, name, key, state, worker, attempts, attempts_max, run_at, error from engine.tasks where state in ('queued', 'running') or run_id in (select id from engine.runs where state in ('queued', 'running'))`,
    deliveries: 'select * from statex.deliveries limit 20',
    listeners: 'select * from statex.listeners',
    activity: `select pid, state, wait_event_type, wait_event, backend_xmin, xact_start, left(query, 160) as query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  }
  const lines: string[] = []
  for (const [what, question] of Object.entries(questions))
    for (const row of await ask<object>(url, question).catch((error) => [{ error: String(error) }]))
      lines.push(`${what}: ${JSON.stringify(row)}`)
  return lines.join('\n')
}
