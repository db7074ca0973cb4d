import { newId } from '#platform/ids'
import { gathered, Stopped } from './commit.ts'
import { asJson, type Core, type FlowHost, reasonOf, workChannel } from './core.ts'
import { Fenced, performed } from './effects.ts'
import { type Acts, deliver, type Live } from './replay.ts'
import { type Kept, type Recorded, record, type Scheduled, schedule, settleWaits, type Waited } from './runs.sql.ts'

// A timer counts in 32 bits; a longer wait looks again.
const timerMsMax = 2 ** 30

type Ways = { drop(live: Live, reason: string): void; fail: Acts['fail'] }

/** Steps that are not remembered yet: does them, commits them, gives the flow what was committed. */
export function openActs(core: Core, { drop, fail }: Ways) {
  const { owner } = core.database
  const hosts = new Map<string, FlowHost>(core.flows.map((h) => [`${h.flow.name}@${h.flow.version}`, h]))
  let busy = 0
  const put = gathered<Scheduled, boolean>(core.patience, 2, async (items) => {
    const held = new Set((await owner.many(schedule(items))).map((r) => `${r.id} ${r.worker}`))
    if (items.some((i) => i.kind === 'task')) {
      core.wake.wake(workChannel)
      core.onEvents?.()
    }
    return items.map((i) => held.has(`${i.run_id} ${i.worker}`))
  })
  const keep = gathered<Recorded, Kept>(core.patience, 2, async (items) => {
    const rows = new Map((await owner.many<Kept>(record(items))).map((r) => [`${r.run_id} ${r.name}`, r]))
    return items.map((i) => rows.get(`${i.run_id} ${i.name}`)!)
  })
  // One lane: two at once could give one signal to two waits.
  const settle = gathered<Live, Waited[]>(core.patience, 1, async (lives) => {
    const rows = await owner.many<Waited>(settleWaits([...new Set(lives.map((l) => l.row.id))], lives[0]!.worker))
    const perRun = Map.groupBy(rows, (r) => r.run_id)
    return lives.map((l) => perRun.get(l.row.id) ?? [])
  })
  // Not while draining: the step begins where the run goes next.
  const doing = (live: Live, work: () => Promise<void>) => {
    if (core.isDraining || live.isGone) return
    busy++
    work()
      .catch((error) => {
        if (error instanceof Stopped || live.isGone) return
        if (error instanceof Fenced) drop(live, 'the run was taken over')
        else fail(live, new Error(`a step could not be stored: ${reasonOf(error)}`))
      })
      .finally(() => busy--)
  }
  const arm = (live: Live, name: string, dueMs: number | null) => {
    const pending = live.pending.get(name)
    if (!pending) return
    clearTimeout(pending.timer)
    pending.dueAt = dueMs === null ? Infinity : performance.now() + dueMs
    if (dueMs === null) return
    pending.timer = setTimeout(() => wait(live), Math.min(Math.max(0, dueMs) + 1, timerMsMax))
  }
  const wait = (live: Live) =>
    doing(live, async () => {
      for (const row of await settle(live)) {
        if (row.is_over)
          deliver(live, row.name, { state: 'completed', result: row.result, error: null, finished_at: null })
        else arm(live, row.name, row.due_ms)
      }
    })

  const acts: Acts = {
    fail,
    taskName: core.nameOf,
    resume: (live) => wait(live),
    perform: (live, name, position, effect, options) =>
      doing(live, async () => {
        const past = await performed(
          { core, keep, host: hosts.get(`${live.row.flow}@${live.row.version}`)! },
          live,
          name,
          position,
          effect,
          options,
        )
        deliver(live, name, past)
      }),
    now: (live, name, position) =>
      doing(live, async () => {
        const id = { run_id: live.row.id, worker: live.worker, name, position }
        const kept = await keep({ ...id, kind: 'now', state: 'completed', attempts: 1, took_ms: 0 })
        if (!kept.is_held) throw new Fenced()
        deliver(live, name, { state: 'completed', result: null, error: null, finished_at: kept.finished_at })
      }),
    ask: (live, name, position, what) =>
      doing(live, async () => {
        const item: Scheduled = { run_id: live.row.id, worker: live.worker, name, position, kind: what.kind }
        if (what.kind === 'task') {
          const { task, input, priority } = what
          item.task_id = newId('tsk')
          const pending = live.pending.get(name)
          if (pending) pending.taskId = item.task_id
          Object.assign(item, {
            task: core.nameOf(task),
            input: asJson(input),
            priority,
            attempts_max: task.attemptsMax,
          })
        } else Object.assign(item, { delay_ms: what.delayMs, signal: what.signal })
        if (!(await put(item))) throw new Fenced()
        // A signal may have been waiting already.
        if (what.kind === 'signal') wait(live)
        else if (what.kind === 'sleep') arm(live, name, what.delayMs!)
      }),
  }
  return Object.assign(acts, { settleWaits: wait, busy: () => busy })
}
