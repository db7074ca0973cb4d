// What a program that takes part in the engine benchmark can do. Each runs in a process of its own (contestant.ts); the orders of the measures
// are carried out there, so that no measured time crosses a process border but the one that is meant to.

/** Where a program finds what it stands on. */
export type Place = {
  /** A database of its own. */
  databaseUrl: string
  redisPort?: number
  restate?: { ingressUrl: string; adminUrl: string }
  /** Its configuration, where one program takes part in several. */
  settings: Record<string, any>
}

/** Durable functions. Every promise resolves when the result is durable, and rejects when it is not the right one. */
export type Flows = {
  /** One flow of 40 steps; each step returns a number and does nothing else. */
  sequence(): Promise<void>
  /** Compares what is on record with how many sequences there were. Not timed. */
  check?(): Promise<void>
  /** So many flows of 3 steps at once. */
  crowd?(count: number): Promise<void>
}

/** Durable work without a flow around it: one kind of task that does nothing. Numbers are never used twice in a database. */
export type Queue = {
  /** Enqueues many, durable when it resolves. */
  put?(numbers: number[]): Promise<void>
  /** Enqueues one, durable when it resolves. */
  putOne(number: number): Promise<void>
  /** Starts the worker; `begin` is called when a task starts. The answer stops it. */
  work(begin: (number: number) => void): Promise<() => Promise<void>>
  /** How many are not durably done. */
  left?(): Promise<number>
}

/** A mixture as an installation has it; what is in a unit is the program's. */
export type Load = {
  /** Starts a worker that keeps what is done for `keepMs`. The answer stops it. */
  work(keepMs: number): Promise<() => Promise<void>>
  give(units: number): Promise<void>
  /** Units done by this worker. @throws when one gave a wrong result, or failed */
  done(): Promise<number>
  /** Removes what other parts of the platform would, such as old events. */
  tidy(): Promise<void>
}

export type Program = { flows?: Flows; queue?: Queue; load?: Load; close(): Promise<void> }

/** Steps of the long flow and what they add up to: 0 + 1 + … */
export const sequenceSteps = 40
export const sequenceSum = (sequenceSteps * (sequenceSteps - 1)) / 2
/** Steps of a flow of the crowd, which returns its own number plus their sum. */
export const crowdSteps = 3
export const crowdSum = (number: number) => number + (crowdSteps * (crowdSteps - 1)) / 2

/** @throws when a program returned something else */
export function expect(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`the result is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`)
}

/** Resolves when `isSo` answers true. @throws after `limitMs` with what was waited for */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, limitMs = 120_000): Promise<void> {
  const endAt = performance.now() + limitMs
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(`waited ${limitMs / 1000} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
