import { changedError, unasked } from './changed.ts'
import { gathered, patiently, Stopped } from './commit.ts'
import { asJson, type Core, newsChannel, reasonOf, workChannel, workerChannel } from './core.ts'
import type { openDoubt } from './doubt.ts'
import { Fenced } from './effects.ts'
import type { Acts, Live } from './replay.ts'
import { dropResult, type Stored, storeResult } from './results.ts'
import { type Ended, type EndedRow, finish } from './runs.sql.ts'
import { restart } from './saga.sql.ts'
import { quiet, reasonWith, undo } from './saga.ts'

type Ways = {
  drop(live: Live, reason: string): void
  doubt: ReturnType<typeof openDoubt>
  /** Looks for due runs. */
  again(): void
  stopWork(live: Live, reason: string): Promise<void>
  acts(): Acts
}

type End = Omit<Ended, 'id' | 'worker'>

/** What happens when the body of a flow is over: it returned, threw, was cancelled, or begins anew. */
export function openEnds(core: Core, { drop, doubt, again, stopWork, acts }: Ways) {
  const { owner } = core.database
  const put = gathered<Ended, EndedRow>(core.patience, 2, async (items) => {
    const answer = await owner.many<EndedRow>(finish(items))
    const rows = new Map(answer.map((r) => [r.id, r]))
    core.onEvents?.()
    for (const worker of answer[0]?.tells ?? []) core.wake.wake(worker ? workerChannel(worker) : workChannel)
    if (answer[0]?.has_orphans) core.wake.wake(newsChannel)
    return items.map((i) => rows.get(i.id)!)
  })
  /** Tasks and children that the body does not wait for any more end before the run: a task or child that is there only after the end would stay. */
  const endWork = async (live: Live) => {
    if (![...live.pending.values()].some((p) => p.kind === 'task' || p.kind === 'child')) return
    await Promise.allSettled([...live.asking])
    await stopWork(live, 'the run is over')
  }
  /** Ends a run in the database, unless others have ended it, and lets it go. */
  const conclude = async (live: Live, end: End) => {
    live.isOver = true
    if (live.isGone || core.isDraining) return dropResult(core, end.blob)
    const id = { id: live.row.id, worker: live.worker, hears: live.hears }
    if (live.cancelReason === undefined || live.isCancelling) {
      try {
        await endWork(live)
        const { is_done } = await put({ ...id, ...end }).catch((refused) => {
          if (refused instanceof Stopped || end.state !== 'completed') throw refused
          void dropResult(core, end.blob)
          return put({ ...id, state: 'failed', error: `the result could not be stored: ${reasonOf(refused)}` })
        })
        if (!is_done) await dropResult(core, end.blob)
      } catch (refused) {
        if (!(refused instanceof Stopped || refused instanceof Fenced))
          core.log.error({ run: live.row.id, reason: reasonOf(refused) }, 'a run could not be ended')
        doubt.raise()
      }
    }
    drop(live, 'the run is over')
  }
  /** The body failed or was cancelled: first its compensations, then the end. */
  const failed = async (live: Live, reason: string) => {
    if (live.isGone || core.isDraining) return
    if (live.undos.length === 0 && !live.isCancelling) return conclude(live, { state: 'failed', error: reason })
    try {
      const failures = await undo(live, acts(), () => stopWork(live, reason))
      if (live.isCancelling)
        await conclude(live, { state: 'cancelled', error: reasonWith(live.cancelReason!, failures) })
      else await conclude(live, { state: 'failed', error: reasonWith(reason, failures) })
    } catch (error) {
      if (error instanceof Stopped) return
      if (!(error instanceof Fenced))
        core.log.error({ run: live.row.id, reason: reasonOf(error) }, 'a run could not be undone')
      doubt.raise()
      drop(live, 'the run could not be undone here')
    }
  }
  /** Begins the run anew with its next input. */
  const continued = async (live: Live, input: unknown) => {
    await quiet(live)
    if (live.isGone || core.isDraining) return
    try {
      const next = { id: live.row.id, worker: live.worker, round: live.row.rounds, input: asJson(input) }
      const query = restart(next)
      const row = await patiently(core.patience, () => owner.one<{ is_done: boolean; has_orphans: boolean }>(query))
      if (!row.is_done) doubt.raise()
      if (row.has_orphans) core.wake.wake(newsChannel)
    } catch (error) {
      if (error instanceof Stopped) return
      return conclude(live, { state: 'failed', error: `the next input could not be stored: ${reasonOf(error)}` })
    }
    drop(live, 'the run begins anew')
    again()
  }

  return {
    conclude,
    async returned(live: Live, result: unknown): Promise<void> {
      live.isOver = true
      if (live.cancelReason !== undefined) return failed(live, live.cancelReason)
      if (live.past.size > 0 && !live.isGone) {
        acts().fail(live, changedError(live, `it ended, but ${unasked(live)}`))
        return
      }
      if (live.next) return continued(live, live.next.input)
      let stored: Stored
      try {
        stored = await storeResult(core, live.row.tenant_id, live.worker, asJson(result))
      } catch (error) {
        if (error instanceof Stopped) return
        return failed(live, `the result could not be stored: ${reasonOf(error)}`)
      }
      if (live.cancelReason === undefined) return conclude(live, { state: 'completed', ...stored })
      await dropResult(core, stored.blob)
      return failed(live, live.cancelReason)
    },
    threw(live: Live, error: unknown): Promise<void> {
      live.isOver = true
      if (live.next && live.cancelReason === undefined) return continued(live, live.next.input)
      if (!live.isGone && live.cancelReason === undefined)
        core.log.warn({ run: live.row.id, flow: live.row.flow, err: error, trace: live.row.trace }, 'a run failed')
      return failed(live, reasonOf(error))
    },
  }
}
