import { coalesced } from './commit.ts'
import { type Core, type FlowHost, newsChannel, reasonOf, workChannel, workerChannel } from './core.ts'
import { openDoubt } from './doubt.ts'
import { openEnds } from './ends.ts'
import { openRunClaims } from './flow-limits.ts'
import { idleRuns } from './idle.ts'
import { openLive } from './live.ts'
import { type News, states, takeNews } from './news.sql.ts'
import { rest } from './pausing.ts'
import type { Tasks } from './queue.ts'
import { cancelLive, deliver, dropLive, type Live } from './replay.ts'
import { recalled } from './results.ts'
import { letGo, load, outcomes, type PastRow, type RunRow, strays } from './runs.sql.ts'
import { runOf } from './scope.ts'
import { openActs } from './steps.ts'
import { openTurns } from './turns.ts'

export type Runner = ReturnType<typeof openRunner>

/** Takes runs, lets their flows run in memory, and keeps them in step with the database. `tasks` begins and aborts tasks of its runs. */
export function openRunner(core: Core, tasks: Pick<Tasks, 'lose' | 'eager'>) {
  const { owner } = core.database
  const hosts = new Map<string, FlowHost>(core.flows.map((h) => [`${h.flow.name}@${h.flow.version}`, h]))
  const flows = core.flows.map((h) => h.flow.name)
  const versions = core.flows.map((h) => h.flow.version)
  const runsMax = core.runsMax ?? 200
  const lives = new Map<string, Live>()
  /** Runs that had news between their claim and its answer. */
  const early = new Set<string>()
  const turns = openTurns()
  const doubt = openDoubt()
  let wasFull = false
  let isClaiming = false
  let isBlind = false

  const drop = (live: Live, reason: string) => {
    dropLive(live, reason)
    if (lives.get(live.row.id) === live) lives.delete(live.row.id)
    if (wasFull) void pump()
    // The room under a limit may be taken by any process.
    if (claims.isLimited(live.row.flow)) core.wake.wake(workChannel)
  }
  const ends = openEnds(core, {
    drop,
    doubt,
    again: () => void pump(),
    stopWork: (live, reason) => acts.stopWork(live, reason),
    acts: () => acts,
  })
  const fail = (live: Live, error: Error) => {
    if (live.isGone) return
    core.log.error({ run: live.row.id, flow: live.row.flow, reason: error.message }, 'a run cannot go on')
    const hasUndos = live.undos.length > 0 || [...live.past.values()].some((p) => p.kind === 'undo')
    const reason =
      reasonOf(error) + (hasUndos || live.row.cancel_reason !== null ? ' Its compensations did not run.' : '')
    void ends.conclude(live, { state: 'failed', error: reason })
  }
  const loseTasks = (ids: string[], reason: string) => tasks.lose(ids, reason)
  const acts = openActs(core, { eager: tasks.eager, drop, loseTasks, fail })
  const claims = openRunClaims(core)
  const room = () => ({
    free: runsMax - lives.size,
    flows,
    versions,
    ...turns.now([...lives.values()].map((l) => l.row.tenant_id)),
  })
  const pump = coalesced(async () => {
    while (!core.isDraining && !core.isClosed && flows.length > 0) {
      wasFull = lives.size >= runsMax
      if (wasFull) return
      const { worker } = core
      isClaiming = true
      try {
        await doubt.check(async () => attach(worker, await owner.many<RunRow>(strays(worker, [...lives.keys()]))))
        const isDone = await claims.fill(worker, room, (rows) => attach(worker, rows))
        // The room under a limit is free again when a run of this process ends.
        wasFull = !isDone || claims.hasLimits()
        if (isDone) return
      } catch (error) {
        doubt.raise()
        core.log.warn({ reason: reasonOf(error) }, 'could not look for runs; trying again')
        return
      } finally {
        isClaiming = false
        early.clear()
      }
    }
  })

  async function attach(worker: string, rows: RunRow[]): Promise<void> {
    if (worker !== core.worker) return
    const fresh = rows.map((row) => openLive(row, worker))
    for (const live of fresh) {
      // It may come again before the answer to its letting go has.
      const former = lives.get(live.row.id)
      if (former) dropLive(former, 'the run begins anew')
      lives.set(live.row.id, live)
      turns.took(live.row.tenant_id)
      live.hasNews = early.has(live.row.id)
    }
    const again = fresh.filter((l) => l.row.claims > 1)
    for (const live of fresh) if (live.row.claims === 1) void begin(live, [])
    if (again.length === 0) return
    try {
      const past = await owner.many<PastRow>(load(again.map((l) => l.row.id)))
      const perRun = Map.groupBy(past, (p) => p.run_id)
      for (const live of again) void begin(live, perRun.get(live.row.id) ?? [])
    } catch (error) {
      // Still ours in the database: the next look finds them as strays.
      for (const live of again) drop(live, 'the history could not be loaded')
      throw error
    }
  }

  async function begin(live: Live, past: PastRow[]): Promise<void> {
    if (live.isGone) return
    for (const p of past) {
      live.past.set(p.name, p)
      live.hears ||= p.kind === 'event'
      live.position = Math.max(live.position, p.position + 1)
    }
    if (!(await recalled(core, live, past, fail))) return
    const { flow } = hosts.get(`${live.row.flow}@${live.row.version}`)!
    live.isAttached = true
    if (live.row.is_paused) void rest(core, live, (reason) => drop(live, reason))
    const body = async () => flow.run(runOf(live, acts), live.row.input)
    body().then(
      (result) => ends.returned(live, result),
      (error) => ends.threw(live, error),
    )
    if (live.hasNews) void refresh([live])
  }

  /** Fetches what happened to the steps these runs wait for. */
  async function refresh(stale: Live[]): Promise<void> {
    for (const live of stale) live.hasNews = !live.isAttached
    const attached = stale.filter((l) => l.isAttached && !l.isGone)
    const ids = attached.flatMap((l) => [
      ...[...l.pending.values()].flatMap((p) => p.taskId ?? []),
      ...[...l.past.values()].flatMap((p) => (p.state === 'queued' || p.state === 'running' ? (p.task_id ?? []) : [])),
    ])
    try {
      if (ids.length > 0) {
        for (const row of await owner.many<PastRow>(outcomes(ids))) {
          const live = lives.get(row.run_id)
          // Not awaited: a slow store must not hold up the heartbeat.
          if (live) void recalled(core, live, [row], fail).then((isWhole) => isWhole && deliver(live, row.name, row))
        }
      }
    } catch (error) {
      isBlind = true
      core.log.warn({ reason: reasonOf(error) }, 'could not look at the news; trying again')
    }
    for (const live of attached)
      if ([...live.pending.values()].some((p) => p.kind === 'signal' || p.kind === 'event' || p.kind === 'child'))
        acts.settleWaits(live)
  }

  /** Handles what other processes did to our runs, and cancels. */
  async function news(): Promise<void> {
    const wasBlind = isBlind
    try {
      isBlind = true // until this look has been answered
      const rows = await owner.many<News>(takeNews(core.worker))
      if (wasBlind) rows.push(...(await owner.many<News>(states([...lives.keys()]))))
      isBlind = false
      if (rows.some((r) => r.task_id)) core.onEvents?.()
      const stale = new Set<Live>()
      for (const row of rows) {
        if (row.task_id) {
          if (row.worker === core.worker) loseTasks([row.task_id], row.error ?? 'cancelled')
          else if (row.worker) core.wake.wake(workerChannel(row.worker))
          continue
        }
        if (row.state === 'told' || row.state === 'orphan') {
          core.wake.wake(row.state === 'orphan' ? newsChannel : row.worker ? workerChannel(row.worker) : workChannel)
          continue
        }
        const live = lives.get(row.run_id)
        if (!live) {
          if (isClaiming) early.add(row.run_id)
        } else if (row.state === 'cancelled') {
          cancelLive(live, row.error ?? 'cancelled')
          // The flow hears of it first, then it is forgotten, whatever it does with that.
          setImmediate(() => drop(live, row.error ?? 'cancelled'))
        } else {
          if (row.cancel_reason !== null && live.cancelReason === undefined && !live.isUndoing)
            cancelLive(live, row.cancel_reason, true)
          if (row.is_paused) void rest(core, live, (reason) => drop(live, reason))
          stale.add(live)
        }
      }
      await refresh([...stale])
    } catch (error) {
      core.log.warn({ reason: reasonOf(error) }, 'could not look at the news; trying again')
    }
  }

  /** Lets go of runs that only sleep or wait, and not for a moment. Called between looks, so never beside `news`. */
  async function letIdleGo(): Promise<void> {
    for (const { live, dueMs } of idleRuns(lives.values(), core.idleMs ?? 10_000)) {
      try {
        const gone = await owner.maybe(letGo(live.row.id, live.worker, dueMs))
        if (gone) drop(live, 'the run sleeps')
      } catch (error) {
        doubt.raise()
        drop(live, 'the run may sleep')
        core.log.warn({ reason: reasonOf(error) }, 'could not let go of a run; looking for it again')
      }
    }
  }

  return {
    pump,
    news,
    letIdleGo,
    /** True while `news` must run although the database names none. */
    isBlind: () => isBlind,
    /** True while the database may hold runs as ours that we do not know of. */
    isUnsure: doubt.isOpen,
    setLimited: claims.setLimited,
    /** A task of a run ended in this process. */
    settle(run: string, step: string, outcome: { state: string; result: unknown; error: string | null }): void {
      const live = lives.get(run)
      if (live?.isAttached) deliver(live, step, { ...outcome, finished_at: null })
      else if (live) live.hasNews = true
      else if (isClaiming) early.add(run)
    },
    loseAll(reason: string): void {
      for (const live of [...lives.values()]) drop(live, reason)
    },
    /** Steps being performed or committed right now. */
    busy: acts.busy,
    flows,
    versions,
    liveCount: () => lives.size,
  }
}
