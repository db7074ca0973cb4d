/*
 * How a run hears of an event: the log itself is the only store, and who waits looks into it.
 *
 *   1. The wait is committed (`schedule`), with the horizon of the log at that moment in `since`.
 *   2. After that, in a later statement, the holder of the run looks into the log for it (`findAwaited`) and gives it what is there (`give`).
 *   3. `search` goes over the log once, whoever does it, and tells the runs that wait for what it finds; told, they look again as in 2.
 *
 * Both read below the horizon only. There nothing is added any more, so the place of the last event given is all that must be remembered for "in the order
 * of the log, each at most once"; `give` moves it together with the end of the wait, fenced, and only the holder of the run looks.
 *
 * No event is lost between 2 and 3. Let the event's transaction be x, the look of a committed wait have the horizon h. If x < h, the look has seen the
 * event. Otherwise one search P goes over it, so P's horizon is above x, hence above h; horizons never go back, so P's snapshot is later than the
 * look's, hence later than the commit of the wait: P sees the wait, and tells the run. A search that begins at the oldest `since` leaves
 * out only what is below that horizon, hence below the horizon of every look after it. A holder that dies in between leaves a run
 * that is replayed, asks again, and looks again; one that is let go is told in its row, in the order of its locks.
 */
import { toEvent } from '#platform/events'
import { coalesced, gathered } from './commit.ts'
import { asJson, type Core, workChannel, workerChannel } from './core.ts'
import { findAwaited, type Given, type GivenRow, give, type Heard, type Search, search } from './hearing.sql.ts'
import { deliver, type Live } from './replay.ts'

/** Events searched by one statement. */
const searchedMax = 1000
/** Pause before the next look at events that are not below the horizon yet, and how often it is tried before the next wake. */
const restMs = 10
const restsMax = 5

/** Gives the waits of live runs the events that are there. `onLate` is told of a run that had left memory when its wait ended: as it has come back, it must read that. */
export function openHearing(core: Core, onLate: (run: string) => void): (live: Live) => Promise<void> {
  const { owner } = core.database
  const givenTo = (h: Heard, live: Live): { live: Live; item: Given }[] => {
    // The wait may be one that the replay has not asked for again; an event of its type is described by any other.
    const asked = [...live.pending.values()].find((p) => p.event?.type === h.type)?.event
    if (!asked) return []
    const { tenant: _, trace: __, ...event } = toEvent({ ...h, trace: null })
    const problem = core.validate(asked.data, event.data)
    const error = problem ? `the event ${h.id} does not fit ${h.type}: ${problem}` : null
    const { run_id, name, type, transaction_id, seq } = h
    const result = error ? null : { received: true, payload: asJson(event) }
    const state = error ? 'failed' : 'completed'
    const place = { run_id, name, type, transaction_id, seq, asked: h.asked ?? '' }
    return [{ live, item: { ...place, worker: live.worker, state, result, error } }]
  }
  // What was to be given when the answer was lost: asked again, it says what became of it.
  let unsure: { live: Live; item: Given }[] = []
  const settle = async () => {
    if (unsure.length === 0) return
    const byId = new Map(unsure.map(({ live }) => [live.row.id, live]))
    for (const row of await owner.many<GivenRow>(give(unsure.map(({ item }) => item)))) {
      const live = byId.get(row.run_id)!
      if (live.isGone) onLate(row.run_id)
      else deliver(live, row.name, { ...row, finished_at: null })
    }
    unsure = []
  }
  // One lane: two at once could give one event twice.
  const look = gathered<Live, void>(core.patience, 1, async (lives) => {
    await settle()
    const byId = new Map(lives.filter((l) => !l.isGone).map((l) => [l.row.id, l]))
    const heard = byId.size > 0 ? await owner.many<Heard>(findAwaited([...byId.keys()], core.worker)) : []
    unsure = heard.flatMap((h) => givenTo(h, byId.get(h.run_id)!))
    await settle()
    return lives.map(() => undefined)
  })
  return async (live) => {
    if ([...live.pending.values()].some((p) => p.event)) await look(live)
  }
}

/** Searches the log while somebody waits for an event; otherwise it costs a look into an empty table with each heartbeat. */
export function openSearch(core: Core) {
  let rests = 0
  let timer: NodeJS.Timeout | undefined
  const pass = coalesced(async () => {
    clearTimeout(timer)
    while (core.isAwaited && !core.isClosed) {
      const { searched, has_more, tells } = await core.database.owner.one<Search>(search(searchedMax))
      for (const worker of tells) core.wake.wake(worker ? workerChannel(worker) : workChannel)
      if (searched === searchedMax) continue
      if (has_more && rests++ < restsMax) timer = setTimeout(again, restMs)
      return
    }
  })
  const again = () => void pass().catch(() => {})
  const unhear = core.wake.on('events', () => {
    if (!core.isAwaited) return
    rests = 0
    again()
  })
  return {
    /** Told with each look whether somebody waits, in any process. */
    async look(isAwaited: boolean): Promise<void> {
      core.isAwaited = isAwaited
      rests = 0
      if (isAwaited) await pass()
    },
    close(): void {
      unhear()
      clearTimeout(timer)
    },
  }
}
