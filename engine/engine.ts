/*
 * Durable execution on PostgreSQL.
 *
 *   run       one execution of a flow
 *   step      what a run remembers: a local effect, a sleep, a wait, a child, a reading of the clock
 *   task      work promised in a contract, done by whichever process hosts it; a step of a run, or alone
 *   worker    one living process: a lease that heartbeats move; its id is the fencing token on all it holds
 *   replay    a flow that was interrupted runs again from its beginning, and remembered steps answer from memory
 *
 *                     claim               the body returned
 *     start ─▶ queued ─────▶ running ───────────────────────▶ completed
 *                ▲              │  the body threw: compensations, then ─▶ failed
 *                └──────────────┤  cancelled: compensations, then ─▶ cancelled
 *       asleep, begun anew,     │
 *       taken over, given back ─┘
 *
 * Tasks have the same states; a failed attempt with another to come is queued again.
 *
 * To read, in this order: flow.ts what a user writes · start.ts starts · scope.ts and replay.ts remembered steps · steps.ts and effects.ts new
 * steps · timer.ts sleeps and waits · hearing.ts events · gates.ts questions to people · saga.ts compensations · ends.ts how runs end · runner.ts runs in memory ·
 * queue.ts and attempt.ts tasks · waiting.ts and pace.ts what is claimed ahead · eager.ts
 * what needs no claim · results.ts large results · turns.ts fairness · limits.ts
 * limits · schedule.ts and cron.ts times · lease.ts heartbeat and takeover · commit.ts group commit and patience · doubt.ts lost answers ·
 * history.ts and operations.ts for the people who run it · *.sql.ts every statement, migrations/ the tables. One page for users: docs/engine.md.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Core, EngineOptions } from './core.ts'
import { reasonOf } from './core.ts'
import { eagerOn } from './eager.ts'
import { type Depth, depths } from './history.sql.ts'
import { openLease } from './lease.ts'
import { openTasks, type Tasks } from './queue.ts'
import { openRunner, type Runner } from './runner.ts'

export type EngineStats = {
  /** Queued and running tasks by name, and runs by flow; of all processes. */
  tasks: Depth[]
  runs: Depth[]
  /** In this process. */
  slots: number
  slotsBusy: number
  runsInMemory: number
}
export type Engine = {
  /** Id of the current lease. */
  worker(): string
  /** Takes nothing new, waits up to `limitMs` for what runs here, then gives everything back, so that others go on at once. */
  drain(limitMs: number): Promise<void>
  /** Drains without patience, and stops. */
  close(): Promise<void>
  stats(): Promise<EngineStats>
}

/**
 * Starts one worker: it takes due runs of `flows` and due `tasks`, in this process, until closed. Any number of processes may do so on
 * one database.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const core: Core = {
    ...options,
    worker: '',
    isClosed: false,
    isDraining: false,
    isAwaited: false,
    patience: { isClosed: () => core.isClosed },
  }
  let runner: Runner
  const tasks: Tasks = openTasks(core, (run, step, outcome) => runner.settle(run, step, outcome))
  runner = openRunner(core, tasks)
  const lease = await openLease(core, tasks, runner)
  eagerOn.set(core.database.owner, tasks.eager)
  // The first claim of a connection is planned for longer than it runs: better now than when somebody waits.
  void tasks.pump()
  void runner.pump()
  let draining: Promise<void> | undefined

  const drain = async (limitMs: number) => {
    core.isDraining = true
    const endAt = performance.now() + limitMs
    if (limitMs > 0) void tasks.giveUpAll()
    while (performance.now() < endAt && (tasks.busy() > 0 || runner.busy() > 0)) await pause(20)
    // What is still at work is given back; whatever comes out of it is refused by the fence.
    core.isClosed = true
    await lease.leave().catch((error) => {
      core.log.warn(
        { reason: reasonOf(error) },
        'could not give the work back; others take it over when the lease ends',
      )
    })
    tasks.loseAll('the process stops')
    runner.loseAll('the process stops')
    await Promise.all([lease.close(), tasks.pump(), runner.pump()])
  }
  return {
    worker: () => core.worker,
    drain: (limitMs) => (draining ??= drain(limitMs)),
    close: () => (draining ??= drain(0)),
    async stats() {
      const rows = await core.database.owner.many<Depth & { kind: 'run' | 'task' }>(depths)
      const of = (kind: string) =>
        rows.filter((r) => r.kind === kind).map(({ name, state, count }) => ({ name, state, count }))
      return {
        tasks: of('task'),
        runs: of('run'),
        slots: core.slots ?? 8,
        slotsBusy: tasks.busy(),
        runsInMemory: runner.liveCount(),
      }
    },
  }
}

export type { EngineOptions, FlowHost, Scope, StepScope, TaskHost } from './core.ts'
