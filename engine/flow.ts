import type { Task, TaskInput, TaskResult } from '#platform/contract'
import type { FlowRef } from '#platform/service'

/** A task of the run failed for good. `message` is the reason, the same at every replay. */
export class TaskFailed extends Error {
  step: string
  constructor(step: string, reason: string) {
    super(reason)
    this.name = 'TaskFailed'
    this.step = step
  }
}
/** A local step failed for good. `message` is the reason, the same at every replay. */
export class StepFailed extends Error {
  step: string
  constructor(step: string, reason: string) {
    super(reason)
    this.name = 'StepFailed'
    this.step = step
  }
}
/** The run was cancelled. Thrown at the next await, and at every one after it. */
export class RunCancelled extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RunCancelled'
  }
}
/** The code of a flow does not match what the run remembers. Ends the run: guessing on would be a silent wrong turn. */
export class FlowChanged extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FlowChanged'
  }
}

export type StepOptions = {
  /** Attempts in all; 3 unless said otherwise. `Permanent` from `#platform/errors` is never repeated. */
  attemptsMax?: number
  /** Delay before the second attempt, doubled each time; 200 unless said otherwise. */
  backoffMs?: number
}
type Entry<T> = T extends false | undefined | null | '' | 0 ? undefined : Awaited<T>

/**
 * What a flow may use. Everything a flow awaits comes from here: a clock, a random number or a request made outside of a step would
 * read differently when the flow is replayed. Step names are unique in a run; repeats of one name are numbered in the order asked.
 */
export type Run<X = any> = {
  id: string
  tenant: string
  /** The key it was started with. */
  key: string
  trace: string
  /**
   * A local effect. `effect` gets the service's ctx inside a transaction, and its SQL commits together with the result of the step: both or
   * neither. An effect that declares no parameter needs no transaction; its result then shares a commit with others.
   * @throws StepFailed after the last attempt
   */
  step<T>(name: string, effect: (ctx: X) => T | Promise<T>, options?: StepOptions): Promise<T>
  /** Work promised in a contract, done by whichever process hosts it. @throws TaskFailed after the last attempt */
  task<K extends Task>(
    name: string,
    task: K,
    input: TaskInput<K>,
    options?: { priority?: number },
  ): Promise<TaskResult<K>>
  /**
   * Waits for all; `undefined` and `false` entries give undefined. Unlike `Promise.all` it lets every entry end, then throws the first
   * failure in the order of the list: which one came first in time would not replay.
   */
  all<const T extends readonly unknown[]>(entries: T): Promise<{ -readonly [I in keyof T]: Entry<T[I]> }>
  /** The outcome as a value: for parts that may fail without failing the whole. A cancel still throws. */
  try<T>(promise: Promise<T>): Promise<{ ok: true; value: T } | { ok: false; reason: string }>
  /** Sleeps durably, by the clock of the database; a long sleep holds no memory. */
  sleep(name: string, ms: number): Promise<void>
  /** Waits for a signal to this run (one that came earlier counts). Undefined when `timeoutMs` went by without. */
  waitFor<P = unknown>(signal: string, options?: { timeoutMs?: number }): Promise<P | undefined>
  /** The time, by the clock of the database; remembered, so a replay reads the same. */
  now(): Promise<Date>
}

/**
 * Declares a durable function. Change what it asks for, in names or order, only together with `version`: runs finish on the version they
 * began with.
 *
 * @example
 * export const greet = flow('greet', 1, async (run, person: { name: string }) => {
 *   const text = await run.task('write', writer.tasks.write, person)
 *   await run.step('store', (ctx) => insertGreeting(ctx, text))
 * })
 */
export function flow<I, O, X = any>(
  name: string,
  version: number,
  body: (run: Run<X>, input: I) => Promise<O>,
): FlowRef<I, O> {
  return { name, version, run: body }
}
