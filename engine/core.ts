import type { Task, TSchema } from '#platform/contract'
import type { Binding, Database, Transaction } from '#platform/database'
import type { Blobs } from '#platform/ports'
import type { FlowRef, Log, TaskRun } from '#platform/service'
import type { Wake } from '#platform/wake'
import type { Patience } from './commit.ts'

/** What a step's or task's ctx is made of. */
export type Scope = { tenant: string; trace: string; signal: AbortSignal }
/** A step's: `tx` is already bound; `afterCommit` runs its argument once the step is durable, and not at all when it rolls back. */
export type StepScope = Scope & { runId: string; tx: Transaction; afterCommit(then: () => void): void }

/** A flow this process can run, with the way to its service's ctx. */
export type FlowHost = {
  flow: FlowRef
  /** Whose eyes the transaction of a step has; undefined is the owner. */
  binding(tenant: string): Binding | undefined
  context(scope: StepScope): unknown
}
/** A task this process can do. */
export type TaskHost = { task: Task; work(input: any, run: TaskRun, scope: Scope): Promise<unknown> }

export type EngineOptions = {
  database: Database
  wake: Wake
  log: Log
  flows: FlowHost[]
  /** By task name, `service.task`. */
  tasks: Map<string, TaskHost>
  nameOf(task: Task): string
  /** What is wrong with a value, in words; undefined when it fits. */
  validate(schema: TSchema, value: unknown): string | undefined
  /** Called after commits that wrote `job.*` events, to wake the listeners. */
  onEvents?(): void
  /** Where results over 1 MiB go; without it they are refused. */
  blobs?: Blobs
  /** Tasks at once; 8 unless said otherwise. */
  slots?: number
  /** Runs in memory at once; 200 unless said otherwise. */
  runsMax?: number
  /** A run that only sleeps or waits leaves memory when nothing is due for this long; 10,000 unless said otherwise. */
  idleMs?: number
}

/** What the parts of one engine share. */
export type Core = EngineOptions & {
  /** Id of the current lease, the fencing token; changes when the process was taken for dead. */
  worker: string
  isClosed: boolean
  isDraining: boolean
  /** Some run, here or elsewhere, waits for an event, as far as this process knows. */
  isAwaited: boolean
  patience: Patience
}

/** Wake channel for whoever can take new work. */
export const workChannel = 'engine'
/** Wake channel for everyone after a cancel or a signal. */
export const newsChannel = 'engine-news'
/** Wake channel of one worker. */
export const workerChannel = (worker: string): string => `engine-${worker}`

/** A value as it reads after a journey through the database: what a flow sees at first is what it sees at a replay. */
export const asJson = (value: unknown): any => (value === undefined ? null : JSON.parse(JSON.stringify(value)))

/** Text that PostgreSQL can store: no NUL, no half of a surrogate pair. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed()
export const reasonOf = (error: unknown): string =>
  storable(error instanceof Error ? error.message || error.name : String(error))
