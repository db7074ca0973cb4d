import { coalesced, gathered, Stopped } from './commit.ts'
import { asJson, type Core, type FlowHost, reasonOf, workerChannel } from './core.ts'
import { openDoubt } from './doubt.ts'
import { cancelLive, changedError, deliver, dropLive, idleRuns, type Live, openLive, runOf, unasked } from './replay.ts'
import {
  claim,
  type Ended,
  finish,
  letGo,
  load,
  type News,
  outcomes,
  type PastRow,
  type RunRow,
  states,
  strays,
  takeNews,
} from './runs.sql.ts'
import { openActs } from './steps.ts'
import { openTurns } from './turns.ts'

export type Runner = ReturnType<typeof openRunner>

/** Takes runs, lets their flows run in memory, and keeps them in step with the database. `loseTasks` aborts tasks of cancelled runs. */
export function openRunner(core: Core, loseTasks: (ids: string[], reason: string) => void) {
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
  }
  const end = gathered<Ended, { id: string; is_done: boolean }>(core.patience, 2, async (items) => {
    const rows = new Map((await owner.many<{ id: string; is_done: boolean }>(finish(items))).map((r) => [r.id, r]))
    core.onEvents?.()
    return items.map((i) => rows.get(i.id)!)
  })
  const conclude = async (live: Live, state: 'completed' | 'failed', result: unknown, error?: string) => {
    if (live.isGone || core.isDraining) return
    const ended = { id: live.row.id, worker: live.worker }
    if (live.cancelReason === undefined) {
      try {
        await end({ ...ended, state, result, error }).catch((refused) => {
          if (refused instanceof Stopped || state === 'failed') throw refused
          return end({ ...ended, state: 'failed', error: `the result could not be stored: ${reasonOf(refused)}` })
        })
      } catch (refused) {
        if (!(refused instanceof Stopped))
          core.log.error({ run: live.row.id, reason: reasonOf(refused) }, 'a run could not be ended')
        doubt.raise()
      }
    }
    drop(live, 'the run is over')
  }
  const acts = openActs(core, {
    drop,
    fail(live, error) {
      if (live.isGone) return
      core.log.error({ run: live.row.id, flow: live.row.flow, reason: error.message }, 'a run cannot go on')
      void conclude(live, 'failed', null, reasonOf(error))
    },
  })

  const pump = coalesced(async () => {
    while (!core.isDraining && !core.isClosed && flows.length > 0) {
      const free = runsMax - lives.size
      wasFull = free <= 0
      if (wasFull) return
      const { worker } = core
      isClaiming = true
      try {
        await doubt.check(async () => attach(worker, await owner.many<RunRow>(strays(worker, [...lives.keys()]))))
        const rows = await owner.many<RunRow>(
          claim(worker, { free, flows, versions, ...turns.now([...lives.values()].map((l) => l.row.tenant_id)) }),
        )
        await attach(worker, rows)
        wasFull = rows.length >= free
        if (!wasFull) return
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
    for (const live of fresh) if (live.row.claims === 1) begin(live, [])
    if (again.length === 0) return
    try {
      const past = await owner.many<PastRow>(load(again.map((l) => l.row.id)))
      const perRun = Map.groupBy(past, (p) => p.run_id)
      for (const live of again) begin(live, perRun.get(live.row.id) ?? [])
    } catch (error) {
      // Still ours in the database: the next look finds them as strays.
      for (const live of again) drop(live, 'the history could not be loaded')
      throw error
    }
  }

  function begin(live: Live, past: PastRow[]): void {
    if (live.isGone) return
    for (const p of past) {
      live.past.set(p.name, p)
      live.position = Math.max(live.position, p.position + 1)
    }
    const { flow } = hosts.get(`${live.row.flow}@${live.row.version}`)!
    live.isAttached = true
    const body = async () => flow.run(runOf(live, acts), live.row.input)
    body().then(
      (result) => {
        if (live.past.size > 0 && live.cancelReason === undefined && !live.isGone)
          return acts.fail(live, changedError(live, `it ended, but ${unasked(live)}`))
        let value: unknown
        try {
          value = asJson(result)
        } catch (error) {
          return conclude(live, 'failed', null, `the result could not be stored: ${reasonOf(error)}`)
        }
        return conclude(live, 'completed', value)
      },
      (error) => {
        if (!live.isGone && live.cancelReason === undefined)
          core.log.warn({ run: live.row.id, flow: live.row.flow, err: error, trace: live.row.trace }, 'a run failed')
        return conclude(live, 'failed', null, reasonOf(error))
      },
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
          if (live) deliver(live, row.name, row)
        }
      }
    } catch (error) {
      isBlind = true
      core.log.warn({ reason: reasonOf(error) }, 'could not look at the news; trying again')
    }
    for (const live of attached) if ([...live.pending.values()].some((p) => p.kind === 'signal')) acts.settleWaits(live)
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
        const live = lives.get(row.run_id)
        if (!live) {
          if (isClaiming) early.add(row.run_id)
        } else if (row.state === 'cancelled') {
          cancelLive(live, row.error ?? 'cancelled')
          // The flow hears of it first, then it is forgotten, whatever it does with that.
          setImmediate(() => drop(live, row.error ?? 'cancelled'))
        } else stale.add(live)
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
