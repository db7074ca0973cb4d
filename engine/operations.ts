import type { Db } from '#platform/database'
import { newId } from '#platform/ids'
import type { FlowRef } from '#platform/service'
import { newsChannel, workChannel } from './core.ts'
import type { Amounts } from './cost.ts'
import {
  countActive,
  type FlowLimits,
  type FlowRow,
  findFlows,
  setFlowLimits,
  setFlowPaused,
  setTenantLimit,
} from './flow-limits.sql.ts'
import { findGates, type GateFilter } from './gates.sql.ts'
import { answerGate, signalTo } from './gates.ts'
import type { StepPage } from './history.sql.ts'
import { findRunSummary, history, listRuns } from './history.ts'
import { type Limits, setLimits, setPaused } from './limits.sql.ts'
import {
  cancelById,
  copyRun,
  type DeadFilter,
  dropRetention,
  findCopied,
  findDead,
  findRetention,
  findRetryable,
  retryRun,
  retryTask,
  setRetention,
  sweep,
} from './operations.sql.ts'
import { findQueues, findTask, findTasks, type QueueRow, type TaskFilter } from './overview.sql.ts'
import { pauseRun, resumeRun } from './pausing.sql.ts'
import type { BlobRef } from './results.sql.ts'

/** A flow, or its name as `{ name }`. */
export type FlowName = Pick<FlowRef, 'name'>
/** What has limits: a task by its name, or a flow. */
type Limited = string | FlowName
const pausing = (what: Limited, isPaused: boolean) =>
  typeof what === 'string' ? setPaused(what, isPaused) : setFlowPaused(what.name, isPaused)

/** An operation that the state of things does not allow, with the reason for people. */
export class NotPossible extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'NotPossible'
  }
}
export type DeadTask = {
  id: string
  tenant: string
  runId: string | null
  step: string | null
  name: string
  key: string | null
  input: unknown
  error: string
  failures: { attempt: number; error: string; at: string }[]
  attempts: number
  createdAt: Date
  finishedAt: Date
}
/** A task that stands alone, or that a run waits for. */
export type TaskSummary = {
  id: string
  tenant: string
  runId: string | null
  step: string | null
  name: string
  key: string | null
  state: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'
  priority: number
  attempts: number
  attemptsMax: number
  progress: number
  message: string | null
  error: string | null
  limitKey: string | null
  trace: string
  /** Not begun before. */
  dueAt: Date
  createdAt: Date
  startedAt: Date | null
  finishedAt: Date | null
  durationMs: number | null
  /** What all attempts have spent, by unit; null when nothing was reported. */
  cost: Amounts | null
}
/** Values left out for their length are null; the length tells. */
export type TaskWhole = TaskSummary & {
  failures: { attempt: number; error: string; at: string }[]
  input: unknown
  inputBytes: number
  result: unknown
  resultBytes: number | null
  /** Where the result lies, when it is too large for its row. */
  resultBlob: BlobRef | null
}
/** A question to a person that a run waits for. */
export type Gate = {
  run: string
  tenant: string
  flow: string
  key: string
  step: string
  signal: string
  /** JSON Schema of the answer; its title is the question. */
  form: Record<string, unknown>
  since: Date
  /** End of the patience; null without one. */
  due: Date | null
}
export type Operations = ReturnType<typeof openOperations>

/**
 * What the people who run an installation do with runs and tasks. Needs no engine in this process: `db` is the owner's, or that of a role with
 * `grantOperationsTo`, bound to a tenant, which then sees and touches nothing of others. `wake` wakes a channel after the current commit.
 */
