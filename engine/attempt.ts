import { Permanent } from '#platform/errors'
import { backoffMs } from './backoff.ts'
import { patiently } from './commit.ts'
import { asJson, type Core, reasonOf, storable, type TaskHost } from './core.ts'
import { addTo, type Costs } from './cost.ts'
import type { Outcome, Progress, TaskRow } from './queue.sql.ts'
import { storeResult } from './results.ts'

/** A task this process is at work on. */
export type Held = {
  row: TaskRow
  worker: string
  abort: AbortController
  /** Cancelled or taken over: whatever comes out of it is dropped. */
  isLost: boolean
  takenAt: number
  /** Undefined while it waits for a slot. */
  begunAt?: number
  /** The work is over, and its outcome on the way to the database. */
  isDone: boolean
  /** What the work gave, wherever it is stored. */
  value?: unknown
  costs: Costs
  latest?: Progress
  /** Reports on their way. */
  telling?: Promise<unknown>
  reportedAt: number
  timer?: NodeJS.Timeout
}
/** What an attempt says of itself. */
export type Said = Pick<Progress, 'progress' | 'message' | 'cost'>
class TimedOut extends Error {}

/** One attempt: checked input, work with a time limit, checked result. Never rejects. */
export async function outcomeOf(
  core: Core,
  host: TaskHost,
  h: Held,
  note: (h: Held, said: Said) => void,
): Promise<Outcome> {
  const { row, abort } = h
  const { task } = host
  const id = { id: row.id, worker: h.worker, attempt: row.attempts }
  // The limit binds even work that does not listen to its signal.
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  aborted.catch(() => {})
  abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true })
  const limit = setTimeout(() => abort.abort(new TimedOut(`timed out after ${task.timeoutMs} ms`)), task.timeoutMs)
  const run = {
    id: row.id,
    attempt: row.attempts,
    key: row.id,
    signal: abort.signal,
    progress: (fraction: number, message?: string) =>
      note(h, {
        progress: Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0,
        message: message && storable(message),
      }),
    spend: (amounts: Record<string, number>) => {
      // An attempt that was given back has its number again, under another lease.
      addTo(h.costs, `${row.attempts} ${h.worker}`, amounts)
      note(h, { cost: h.costs })
    },
  }
  try {
    check(core, row.name, 'input', task.input, row.input)
    const work = async () =>
      host.work(row.input, run, { tenant: row.tenant_id, trace: row.trace, signal: abort.signal })
    // While the database is away no attempt can succeed, so none is used up: the work waits for it, within its time limit.
    const patience = { ...core.patience, isClosed: () => core.isClosed || abort.signal.aborted }
    const result = asJson(await Promise.race([patiently(patience, work), aborted]))
    check(core, row.name, 'result', task.result, result)
    h.value = result
    return { ...id, state: 'completed', ...(await storeResult(core, row.tenant_id, h.worker, result)) }
  } catch (thrown) {
    const error = abort.signal.aborted ? abort.signal.reason : thrown
    const isLast = error instanceof Permanent || row.attempts >= row.attempts_max
    if (!h.isLost)
      core.log.warn(
        { task: row.name, id: row.id, attempt: row.attempts, err: error, trace: row.trace },
        'a task attempt failed',
      )
    if (isLast) return { ...id, state: 'failed', error: reasonOf(error) }
    // Attempts that ended with their process raised the limit and do not lengthen the delay.
    const failures = Math.max(1, row.attempts - Math.max(0, row.attempts_max - task.attemptsMax))
    return { ...id, state: 'queued', error: reasonOf(error), delay_ms: backoffMs(task, failures) }
  } finally {
    clearTimeout(limit)
  }
}

function check(
  core: Core,
  name: string,
  what: 'input' | 'result',
  schema: TaskHost['task']['input'],
  value: unknown,
): void {
  const problem = core.validate(schema, value)
  if (problem) throw new Permanent(`the ${what} does not fit the contract of ${name}: ${problem}`)
}
