import type { Sql } from '#platform/database'
import { newId } from '#platform/ids'
import { coalesced } from './commit.ts'
import { type Core, newsChannel, reasonOf, workChannel, workerChannel } from './core.ts'
import { openSearch } from './hearing.ts'
import { commit, look, register, release, remove, removeExpired, type Sight } from './lease.sql.ts'
import { sweep } from './operations.sql.ts'
import type { Tasks } from './queue.ts'
import { removeLooseBlobs } from './results.ts'
import type { Runner } from './runner.ts'
import { fire } from './schedule.ts'

/**
 * A healthy worker is heard of long before its lease ends. Whoever sees a lease that will end before the next beat looks at that very moment, so a dead worker's
 * work goes on after `leaseMs`, not after a lease and a beat.
 */
const beatMs = 500
/** A look that takes longer is no heartbeat. */
const lookMsMax = 5_000
const sweepMs = 10_000
/** Rows of one statement: short enough that what it locks is not missed. */
const sweepMax = 1000

export type Lease = { look(): Promise<void>; close(): Promise<void>; leave(): Promise<void> }

/**
 * Keeps this process's lease, and looks for due work and news in the same statement, on a connection of its own and apart from what it then does about
 * them: neither steps that keep all connections busy nor a slow statement may cost a lease. A lease that others removed means they took our
 * work over: everything is aborted, and a new lease begun. After an outage of the database a lease that nobody removed simply goes on.
 */
export async function openLease(core: Core, tasks: Tasks, runner: Runner): Promise<Lease> {
  const line = core.database.beside({ statementTimeoutMs: lookMsMax })
  let timer: NodeJS.Timeout | undefined
  let movedAt = performance.now()
  let isLeft = false
  let sweptAt = performance.now()
  let cleaning: Promise<unknown> = Promise.resolve()
  let unhear = () => {}
  const searching = openSearch(core)
  const warn = (error: unknown) => {
    if (!core.isClosed)
      core.log.warn({ reason: reasonOf(error) }, 'the engine does not reach the database; trying again')
  }

  const enter = async () => {
    const id = newId('wrk')
    await line.db.run(register(id))
    unhear()
    core.worker = id
    unhear = core.wake.on(workerChannel(id), (isEcho) => isEcho || void beat())
  }
  const beat = coalesced(async () => {
    clearTimeout(timer)
    if (isLeft) return
    let nextMs = beatMs
    try {
      const held = tasks.seen()
      const sight = await line.db.one<Sight>(
        look(core.worker, [...held.keys()], tasks.names, runner.flows, runner.versions),
      )
      if (isLeft) return
      if (sight.is_moved) movedAt = performance.now()
      nextMs = Math.max(0, movedAt + beatMs - performance.now())
      if (sight.next_end_ms !== null && sight.next_end_ms > 0) nextMs = Math.min(nextMs, sight.next_end_ms + 1)
      if (sight.lost.length > 0) tasks.lose(sight.lost, 'cancelled or taken over', held)
      if (sight.is_alive) see(sight)
      else await beginAnew()
    } catch (error) {
      nextMs = beatMs / 2
      warn(error)
    }
    if (!isLeft) timer = setTimeout(() => void beat(), nextMs)
  })
  async function beginAnew(): Promise<void> {
    core.log.warn({ worker: core.worker }, 'this process was taken for dead; dropping its work and starting anew')
    await enter()
    tasks.loseAll('the lease was lost')
    runner.loseAll('the lease was lost')
    void runner.pump()
  }
  let latest: Sight
  function see(sight: Sight): void {
    latest = sight
    tasks.setLimited(sight.limited)
    void tasks.giveUpLate()
    if (sight.has_expired) void buryAll()
    if (sight.tasks_due || tasks.isUnsure()) void tasks.pump()
    if (sight.runs_due || runner.isUnsure()) void runner.setLimited(sight.limited_flows).then(runner.pump, warn)
    void attend()
  }
  // What is not done yet when the next look comes is in the sight of that one again.
  const attend = coalesced(async () => {
    if (isLeft) return
    try {
      await searching.look(latest.is_awaited)
      if (latest.has_news || runner.isBlind()) await runner.news()
      if (performance.now() - sweptAt > sweepMs) {
        sweptAt = performance.now()
        // Not awaited: neither what is over nor a slow store may hold up the news.
        cleaning = tidy()
      }
      if (latest.schedules_due && !core.isDraining) await fire(core, runner.flows)
      if (!core.isDraining) await runner.letIdleGo()
    } catch (error) {
      warn(error)
    }
  })
  /** Removes as much as has become too old, in small statements: what comes faster than a fixed number would pile up for ever. */
  const tidy = coalesced(async () => {
    try {
      while (!isLeft && !core.isClosed) {
        const { runs, tasks: alone } = await core.database.owner.one<{ runs: number; tasks: number }>(sweep(sweepMax))
        if (runs < sweepMax && alone < sweepMax) break
      }
      await removeLooseBlobs(core)
    } catch (error) {
      if (!core.isClosed) core.log.warn({ reason: reasonOf(error) }, 'could not remove what is over; trying again')
    }
  })
  const buryAll = coalesced(async () => {
    if (!isLeft) await bury().catch(warn)
  })
  async function bury(): Promise<void> {
    const { gone, told } = await takeOver(core, removeExpired, 'died')
    if (!gone) return
    core.log.warn({ workers: gone.split(',') }, 'took over from processes that died')
    for (const worker of told) core.wake.wake(workerChannel(worker))
    core.wake.wake(workChannel)
    core.onEvents?.()
  }

  await enter()
  const unhearWork = core.wake.on(workChannel, (isEcho) => {
    if (isEcho) return
    void tasks.pump()
    void runner.pump()
  })
  const unhearNews = core.wake.on(newsChannel, (isEcho) => isEcho || void beat())
  await beat()
  return {
    look: beat,
    /** Gives the lease and everything held back at once. */
    async leave() {
      isLeft = true
      clearTimeout(timer)
      await takeOver(core, remove(core.worker), 'stopped')
      core.wake.wake(workChannel)
    },
    async close() {
      isLeft = true
      clearTimeout(timer)
      unhear()
      unhearWork()
      unhearNews()
      searching.close()
      await Promise.all([beat(), attend(), buryAll(), cleaning])
      await line.close()
    },
  }
}

async function takeOver(core: Core, removal: Sql, why: 'died' | 'stopped'): Promise<{ gone: string; told: string[] }> {
  return core.database.transaction(undefined, async ({ db }) => {
    const sent = [db.one<{ gone: string }>(removal), db.many<{ worker: string }>(release(why)), db.run(commit)] as const
    await Promise.allSettled(sent)
    const [{ gone }, told] = await Promise.all(sent)
    return { gone, told: told.map((r) => r.worker) }
  })
}
