import { setTimeout as pause } from 'node:timers/promises'
import { isConnectionLost } from '#platform/database'

/** Thrown to whoever waits for a commit when the engine closes; the work is continued by another worker. */
export class Stopped extends Error {}

/** True when the same statement may succeed in a moment: no connection, deadlock, lock or statement timeout, disk or memory short, failover. */
export function isTransient(error: unknown): boolean {
  return (
    isConnectionLost(error) || /^(40001|40P01|55P03|57014|53...|25006)$/.test((error as { code?: string }).code ?? '')
  )
}

export type Patience = {
  isClosed(): boolean
  onRetry?(error: unknown): void
  /** Nothing is repeated: whoever waits hears of the failure at once. */
  isShort?: true
}

/**
 * Repeats `work` while the database is away, with back-off up to 1 s, for as long as it takes; other transient failures ten times.
 * Everything repeated must change nothing the second time, because an answer may be lost after its commit.
 * @throws Stopped once the engine is closed
 */
export async function patiently<T>(patience: Patience, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    if (patience.isClosed()) throw new Stopped()
    try {
      return await work(attempt)
    } catch (error) {
      if (patience.isClosed()) throw new Stopped()
      if (patience.isShort || !isTransient(error) || (attempt >= 10 && !isConnectionLost(error))) throw error
      patience.onRetry?.(error)
      await pause(Math.min(1000, 25 * 2 ** Math.min(attempt, 6)) * (0.8 + Math.random() * 0.4))
    }
  }
}

type Waiting<I, O> = { item: I; resolve(outcome: O): void; reject(error: unknown): void }
const groupMax = 200

/**
 * Group commit: while one statement is under way, later items gather and go out together, so many runs share one round trip and one
 * flush. `commit` gets a group and answers item by item. An item that spoils its group is found by committing each alone.
 */
export function gathered<I, O>(
  patience: Patience,
  lanes: number,
  commit: (items: I[]) => Promise<O[]>,
): (item: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = []
  let running = 0
  let isScheduled = false
  const alone = (w: Waiting<I, O>) =>
    patiently(patience, () => commit([w.item])).then(([outcome]) => w.resolve(outcome!), w.reject)
  const drain = async () => {
    isScheduled = false
    if (running >= lanes || waiting.length === 0) return
    const group = waiting.splice(0, groupMax)
    running++
    try {
      const outcomes = await patiently(patience, () => commit(group.map((w) => w.item)))
      for (const [i, w] of group.entries()) w.resolve(outcomes[i]!)
    } catch (error) {
      const isOver = error instanceof Stopped || (patience.isShort && isConnectionLost(error))
      if (group.length === 1 || isOver) for (const w of group) w.reject(error)
      else await Promise.all(group.map(alone))
    } finally {
      running--
      void drain()
    }
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (isScheduled) return
      isScheduled = true
      setImmediate(() => void drain())
    })
}

/** Runs `work` once at a time; calls during a run share the one that follows it. Never rejects: `work` reports its own failures. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  const begin = (): Promise<void> => {
    running = work().finally(() => {
      running = undefined
    })
    return running
  }
  return () => {
    if (!running) return begin()
    next ??= running.then(() => {
      next = undefined
      return begin()
    })
    return next
  }
}
