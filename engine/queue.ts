import { type Held, outcomeOf, type Said } from './attempt.ts'
import { coalesced, gathered } from './commit.ts'
import { type Core, reasonOf, workChannel, workerChannel } from './core.ts'
import { costsOrNone } from './cost.ts'
import { openDoubt } from './doubt.ts'
import { openEager } from './eager.ts'
import { takeLimited } from './limits.ts'
import { openPace } from './pace.ts'
import { claim, type Finished, finish, type Outcome, type Progress, report, strays, type TaskRow } from './queue.sql.ts'
import { dropResult } from './results.ts'
import { openTurns } from './turns.ts'
import { openWaiting } from './waiting.ts'

export type Settle = (
  run: string,
  step: string,
  outcome: { state: string; result: unknown; error: string | null },
) => void
export type Tasks = ReturnType<typeof openTasks>

const progressMs = 1000
/** Outcomes on the way to the database beyond which nothing new is claimed. */
const outcomesMax = 200

/** Takes tasks, does them, commits what came out. */
export function openTasks(core: Core, settle: Settle) {
  const slots = core.slots ?? 8
  const held = new Map<string, Held>()
  const pace = openPace(slots)
  // Whose worker dies while it waits would pass for an attempt that died, and this was the only one.
  const mayWait = [...core.tasks.values()].every(({ task }) => task.attemptsMax > 1)
  let ahead = 0
  const doubt = openDoubt()
  const waiting = openWaiting(core, {
    ...{ held, slots, doubt },
    begin: (h) =>
      void attempt(h).catch((error) =>
        core.log.error({ task: h.row.id, reason: reasonOf(error) }, 'a task attempt could not be settled'),
      ),
  })
  const commit = gathered<Outcome, Finished>(core.patience, 2, async (items) => {
    const rows = new Map((await core.database.owner.many<Finished>(finish(items))).map((r) => [r.id, r]))
    for (const r of rows.values()) if (r.is_told) core.wake.wake(r.tell ? workerChannel(r.tell) : workChannel)
    if (items.some((i) => i.state !== 'queued')) core.onEvents?.()
    return items.map((i) => rows.get(i.id)!)
  })
  const tell = gathered<Progress, true>(core.patience, 1, async (items) => {
    // Two reports on one task cannot go into one statement; the later one counts.
    const last = new Map<string, Progress>()
    for (const i of items) last.set(i.id, i.cost ? { ...i, cost: { ...last.get(i.id)?.cost, ...i.cost } } : i)
    await core.database.owner.run(report([...last.values()]))
    core.onEvents?.()
    return items.map(() => true)
  })

  const turns = openTurns()
  /** Names with limits over all processes. */
  let limited = new Set<string>()
  const eager = openEager(core, {
    doubt,
    take: (worker, rows) => take(worker, rows),
    isRoomFor: (name, kept, keptOfName) =>
      core.tasks.has(name) && !limited.has(name) && waiting.isFree(name, kept, keptOfName),
  })
  /** What fits in: of the names with limits, or of the others. */
  const room = (isLimited: boolean) => {
    const open = [...held.values()].filter((h) => !h.isDone)
    const oldestMs = performance.now() - Math.min(...open.map((h) => h.begunAt ?? Infinity), performance.now())
    ahead = isLimited || !mayWait ? 0 : pace.ahead(oldestMs)
    const rows = open.map((h) => h.row)
    const kinds = [...core.tasks]
      .filter(([name]) => limited.has(name) === isLimited)
      .map(([name, { task }]) => ({
        name,
        free: (task.concurrency ?? slots) + ahead - rows.filter((r) => r.name === name).length,
      }))
    const fitting = kinds.filter((t) => t.free > 0)
    return {
      isTight: fitting.length < kinds.length,
      free: slots + ahead - eager.kept() - Math.max(rows.length, held.size - outcomesMax),
      names: fitting.map((t) => t.name),
      freePerName: fitting.map((t) => t.free),
      ...turns.now(rows.map((r) => r.tenant_id)),
    }
  }
  // When something was full, an end makes room that the next claim must fill at once; otherwise nothing was left behind.
  let wasFull = false
  // Names with limits and the others take turns: neither may take all the slots for ever.
  let isLimitedFirst = false
  const fill = async (worker: string): Promise<number> => {
    let count = 0
    wasFull = limited.size > 0
    isLimitedFirst = !isLimitedFirst
    for (const isLimited of limited.size === 0 ? [false] : [isLimitedFirst, !isLimitedFirst]) {
      const want = room(isLimited)
      if (want.free <= 0 || want.isTight) wasFull = true
      if (want.free <= 0 || want.names.length === 0) continue
      const rows = await (isLimited
        ? takeLimited(core, worker, want)
        : core.database.owner.many<TaskRow>(claim(worker, want)))
      take(worker, rows)
      count += rows.length
      wasFull ||=
        rows.length >= want.free ||
        want.names.some((n, i) => rows.filter((r) => r.name === n).length >= want.freePerName[i]!)
    }
    return count
  }
  const pump = coalesced(async () => {
    while (!core.isDraining && !core.isClosed) {
      const { worker } = core
      try {
        await doubt.check(async () =>
          take(worker, await core.database.owner.many<TaskRow>(strays(worker, [...held.keys()]))),
        )
        if ((await fill(worker)) === 0 || !wasFull) return
      } catch (error) {
        doubt.raise()
        core.log.warn({ reason: reasonOf(error) }, 'could not look for tasks; trying again')
        return
      }
    }
  })

  function take(worker: string, rows: TaskRow[]): void {
    const takenAt = performance.now()
    for (const row of rows) {
      // The same task may come again before the answer to the commit of its last attempt has: that one is over.
      if (worker !== core.worker || held.get(row.id)?.row.attempts === row.attempts) continue
      const abort = new AbortController()
      const h: Held = { row, worker, takenAt, abort, isLost: false, isDone: false, costs: {}, reportedAt: 0 }
      held.set(row.id, h)
      turns.took(row.tenant_id)
      waiting.add(h)
    }
    if (core.isDraining) void waiting.giveUpAll()
    else waiting.beginSome()
  }

  /** Looks for more when something was left behind and there is room for a claim that is worth it. */
  const refill = () => {
    if (wasFull && waiting.count() * 2 <= ahead) void pump()
  }

  async function attempt(h: Held): Promise<void> {
    const { row } = h
    try {
      let outcome: Outcome = await outcomeOf(core, core.tasks.get(row.name)!, h, note)
      h.isDone = true
      pace.took(row.name, performance.now() - h.begunAt!)
      waiting.ended(h)
      refill()
      // A report that comes after the end would take back what was spent since.
      await h.telling
      outcome.cost = costsOrNone(h.costs)
      if (h.isLost) return refused(outcome)
      const done = await commit(outcome).catch((refused) => {
        // PostgreSQL refuses the value itself, such as a text with a NUL.
        if (core.isClosed || outcome.state !== 'completed') throw refused
        void dropResult(core, outcome.blob)
        outcome = {
          ...outcome,
          state: 'failed',
          result: null,
          blob: undefined,
          error: `the result could not be stored: ${reasonOf(refused)}`,
        }
        return commit(outcome)
      })
      if (!done.is_done) {
        refused(outcome)
        return core.log.warn({ task: row.id }, 'the result of a task came too late: it was taken over or cancelled')
      }
      if (outcome.state === 'queued') setTimeout(() => void pump(), (outcome.delay_ms ?? 0) + 2).unref()
      else if (row.run_id)
        settle(row.run_id, row.step!, {
          state: outcome.state,
          result: outcome.state === 'completed' ? h.value : null,
          error: outcome.error ?? null,
        })
    } catch (error) {
      if (!core.isClosed) throw error
    } finally {
      clearTimeout(h.timer)
      if (held.get(row.id) === h) held.delete(row.id)
      // The room under a limit may be taken by any process.
      if (limited.has(row.name)) core.wake.wake(workChannel)
      refill()
    }
  }

  /** Nobody wants the outcome; what was spent on it was spent. */
  function refused({ id, worker, attempt, blob, cost }: Outcome): void {
    void dropResult(core, blob)
    if (cost) tell({ id, worker, attempt, cost }).catch(() => {})
  }

  function note(h: Held, said: Said): void {
    if (!said.cost && (h.isLost || held.get(h.row.id) !== h)) return
    h.latest = { ...h.latest, id: h.row.id, worker: h.worker, attempt: h.row.attempts, ...said }
    const send = () => {
      h.timer = undefined
      h.reportedAt = performance.now()
      if (!h.isLost || h.latest!.cost) h.telling = tell(h.latest!).catch(() => {})
    }
    if (h.timer) return
    const restMs = h.reportedAt ? progressMs - (performance.now() - h.reportedAt) : 0
    if (restMs <= 0) send()
    else h.timer = setTimeout(send, restMs)
  }

  function lose(ids: Iterable<string>, reason: string, seen?: ReadonlyMap<string, Held>): void {
    for (const id of ids) {
      const h = held.get(id)
      // What was found out about one attempt says nothing of the next one.
      if (!h || (seen && seen.get(id) !== h)) continue
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
    eager,
    /** Aborts tasks that are not ours any more; with `seen` only those attempts. */
    lose,
    /** The attempts this process is at work on. */
    seen: (): ReadonlyMap<string, Held> => new Map(held),
    /** Aborts everything and forgets it. */
    loseAll: (reason: string) => lose([...held.keys()], reason),
    /** True while the database may hold tasks as ours that we do not know of. */
    isUnsure: doubt.isOpen,
    heldIds: () => [...held.keys()],
    /** Begun, and not yet durably over. */
    busy: () => held.size - waiting.count(),
    giveUpLate: waiting.giveUpLate,
    giveUpAll: waiting.giveUpAll,
    names: [...core.tasks.keys()],
    setLimited(names: string[]): void {
      if (names.length !== limited.size || names.some((n) => !limited.has(n))) limited = new Set(names)
    },
  }
}
