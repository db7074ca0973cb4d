import type { Db } from '#platform/database'
import { findRun, findRuns, findSteps, type RunFilter } from './history.sql.ts'

export type RunSummary = {
  id: string
  tenant: string
  flow: string
  version: number
  key: string
  state: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'
  priority: number
  error: string | null
  trace: string
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** From start to end, waits included; null while it is not over. */
  durationMs: number | null
}
export type HistoryStep = {
  name: string
  position: number
  kind: 'step' | 'now' | 'sleep' | 'signal' | 'race' | 'child' | 'undo' | 'task'
  /** Name of the task, of the signal, or of the child's flow. */
  what: string | null
  state: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'
  input: unknown
  result: unknown
  error: string | null
  attempts: number
  failures: { attempt: number; error: string; at: string }[]
  progress: number | null
  message: string | null
  taskId: string | null
  /** The run of a child. */
  childId: string | null
  /** When the flow asked for it. */
  askedAt: Date
  /** Begin of the last attempt. */
  startedAt: Date | null
  finishedAt: Date | null
  /** End of a sleep, or of the patience for a signal. */
  dueAt: Date | null
  /** From the asking to the end; null while it is not over. */
  durationMs: number | null
}

/** A run with everything that happened in it, in the order asked. `db` is the owner's. Undefined when there is no such run. */
export async function history(
  db: Db,
  runId: string,
): Promise<(RunSummary & { input: unknown; result: unknown; steps: HistoryStep[] }) | undefined> {
  const [run, steps] = await Promise.all([
    db.maybe<RunSummary & { input: unknown; result: unknown }>(findRun(runId)),
    db.many<HistoryStep>(findSteps(runId)),
  ])
  return run && { ...run, steps }
}

/** Runs, newest first, at most 500 a page. `db` is the owner's. */
export function listRuns(db: Db, filter: RunFilter = {}): Promise<RunSummary[]> {
  return db.many<RunSummary>(findRuns(filter))
}
