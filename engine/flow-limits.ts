import type { Core } from './core.ts'
import { claimLimitedRuns, countBegun, lockFlows } from './flow-limits.sql.ts'
import { claim, commit, type RunRoom, type RunRow } from './runs.sql.ts'

/** Claims of runs, those of flows with limits apart from the others. */
export function openRunClaims(core: Core) {
  const { database } = core
  let limited = new Set<string>()
  let isLimitedFirst = false
  return {
    isLimited: (flow: string) => limited.has(flow),
    hasLimits: () => limited.size > 0,
    async setLimited(flows: string[]): Promise<void> {
      if (flows.length === limited.size && flows.every((f) => limited.has(f))) return
      await database.owner.run(countBegun(flows))
      limited = new Set(flows)
    },
    /** Calls `take` with what it claimed, for both kinds, in turns: neither may take all the room for ever. Gives false when some claim was full. */
    async fill(worker: string, room: () => RunRoom, take: (rows: RunRow[]) => Promise<void>): Promise<boolean> {
      let isDone = true
      isLimitedFirst = !isLimitedFirst
      for (const isLimited of limited.size === 0 ? [false] : [isLimitedFirst, !isLimitedFirst]) {
        const all = room()
        const at = all.flows.flatMap((flow, i) => (limited.has(flow) === isLimited ? [i] : []))
        const want = { ...all, flows: at.map((i) => all.flows[i]!), versions: at.map((i) => all.versions[i]!) }
        if (want.free <= 0) return false
        if (at.length === 0) continue
        const rows = await (isLimited
          ? takeLimited(core, worker, want)
          : database.owner.many<RunRow>(claim(worker, want)))
        await take(rows)
        if (rows.length >= want.free) isDone = false
      }
      return isDone
    },
  }
}

/** The lock, the claim and the commit are sent at once: a process stopped between them would hold up the others. */
function takeLimited(core: Core, worker: string, room: RunRoom): Promise<RunRow[]> {
  return core.database.transaction(undefined, async ({ db }) => {
    const claimed = claimLimitedRuns(worker, room)
    const sent = [db.run(lockFlows(room.flows)), db.many<RunRow>(claimed), db.run(commit)] as const
    await Promise.allSettled(sent)
    const [, rows] = await Promise.all(sent)
    return rows
  })
}
