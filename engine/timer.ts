import { gathered, patiently } from './commit.ts'
import type { Core } from './core.ts'
import { takeOffers } from './gates.ts'
import { openHearing } from './hearing.ts'
import { type Acts, deliver, type Live } from './replay.ts'
import { recalled } from './results.ts'
import { load, type PastRow } from './runs.sql.ts'
import { settleWaits, type Waited } from './waits.sql.ts'

// A timer counts in 32 bits; a longer wait looks again.
const timerMsMax = 2 ** 30
/** What `settleWaits` ends. Other steps that are stored meanwhile are told by whoever stores them: only they know all of it, such as the time that was read. */
const waits = new Set<string>(['sleep', 'signal', 'event', 'child'])

type Ways = {
  /** Counts the work as under way in the run. */
  doing(live: Live, work: () => Promise<void>): void
  fail: Acts['fail']
}

/**
 * Ends sleeps and waits of runs in memory. The database decides what is over, by its own clock; a timer here only says when it is worth asking. Runs that
 * sleep for longer leave memory (`idle.ts`) and come back by their `wake_at`.
 */
export function openTimers(core: Core, { doing, fail }: Ways) {
  const { owner } = core.database
  // Runs whose last look was not answered, or ended something for the run as it has come back meanwhile: that is not ended again, so it is read.
  const unsure = new Set<string>()
  // One lane: two at once could give one signal to two waits.
  const settle = gathered<Live, Waited[]>(core.patience, 1, async (lives) => {
    const here = new Map(lives.filter((l) => !l.isGone).map((l) => [l.row.id, l]))
    const ids = [...here.keys()]
    if (ids.length === 0) return lives.map(() => [])
    const lost = ids.filter((id) => unsure.has(id))
    for (const id of ids) unsure.add(id)
    const isForEvent = [...here.values()].some((l) => l.hears)
    const rows = await owner.many<Waited>(settleWaits(ids, here.get(ids[0]!)!.worker, isForEvent))
    for (const past of lost.length > 0 ? await owner.many<PastRow>(load(lost)) : []) {
      const live = here.get(past.run_id)!
      const isUnread = past.state !== 'running' && (live.pending.has(past.name) || live.past.has(past.name))
      if (waits.has(past.kind) && isUnread) rows.push({ ...past, is_over: true })
    }
    for (const id of ids) unsure.delete(id)
    for (const row of rows) if (row.is_over && here.get(row.run_id)!.isGone) unsure.add(row.run_id)
    const perRun = Map.groupBy(rows, (r) => r.run_id)
    return lives.map((l) => perRun.get(l.row.id) ?? [])
  })
  const hear = openHearing(core, (run) => void unsure.add(run))
  /** Asks again when a wait may be over: in `dueMs`, or only at news (null). */
  const arm = (live: Live, name: string, dueMs: number | null) => {
    const pending = live.pending.get(name)
    if (!pending) return
    clearTimeout(pending.timer)
    pending.dueAt = dueMs === null ? Infinity : performance.now() + dueMs
    if (dueMs === null) return
    pending.timer = setTimeout(() => wait(live), Math.min(Math.max(0, dueMs) + 1, timerMsMax))
  }
  /** Asks which waits of the run are over, and gives the flow what came of them. */
  const wait = (live: Live) =>
    doing(live, async () => {
      if (live.hears) await hear(live)
      if ([...live.pending.values()].some((p) => p.isGate)) await patiently(core.patience, () => takeOffers(core, live))
      for (const row of await settle(live)) {
        if (!row.is_over) arm(live, row.name, row.due_ms)
        else if (await recalled(core, live, [row], fail)) deliver(live, row.name, { ...row, finished_at: null })
      }
    })
  return { arm, wait }
}
