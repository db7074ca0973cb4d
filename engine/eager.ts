import type { Db } from '#platform/database'
import type { Core } from './core.ts'
import type { openDoubt } from './doubt.ts'
import type { TaskRow } from './queue.sql.ts'

/** What a statement says that stored tasks: those of them that are begun here. */
export type Stored<R> = { begun: TaskRow[]; answer: R }
export type Eager = {
  /**
   * Stores tasks. `store` is told the worker and for each task whether it may be stored as begun by it; `names` are undefined for what may not. A task that
   * is begun where it is asked for is spared its claim: one commit less, and one wake.
   */
  storing<R>(
    names: (string | undefined)[],
    store: (worker: string, mayBegin: boolean[]) => Promise<Stored<R>>,
  ): Promise<R>
  /** Slots that are kept for tasks on their way. */
  kept(): number
}
type Ways = {
  doubt: ReturnType<typeof openDoubt>
  isRoomFor(name: string, kept: number, keptOfName: number): boolean
  take(worker: string, rows: TaskRow[]): void
}

/** Eager starts: a task that is asked for in a process with a free slot for it, while none of its name is due, is stored as begun. */
export function openEager(core: Core, { doubt, isRoomFor, take }: Ways): Eager {
  const kept = new Map<string, number>()
  let all = 0
  const keep = (name: string, change: number) => {
    all += change
    kept.set(name, (kept.get(name) ?? 0) + change)
  }
  return {
    kept: () => all,
    async storing(names, store) {
      const { worker } = core
      const isOpen = !core.isDraining && !core.isClosed && !doubt.isOpen()
      const mayBegin = names.map((name) => {
        if (!isOpen || !name || !isRoomFor(name, all, kept.get(name) ?? 0)) return false
        keep(name, 1)
        return true
      })
      const release = () => {
        for (const [i, name] of names.entries()) if (mayBegin[i]) keep(name!, -1)
      }
      try {
        const { begun, answer } = await store(worker, mayBegin)
        release()
        if (begun.length > 0) take(worker, begun)
        return answer
      } catch (error) {
        release()
        // They may be stored as begun by us all the same: the answer was lost.
        if (mayBegin.includes(true)) doubt.raise()
        throw error
      }
    },
  }
}

/** The worker of this process on a database, for starts that come from outside of runs. */
export const eagerOn = new WeakMap<Db, Eager>()
