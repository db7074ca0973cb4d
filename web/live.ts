import type { Step } from '#contracts/orchestrator'
import type { Submission } from '#contracts/submission'

export const isFinal = (status: Submission['status']): boolean => status !== 'received' && status !== 'processing'
export const isOver = (step: Step): boolean => step.state !== 'waiting' && step.state !== 'running'

/** Steps that have ended, whatever their outcome, out of all: the only progress that is known to be true. */
export function progress(steps: Step[]): { finished: number; all: number } {
  return { finished: steps.filter(isOver).length, all: steps.length }
}

/**
 * Applies one event of the stream to what is known. An event of an earlier attempt changes nothing, because the stream may
 * replay what happened before a retry.
 *
 * @returns the request as it is now, or `undefined` when the event speaks of something unknown and the request must be read again
 */
export function applyEvent(known: Submission, event: string, data: unknown): Submission | undefined {
  const { attempt, step, status } = data as { attempt?: number; step?: Step; status?: Submission['status'] }
  if (attempt !== undefined && attempt < known.attempt) return known
  if (attempt !== undefined && attempt > known.attempt) return
  if (event === 'status') return status ? { ...known, status } : undefined
  if (event !== 'step' || !step) return known
  if (!known.steps.some((other) => other.name === step.name)) return
  return { ...known, steps: known.steps.map((other) => (other.name === step.name ? step : other)) }
}

/** Delay before connecting again, in ms: 1 s, 2 s, 4 s … at most 15 s. */
export const reconnectDelayMs = (failures: number): number => Math.min(15_000, 1_000 * 2 ** Math.max(0, failures - 1))
