import type { Db } from '#platform/database'
import type { Amounts } from './cost.ts'
import { findRun, findRuns, findSteps, findSummary, type RunFilter, type StepPage } from './history.sql.ts'
import type { BlobRef } from './results.sql.ts'

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
  /** Nothing goes on until it is resumed; while it is running, the step under way still ends. */
  isPaused: boolean
  /** The run it is a child of. */
  parentId: string | null
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  /** From start to end, waits included; null while it is not over. */
  durationMs: number | null
  /** What it spent, by unit, with its children and all failed attempts; null when nothing was reported. */
  cost: Amounts | null
}
export type HistoryStep = {
  name: string
  position: number
  kind: 'step' | 'now' | 'sleep' | 'signal' | 'event' | 'race' | 'child' | 'undo' | 'task'
  /** Name of the task or the signal, type of the event, or the child's flow. */
  what: string | null
  state: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'
  input: unknown
  /** Length as JSON, also of one that was left out for it. */
  inputBytes: number | null
  result: unknown
  resultBytes: number | null
  /** Where the result lies, when it is too large for its row; `result` is null then. */
  resultBlob: BlobRef | null
  error: string | null
  attempts: number
  /** What all attempts have spent, by unit; null when nothing was reported. */
  cost: Amounts | null
  failures: { attempt: number; error: string; at: string }[]
  progress: number | null
  message: string | null
  /** Of a gate: the JSON Schema of the answer, who gave it (null for a program), and when. The answer is the result. */
  form: unknown
  answeredBy: string | null
  answeredAt: Date | null
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

export type History = RunSummary & {
  input: unknown
  inputBytes: number
  result: unknown
  resultBytes: number | null
  /** Where the result lies, when it is too large for its row; `result` is null then. */
  resultBlob: BlobRef | null
  steps: HistoryStep[]
}

/**
 * A run with everything that happened in it, or a page of that, in the order asked. `db` is the owner's, or bound to a tenant. Undefined when there is no
 * such run.
 */
export async function history(db: Db, runId: string, page: StepPage = {}): Promise<History | undefined> {
  // One after the other: a run that is told to be over comes with all its steps, whatever happens in between.
  const run = await db.maybe<Omit<History, 'steps'>>(findRun(runId, page.bytesMax))
  return run && { ...run, steps: await db.many<HistoryStep>(findSteps(runId, page)) }
}

/** What is to say of a run in a line. Undefined when there is no such run. */
export const findRunSummary = (db: Db, id: string): Promise<RunSummary | undefined> =>
  db.maybe<RunSummary>(findSummary(id))

/** Runs, newest first, at most 500 a page. `db` is the owner's, or bound to a tenant. */
export function listRuns(db: Db, filter: RunFilter = {}): Promise<RunSummary[]> {
  return db.many<RunSummary>(findRuns(filter))
}
