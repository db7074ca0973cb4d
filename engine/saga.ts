import { reasonOf } from './core.ts'
import type { Run } from './flow.ts'
import type { Acts, Live } from './replay.ts'
import { runOf } from './scope.ts'

/** What undoes a part of a run. */
export type Undo = (run: Run) => Promise<unknown>

/** Waits until no new step of the run is being performed: a compensation must not overtake the effect that it undoes. */
export async function quiet(live: Live): Promise<void> {
  while (live.underway.size > 0) await Promise.allSettled([...live.underway])
}

/**
 * Runs the compensations, last registered first. Their steps are remembered like any other, so after a crash this goes on where it was. One
 * that fails does not keep the others from running. Returns what went wrong, in words.
 */
export async function undo(live: Live, acts: Acts, stopWork: () => Promise<void>): Promise<string[]> {
  live.isUndoing = true
  live.isOver = false
  live.later = []
  clearTimeout(live.changeTimer)
  live.changeTimer = undefined
  for (const pending of live.pending.values()) clearTimeout(pending.timer)
  live.pending.clear()
  for (const name of [...live.past.keys()]) if (!name.startsWith('undo/')) live.past.delete(name)
  await quiet(live)
  await stopWork()
  // The signal of the run has been aborted by the cancel; the compensations have not.
  if (live.abort.signal.aborted && !live.isGone) live.abort = new AbortController()
  const failures: string[] = []
  for (const { name, undo } of live.undos.toSorted((a, b) => b.position - a.position)) {
    try {
      await undo(runOf(live, acts, { prefix: `undo/${name}/`, isUndo: true }))
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`)
    }
  }
  return failures
}

/** The reason of the run with what its compensations could not do. */
export const reasonWith = (reason: string, failures: string[]): string =>
  failures.length === 0 ? reason : `${reason}. Not undone: ${failures.join('; ')}`
