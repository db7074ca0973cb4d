import type { Held } from './attempt.ts'
import { type Core, reasonOf, workChannel } from './core.ts'
import type { openDoubt } from './doubt.ts'
import { giveBack } from './queue.sql.ts'

/** What waits longer for a slot is given back. */
const waitMsMax = 250

type Ways = { held: Map<string, Held>; slots: number; doubt: ReturnType<typeof openDoubt>; begin(h: Held): void }

/** Tasks that were claimed and wait for a slot. */
export function openWaiting(core: Core, { held, slots, doubt, begin }: Ways) {
  let waiting: Held[] = []
  const atWork = new Map<string, number>()
  let slotsTaken = 0
  const count = (h: Held, change: number) => {
    slotsTaken += change
    atWork.set(h.row.name, (atWork.get(h.row.name) ?? 0) + change)
  }

  /** Begins what waits, in the order in which it was claimed, as far as there are slots. */
  function beginSome(): void {
    for (let i = 0; i < waiting.length && slotsTaken < slots && !core.isDraining; ) {
      const h = waiting[i]!
      const { concurrency = slots } = core.tasks.get(h.row.name)!.task
      if (!h.isLost && (atWork.get(h.row.name) ?? 0) >= concurrency) {
        i++
        continue
      }
      waiting.splice(i, 1)
      if (h.isLost) continue
      h.begunAt = performance.now()
      count(h, 1)
      begin(h)
    }
  }
  /** Gives back what has waited for so long, so that others can begin it. */
  async function giveUp(waitedMs: number): Promise<void> {
    const late = new Set(waiting.filter((h) => !h.isLost && performance.now() - h.takenAt >= waitedMs))
    if (late.size === 0) return
    waiting = waiting.filter((h) => !late.has(h))
    for (const { row } of late) held.delete(row.id)
    try {
      for (const [worker, group] of Map.groupBy(late, (h) => h.worker)) {
        const ids = group.map((h) => h.row.id)
        await core.database.owner.run(giveBack(worker, ids))
      }
      core.wake.wake(workChannel)
    } catch (error) {
      doubt.raise()
      core.log.warn({ reason: reasonOf(error) }, 'could not give tasks back; looking for them again')
    }
  }
  return {
    /** Whether a task of this name would begin at once, beside so many that are on their way. */
    isFree: (name: string, others: number, othersOfName: number) =>
      waiting.length === 0 &&
      slotsTaken + others < slots &&
      (atWork.get(name) ?? 0) + othersOfName < (core.tasks.get(name)?.task.concurrency ?? slots),
    count: () => waiting.filter((h) => !h.isLost).length,
    add(h: Held): void {
      waiting.push(h)
    },
    beginSome,
    /** Its work is over. */
    ended(h: Held): void {
      count(h, -1)
      beginSome()
    },
    giveUpLate: () => giveUp(waitMsMax),
    giveUpAll: () => giveUp(0),
  }
}
