import type { EventData, EventType, Static, Task, TaskInput, TaskResult, TSchema } from '#platform/contract'
import type { FlowRef, ReceivedEvent } from '#platform/service'

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
/** A child run failed or was cancelled. `message` is its reason, the same at every replay. */
export class ChildFailed extends Error {
  step: string
  constructor(step: string, reason: string) {
    super(reason)
    this.name = 'ChildFailed'
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
  /** Delay before the second attempt, doubled each time ± 20 %; 200 unless said otherwise. */
  backoffMs?: number
  /** The longest delay; 60,000 unless said otherwise. */
  backoffMsMax?: number
  /** Limit of one attempt, from start to end; none unless said otherwise. */
  timeoutMs?: number
  /** True for failures that no retry can mend, beside `Permanent`. */
  isPermanent?(error: unknown): boolean
}
/** What an effect may use beside ctx. */
export type StepRun = {
  /** Idempotency key for effects outside: the same for every attempt of this step, and of no other. */
  key: string
  attempt: number
  /** Aborts when the run is cancelled or lost, and at the end of `timeoutMs`. */
  signal: AbortSignal
  /**
   * Says what the step has just spent, by unit, such as `{ EUR_micro: 120, tokens: 900 }`: added up over all attempts, and kept with the end of the step.
   * @throws RangeError for an amount below 0
   */
  spend(amounts: Record<string, number>): void
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
  step<T>(name: string, effect: (ctx: X, step: StepRun) => T | Promise<T>, options?: StepOptions): Promise<T>
  /**
   * An effect outside, such as a request to another server: at least once, with an idempotency key, and no transaction held open meanwhile.
   * @throws StepFailed after the last attempt
   */
  call<T>(name: string, effect: (step: StepRun) => T | Promise<T>, options?: StepOptions): Promise<T>
  /** Work promised in a contract, done by whichever process hosts it. @throws TaskFailed after the last attempt */
  task<K extends Task>(
    name: string,
    task: K,
    input: TaskInput<K>,
    options?: { priority?: number; limitKey?: string },
  ): Promise<TaskResult<K>>
  /**
   * Another flow as a part of this one. It is cancelled when this run ends before it. `key` is the run's own id and the step name unless said
   * otherwise; a run that has the key already is waited for instead of a new one. @throws ChildFailed when it fails or is cancelled
   */
  child<CI, CO>(
    flow: FlowRef<CI, CO>,
    input: CI,
    options?: { key?: string; name?: string; priority?: number },
  ): Promise<CO>
  /**
   * Waits for all; `undefined` and `false` entries give undefined. Unlike `Promise.all` it lets every entry end, then throws the first
   * failure in the order of the list: which one came first in time would not replay.
   */
  all<const T extends readonly unknown[]>(entries: T): Promise<{ -readonly [I in keyof T]: Entry<T[I]> }>
  /** The first entry that ends, well or not; which one it was is remembered. The others go on, and end with the run at the latest. */
  race<const T extends readonly Promise<unknown>[]>(entries: T): Promise<Awaited<T[number]>>
  /**
   * `fn` for every item, at most `concurrency` (8) at once. Results in the order of the items; failures as in `all`. `part` gives the steps of each item names
   * of their own: ask through it when `fn` has more than one step.
   */
  map<A, B>(
    items: readonly A[],
    fn: (item: A, part: Run<X>, index: number) => Promise<B>,
    options?: { concurrency?: number },
  ): Promise<B[]>
  /** The outcome as a value: for parts that may fail without failing the whole. A cancel still throws. */
  try<T>(promise: Promise<T>): Promise<{ ok: true; value: T } | { ok: false; reason: string }>
  /** Sleeps durably, for ms or until a time, by the clock of the database; a long sleep holds no memory. */
  sleep(name: string, until: number | Date): Promise<void>
  /**
   * Asks a person (a gate): the wait is listed with its form, a JSON Schema whose title is the question, and takes only what fits. Undefined when
   * `timeoutMs` went by without an answer.
   */
  waitFor<F extends TSchema>(
    signal: string,
    options: { form: F & { title?: string }; timeoutMs?: number },
  ): Promise<Static<F> | undefined>
  /** Waits for a signal to this run (one that came earlier counts). Undefined when `timeoutMs` went by without. */
  waitFor<P = unknown>(signal: string, options?: { timeoutMs?: number }): Promise<P | undefined>
  /**
   * Waits for an event of a contract, in the tenant of the run, and gives it as a listener gets it: id, type, subject, time and checked data. Every
   * event counts that was committed after the run was started, also before the run asks; the next call with the same type and
   * subject gets the next one, in the order of the log. Undefined when `timeoutMs` went by without.
   * @throws StepFailed when the event does not fit its contract
   */
  waitFor<E extends EventType>(
    event: E,
    options?: { subject?: string; timeoutMs?: number },
  ): Promise<ReceivedEvent<EventData<E>> | undefined>
  /** The time, by the clock of the database; remembered, so a replay reads the same. */
  now(): Promise<Date>
  /**
   * Registers what undoes the steps that follow (saga). When the run fails or is cancelled, the compensations run in reverse order, durably,
   * through the run given to them; then the run is over. Register before the effect: a crash between the two then undoes too
   * much rather than too little, so `undo` must bear that there is nothing to undo.
   */
  compensate(name: string, undo: (run: Run<X>) => Promise<unknown>): Promise<void>
  /**
   * Begins the run anew, with another input, an empty history and the same key, so that a run may go on for ever. Return it:
   * `return run.continueWith(next)`. Compensations do not reach beyond it, so it is refused while there are some.
   */
  continueWith(input: unknown): Promise<never>
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
