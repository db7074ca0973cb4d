import { Permanent } from '#platform/errors'
import { backoffMs } from './backoff.ts'
import { coalesced, gathered } from './commit.ts'
import { asJson, type Core, reasonOf, storable, type TaskHost, workChannel, workerChannel } from './core.ts'
import { openDoubt } from './doubt.ts'
import { claim, type Finished, finish, type Outcome, type Progress, report, strays, type TaskRow } from './tasks.sql.ts'
import { openTurns } from './turns.ts'

type Held = {
  row: TaskRow
  worker: string
  abort: AbortController
  /** Cancelled or taken over: whatever comes out of it is dropped. */
  isLost: boolean
  latest?: Progress
  reportedAt: number
  timer?: NodeJS.Timeout
}
export type Settle = (
  run: string,
  step: string,
  outcome: { state: string; result: unknown; error: string | null },
) => void
export type Tasks = ReturnType<typeof openTasks>

class TimedOut extends Error {}
const progressMs = 1000

/** Takes tasks, does them, commits what came out. */
export function openTasks(core: Core, settle: Settle) {
  const slots = core.slots ?? 8
  const held = new Map<string, Held>()
  const doubt = openDoubt()
  const commit = gathered<Outcome, Finished>(core.patience, 2, async (items) => {
    const rows = new Map((await core.database.owner.many<Finished>(finish(items))).map((r) => [r.id, r]))
    for (const r of rows.values()) if (r.is_told) core.wake.wake(r.tell ? workerChannel(r.tell) : workChannel)
    if (items.some((i) => i.state !== 'queued')) core.onEvents?.()
    return items.map((i) => rows.get(i.id)!)
  })
  const tell = gathered<Progress, true>(core.patience, 1, async (items) => {
    // Two reports of one attempt cannot go into one statement; the later one counts.
    await core.database.owner.run(report([...new Map(items.map((i) => [i.id, i])).values()]))
    core.onEvents?.()
    return items.map(() => true)
  })

  const turns = openTurns()
  const room = () => {
    const rows = [...held.values()].map((h) => h.row)
    const open = [...core.tasks]
      .map(([name, { task }]) => ({
        name,
        free: (task.concurrency ?? slots) - rows.filter((r) => r.name === name).length,
      }))
      .filter((t) => t.free > 0)
    return {
      free: slots - held.size,
      names: open.map((t) => t.name),
      freePerName: open.map((t) => t.free),
      ...turns.now(rows.map((r) => r.tenant_id)),
    }
  }
  // When something was full, an end makes room that the next claim must fill at once; otherwise nothing was left behind.
  let wasFull = false
  const pump = coalesced(async () => {
    while (!core.isDraining && !core.isClosed) {
      const { worker } = core
      try {
        await doubt.check(async () =>
          take(worker, await core.database.owner.many<TaskRow>(strays(worker, [...held.keys()]))),
        )
        const want = room()
        wasFull = want.free <= 0 || want.names.length < core.tasks.size
        if (want.free <= 0 || want.names.length === 0) return
        const rows = await core.database.owner.many<TaskRow>(claim(worker, want))
        take(worker, rows)
        wasFull =
          want.names.length < core.tasks.size ||
          rows.length >= want.free ||
          want.names.some((n, i) => rows.filter((r) => r.name === n).length >= want.freePerName[i]!)
        if (!wasFull || rows.length === 0) return
      } catch (error) {
        doubt.raise()
        core.log.warn({ reason: reasonOf(error) }, 'could not look for tasks; trying again')
        return
      }
    }
  })

  function take(worker: string, rows: TaskRow[]): void {
    for (const row of rows) {
      // The same task may come again before the answer to the commit of its last attempt has: that one is over.
      if (worker !== core.worker || held.get(row.id)?.row.attempts === row.attempts) continue
      const h: Held = { row, worker, abort: new AbortController(), isLost: false, reportedAt: 0 }
      held.set(row.id, h)
      turns.took(row.tenant_id)
      void attempt(h).catch((error) =>
        core.log.error({ task: row.id, reason: reasonOf(error) }, 'a task attempt could not be settled'),
      )
    }
  }

  async function attempt(h: Held): Promise<void> {
    const { row } = h
    try {
      let outcome = await outcomeOf(core, core.tasks.get(row.name)!, h, progress)
      if (h.isLost) return
      const done = await commit(outcome).catch((refused) => {
        // PostgreSQL refuses the value itself, such as a text with a NUL.
        if (core.isClosed || outcome.state !== 'completed') throw refused
        outcome = {
          ...outcome,
          state: 'failed',
          result: null,
          error: `the result could not be stored: ${reasonOf(refused)}`,
        }
        return commit(outcome)
      })
      if (!done.is_done)
        return core.log.warn({ task: row.id }, 'the result of a task came too late: it was taken over or cancelled')
      if (outcome.state === 'queued') setTimeout(() => void pump(), (outcome.delay_ms ?? 0) + 2).unref()
      else if (row.run_id)
        settle(row.run_id, row.step!, { state: outcome.state, result: outcome.result, error: outcome.error ?? null })
    } catch (error) {
      if (!core.isClosed) throw error
    } finally {
      clearTimeout(h.timer)
      if (held.get(row.id) === h) held.delete(row.id)
      if (wasFull) void pump()
    }
  }

  function progress(h: Held, fraction: number, message?: string): void {
    if (h.isLost || held.get(h.row.id) !== h) return
    const share = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0
    h.latest = {
      id: h.row.id,
      worker: h.worker,
      attempt: h.row.attempts,
      progress: share,
      message: message && storable(message),
    }
    const send = () => {
      h.timer = undefined
      h.reportedAt = performance.now()
      if (!h.isLost) tell(h.latest!).catch(() => {})
    }
    if (h.timer) return
    const restMs = h.reportedAt ? progressMs - (performance.now() - h.reportedAt) : 0
    if (restMs <= 0) send()
    else h.timer = setTimeout(send, restMs)
  }

  function lose(ids: Iterable<string>, reason: string): void {
    for (const id of ids) {
      const h = held.get(id)
      if (!h) continue
      h.isLost = true
      held.delete(id)
      clearTimeout(h.timer)
      h.abort.abort(new Error(reason))
    }
    void pump()
  }
  return {
    /** Looks for due tasks. */
    pump,
    /** Aborts tasks that are not ours any more. */
    lose,
    /** Aborts everything and forgets it. */
    loseAll: (reason: string) => lose([...held.keys()], reason),
    /** True while the database may hold tasks as ours that we do not know of. */
    isUnsure: doubt.isOpen,
    heldIds: () => [...held.keys()],
    names: [...core.tasks.keys()],
  }
}

/** One attempt: checked input, work with a time limit, checked result. Never rejects. */
async function outcomeOf(
  core: Core,
  host: TaskHost,
  h: Held,
  progress: (h: Held, fraction: number, message?: string) => void,
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
    progress: (fraction: number, message?: string) => progress(h, fraction, message),
  }
  try {
    check(core, row.name, 'input', task.input, row.input)
    const work = async () =>
      host.work(row.input, run, { tenant: row.tenant_id, trace: row.trace, signal: abort.signal })
    const result = asJson(await Promise.race([work(), aborted]))
    check(core, row.name, 'result', task.result, result)
    return { ...id, state: 'completed', result }
  } catch (thrown) {
    const error = abort.signal.aborted ? abort.signal.reason : thrown
    const isLast = error instanceof Permanent || row.attempts >= row.attempts_max
    if (!h.isLost)
      core.log.warn(
        { task: row.name, id: row.id, attempt: row.attempts, err: error, trace: row.trace },
        'a task attempt failed',
      )
    if (isLast) return { ...id, state: 'failed', error: reasonOf(error) }
    return { ...id, state: 'queued', error: reasonOf(error), delay_ms: backoffMs(task, row.attempts) }
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
