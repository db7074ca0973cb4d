import { newId } from '#platform/ids'
import { hashOf } from './changed.ts'
import { gathered, patiently, Stopped } from './commit.ts'
import { asJson, type Core, type FlowHost, newsChannel, reasonOf, workChannel } from './core.ts'
import type { Eager } from './eager.ts'
import { Fenced, performed } from './effects.ts'
import type { TaskRow } from './queue.sql.ts'
import { type Acts, deliver, type Live } from './replay.ts'
import { findKept, type Kept, type Recorded, record } from './runs.sql.ts'
import { registerUndo, type Stopping, stopWork } from './saga.sql.ts'
import { openTimers } from './timer.ts'
import { type Scheduled, schedule } from './waits.sql.ts'

type Asked = { id: string; worker: string; begun: TaskRow[] }
type Ways = {
  eager: Eager
  drop(live: Live, reason: string): void
  fail: Acts['fail']
  loseTasks(ids: string[], reason: string): void
}

/** Steps that are not remembered yet: does them, commits them, gives the flow what was committed. */
export function openActs(core: Core, { eager, drop, fail, loseTasks }: Ways) {
  const { owner } = core.database
  const hosts = new Map<string, FlowHost>(core.flows.map((h) => [`${h.flow.name}@${h.flow.version}`, h]))
  let busy = 0
  const put = gathered<Scheduled, boolean>(core.patience, 2, (items) =>
    eager.storing(
      items.map((i) => (i.worker === core.worker ? i.task : undefined)),
      async (worker, mayBegin) => {
        const isEager = mayBegin.includes(true)
        const asked = isEager ? items.map((i, n) => (mayBegin[n] ? { ...i, eager: true } : i)) : items
        const rows = await owner.many<Asked>(schedule(asked, isEager ? worker : undefined))
        const begun = rows.flatMap((r) => r.begun)
        core.isAwaited ||= items.some((i) => i.kind === 'event')
        const works = items.filter((i) => i.kind === 'task' || i.kind === 'child').length
        if (works > begun.length) core.wake.wake(workChannel)
        if (works > 0) core.onEvents?.()
        const held = new Set(rows.map((r) => `${r.id} ${r.worker}`))
        return { begun, answer: items.map((i) => held.has(`${i.run_id} ${i.worker}`)) }
      },
    ),
  )
  const keep = gathered<Recorded, Kept | undefined>(core.patience, 2, async (items) => {
    const areNew = (await owner.run(record(items))) === items.length
    if (areNew && items.every((i) => i.kind !== 'now'))
      return items.map(({ run_id, name }) => ({ run_id, name, finished_at: null }))
    const kept = new Map((await owner.many<Kept>(findKept(items, areNew))).map((r) => [`${r.run_id} ${r.name}`, r]))
    return items.map((i) => kept.get(`${i.run_id} ${i.name}`))
  })
  // Not while draining or resting: the step begins where the run goes next.
  const doing = (live: Live, work: () => Promise<void>, isAsking = false) => {
    if (core.isDraining || live.isGone || live.isResting) return
    busy++
    const done = work()
      .catch((error) => {
        if (error instanceof Stopped || live.isGone) return
        if (error instanceof Fenced) drop(live, 'the run was taken over')
        else fail(live, new Error(`a step could not be stored: ${reasonOf(error)}`))
      })
      .finally(() => {
        busy--
        live.underway.delete(done)
        live.asking.delete(done)
      })
    live.underway.add(done)
    if (isAsking) live.asking.add(done)
  }
  const { arm, wait } = openTimers(core, { doing, fail })

  const keepPlain = (live: Live, name: string, position: number, kind: 'now' | 'race', result: unknown) =>
    doing(live, async () => {
      const id = { run_id: live.row.id, worker: live.worker, name, position }
      const kept = await keep({ ...id, kind, state: 'completed', result, attempts: 1, took_ms: 0 })
      if (!kept) throw new Fenced()
      const first = kept.state ? kept.result : result
      deliver(live, name, { state: 'completed', result: first, error: null, finished_at: kept.finished_at })
    })
  const asked = (what: Parameters<Acts['ask']>[3]): Partial<Scheduled> => {
    if (what.kind === 'task') {
      const { task, input, given, priority, limitKey } = what
      const attempts_max = task.attemptsMax
      return {
        task_id: newId('tsk'),
        task: core.nameOf(task),
        input: asJson(input),
        input_hash: hashOf(given),
        priority,
        attempts_max,
        limit_key: limitKey,
      }
    }
    if (what.kind !== 'child')
      return { delay_ms: what.delayMs, due_at: what.dueAt, signal: what.signal, subject: what.subject, form: what.form }
    const { flow, key, input, given, priority } = what
    const { name, version } = flow
    return {
      child_id: newId('run'),
      flow: name,
      version,
      key,
      input: asJson(input),
      input_hash: hashOf(given),
      priority,
    }
  }

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
        if (past) deliver(live, name, past)
      }),
    now: (live, name, position) => keepPlain(live, name, position, 'now', null),
    won: (live, name, position, index) => keepPlain(live, name, position, 'race', index),
    registerUndo: (live, name, position) =>
      doing(live, async () => {
        const row = { run_id: live.row.id, worker: live.worker, name, position }
        const { is_held } = await patiently(core.patience, () => owner.one<{ is_held: boolean }>(registerUndo(row)))
        if (!is_held) throw new Fenced()
        deliver(live, name, { state: 'completed', result: null, error: null, finished_at: null })
      }),
    ask: (live, name, position, what) =>
      doing(
        live,
        async () => {
          const item: Scheduled = { run_id: live.row.id, worker: live.worker, name, position, kind: what.kind }
          if (what.kind === 'child' && what.flow.name === live.row.flow && what.key === live.row.key)
            return fail(
              live,
              new Error(`the child "${name}" has the flow and key of its parent: it would wait for itself`),
            )
          Object.assign(item, asked(what))
          const pending = live.pending.get(name)
          if (pending && item.task_id) pending.taskId = item.task_id
          if (!(await put(item))) throw new Fenced()
          // A signal or an event may have been waiting already, and a child over; only the database knows how far away a time is.
          if (what.kind === 'sleep' && what.delayMs !== undefined) arm(live, name, what.delayMs)
          else if (what.kind !== 'task') wait(live)
        },
        true,
      ),
  }
  return Object.assign(acts, {
    settleWaits: wait,
    busy: () => busy,
    /** Ends the tasks and children a run does not wait for any more. */
    async stopWork(live: Live, reason: string): Promise<void> {
      const query = stopWork(live.row.id, live.worker, reason)
      const { is_held, has_orphans, tasks } = await patiently(core.patience, () => owner.one<Stopping>(query))
      if (!is_held) throw new Fenced()
      loseTasks(
        tasks.filter((t) => t.worker === live.worker).map((t) => t.id),
        reason,
      )
      if (has_orphans || tasks.some((t) => t.worker && t.worker !== live.worker)) core.wake.wake(newsChannel)
    },
  })
}