export function openOperations({ db, wake }: { db: Db; wake(channel: string): void }) {
  const begun = () => {
    wake(workChannel)
    wake(newsChannel)
  }
  async function retry(id: string, { input }: { input?: unknown } = {}): Promise<void> {
    const run = await db.maybe<{ state: string; is_undone: boolean }>(findRetryable(id))
    if (!run) throw new NotPossible(`There is no run ${id}.`)
    if (run.is_undone) throw new NotPossible('Its compensations have run: what it did is undone. Copy it instead.')
    if (!(await db.maybe(retryRun(id, input))))
      throw new NotPossible(`It is ${run.state}; only a failed or cancelled run is taken up again.`)
    begun()
  }
  return {
    /** Runs, newest first, at most 500 a page: by tenant, flow, state, parent, time, and a text in the key or the reason. */
    list: (filter: Parameters<typeof listRuns>[1] = {}) => listRuns(db, filter),
    /** What is to say of a run in a line. Undefined when there is no such run. */
    find: (id: string) => findRunSummary(db, id),
    /** A run with everything that happened in it, or a page of that. Undefined when there is no such run. */
    history: (id: string, page?: StepPage) => history(db, id, page),
    /** Gives a run a signal; it is kept until the run waits for it. False when there is no such run, or it is over. */
    async signal(id: string, name: string, payload?: unknown): Promise<boolean> {
      const isTaken = await signalTo(db, { id }, name, payload)
      if (isTaken) begun()
      return isTaken
    },
    /** Gates that wait for an answer, who waits longest first, at most 500. */
    gates: (filter: GateFilter = {}): Promise<Gate[]> => db.many<Gate>(findGates(filter)),
    /**
     * Answers the gate of a run in the name of `by`. Changes nothing when it throws: Refusal `invalid_input` with `errors` field by field when the payload
     * does not fit the form, NotPossible when no gate waits, or somebody was faster.
     */
    async answer(run: string, signal: string, payload: unknown, by: string): Promise<void> {
      if (!by) throw new NotPossible('An answer names who gives it.')
      const why = await answerGate(db, run, signal, payload, by)
      if (why) throw new NotPossible(why)
      begun()
    },
    /** Cancels a run that is not over. False when there is none. */
    async cancel(id: string, reason: string): Promise<boolean> {
      const isCancelled = (await db.maybe(cancelById(id, reason))) !== undefined
      if (isCancelled) begun()
      return isCancelled
    },
    /**
     * Lets the step under way end and nothing follow, until `resumeRun`: times that pass and signals, events and results that come meanwhile are seen then. Its
     * tasks and children go on. @throws NotPossible for a run that is over or being undone
     */
    async pauseRun(id: string): Promise<void> {
      if ((await db.run(pauseRun(id))) > 0) return begun()
      const run = await findRunSummary(db, id)
      if (!run) throw new NotPossible(`There is no run ${id}.`)
      if (!run.isPaused) throw new NotPossible(`It is ${run.finishedAt ? run.state : 'being undone'}.`)
    },
    /** Lets a paused run go on. False when there is none. */
    async resumeRun(id: string): Promise<boolean> {
      const isResumed = (await db.run(resumeRun(id))) > 0
      if (isResumed) begun()
      return isResumed
    },
    /** Takes a failed or cancelled run up again: what it remembers stays, the failures that ended it are done anew. @throws NotPossible */
    retry: (id: string) => retry(id),
    /** The same with another input. What it remembers stays, so this is for an input that is read again. @throws NotPossible */
    resumeWith: (id: string, input: unknown) => retry(id, { input }),
    /**
     * Begins a copy of a run, in any state, that remembers what was asked before `step` and does the rest anew; without `step`, everything. The
     * run itself stays as it is. Gives the id of the copy. @throws NotPossible
     */
    async replay(id: string, options: { key: string; step?: string; input?: unknown }): Promise<string> {
      const { step, key, input } = options
      const { position, tasks } = await db.one<{ position: number | null; tasks: string[] }>(
        findCopied(id, step ?? null),
      )
      if (step !== undefined && position === null) throw new NotPossible(`Run ${id} has no step "${step}".`)
      const taskIds = tasks.map((from) => ({ from, id: newId('tsk') }))
      const copy = { from: id, id: newId('run'), key, input, position: position ?? 0, taskIds }
      if (!(await db.maybe(copyRun(copy))))
        throw new NotPossible(`There is no run ${id}, or the key "${key}" is taken.`)
      begun()
      return copy.id
    },
    /** Tasks that stand alone, newest first, at most 500 a page. */
    tasks: (filter: TaskFilter = {}): Promise<TaskSummary[]> => db.many<TaskSummary>(findTasks(filter)),
    /** One task, alone or of a run. Undefined when there is no such task. */
    task: (id: string, bytesMax = 2 ** 31 - 1): Promise<TaskWhole | undefined> =>
      db.maybe<TaskWhole>(findTask(id, bytesMax)),
    /** Tasks that failed for good (dead letters), newest first, at most 500 a page. */
    dead: (filter: DeadFilter = {}): Promise<DeadTask[]> => db.many<DeadTask>(findDead(filter)),
    /** Tries a failed task that stands alone again, with another input if one is given. @throws NotPossible for one of a run: retry the run */
    async retryTask(id: string, options: { input?: unknown } = {}): Promise<void> {
      if (!(await db.maybe(retryTask(id, options.input))))
        throw new NotPossible(
          `${id} is no failed task that stands alone. The task of a run is tried again with its run.`,
        )
      begun()
    },
    /**
     * Limits a task, by its name, or a flow, over all processes; what is not said is not limited. In force with the next claim. A run has its place from its
     * begin to its end, asleep or not, so one that waits for a run of its own limited flow may wait for ever.
     */
    limit: (async (what: Limited, limits: Limits & FlowLimits) => {
      await db.run(typeof what === 'string' ? setLimits(what, limits) : setFlowLimits(what.name, limits))
      begun()
    }) as { (task: string, limits: Limits): Promise<void>; (flow: FlowName, limits: FlowLimits): Promise<void> },
    /** Limits the runs of a flow for one tenant, instead of `tenantActiveMax`; without `max` it is as the others again. */
    async limitTenant(flow: FlowName, tenant: string, max: number | undefined): Promise<void> {
      await db.run(setTenantLimit(flow.name, tenant, max))
      begun()
    },
    /** Runs of a flow and tenant that have begun and are not over. */
    active: (flow: FlowName, tenant: string) => db.one<{ active: number }>(countActive(flow.name, tenant)),
    /** Begins nothing more of this task or flow; what has begun goes on. */
    pause: async (what: Limited): Promise<void> => void (await db.run(pausing(what, true))),
    async resume(what: Limited): Promise<void> {
      await db.run(pausing(what, false))
      begun()
    },
    /** Limits and pauses of flows, with how many runs have begun and how many wait to. */
    flows: () => db.many<FlowRow>(findFlows),
    /** Limits and pauses of tasks, with how much is queued and running; also of tasks that have work and no limits. */
    queues: () => db.many<QueueRow>(findQueues),
    /** Keeps finished runs of a flow, or finished tasks of a name, for `keepMs`; undefined is for ever, as at first. */
    retain: async (flow: string, keepMs: number | undefined): Promise<void> =>
      void (await db.run(keepMs === undefined ? dropRetention(flow) : setRetention(flow, Math.round(keepMs)))),
    retention: () => db.many<{ flow: string; keepMs: number }>(findRetention),
    /** Removes what is kept no longer; the engine does so every minute. Gives how much. */
    sweep: (limit = 1000) => db.one<{ runs: number; tasks: number }>(sweep(limit)),
  }
}
