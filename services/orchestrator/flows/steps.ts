import type { RequestSnapshot } from '#contracts/submission'
import { type Run, TaskFailed } from '#engine/flow'
import type { Ctx } from '#platform/service'
import { type Step, type StepName, stepNames } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { keepPart, type Part } from '../store.ts'

type OwnCtx = Ctx<any, Needs>

const pick = <T, K extends keyof T & Part>(from: T, parts: K[]) => Object.fromEntries(parts.map((p) => [p, from[p]]))

/** Thrown inside a step that turns out to have nothing to do: shown as skipped, with the reason. */
export class Skipped extends Error {}
/** Thrown inside a step that was done and came to nothing: shown as failed, with the reason. */
export class Refused extends Error {}

/**
 * The visible steps of one run. Each start and end is an event, written in the same transaction as the step's result, so what the customer sees is what
 * happened. A failed step gives `undefined` and the run goes on with what it has.
 */
export async function openSteps(run: Run<OwnCtx>, request: RequestSnapshot) {
  const { id, attempt } = request
  const known = new Map<StepName, Step>()
  await run.step('begin', (ctx) => ctx.publish('processing', { id, attempt, at: ctx.now().toISOString() }))

  const report = async (ctx: OwnCtx, step: Step) => {
    await ctx.publish('step', { id, attempt, step })
    return step
  }
  const start = (name: StepName) =>
    run.step(`${name}: start`, (ctx) => report(ctx, { name, state: 'running', startedAt: ctx.now().toISOString() }))
  const end = async (
    name: StepName,
    started: Step,
    state: 'done' | 'failed' | 'skipped',
    reason?: string,
    keep?: Partial<Record<Part, unknown>>,
  ) => {
    const step = await run.step(`${name}: end`, async (ctx) => {
      for (const [part, value] of Object.entries(keep ?? {})) await keepPart(ctx.db, id, attempt, part as Part, value)
      const finishedAt = ctx.now()
      const durationMs = started.startedAt
        ? Math.max(0, finishedAt.getTime() - Date.parse(started.startedAt))
        : undefined
      return report(ctx, {
        ...started,
        state,
        finishedAt: finishedAt.toISOString(),
        durationMs,
        ...(reason && { reason }),
      })
    })
    known.set(name, step)
  }
  const skip = (name: StepName, reason: string) => end(name, { name, state: 'waiting' }, 'skipped', reason)
  const failed = (error: unknown): ['failed' | 'skipped', string] => [
    error instanceof Skipped ? 'skipped' : 'failed',
    (error as Error).message,
  ]

  return {
    // In one order at every replay: steps that go on at the same time may end in another one.
    all: () => stepNames.flatMap((name) => known.get(name) ?? []),
    /** A step done by a worker: `work` asks for tasks; its result is kept as a part, or as several that it names. `skipBecause` skips it. */
    async take<T>(
      name: StepName,
      skipBecause: string | undefined,
      kept: Part | (keyof T & Part)[] | undefined,
      work: () => Promise<T>,
    ): Promise<T | undefined> {
      if (skipBecause) return void (await skip(name, skipBecause))
      const started = await start(name)
      try {
        const result = await work()
        const { state, reason } = (result ?? {}) as { state?: string; reason?: string }
        const isSkipped = name === 'voice' && state === 'skipped'
        await end(
          name,
          started,
          isSkipped ? 'skipped' : 'done',
          isSkipped ? reason : undefined,
          kept && (Array.isArray(kept) ? pick(result, kept) : { [kept]: result }),
        )
        return result
      } catch (error) {
        if (!(error instanceof TaskFailed || error instanceof Skipped || error instanceof Refused)) throw error
        await end(name, started, ...failed(error))
        return undefined
      }
    },
    /** A step done here: `work` runs inside the transaction that ends the step. A string instead of work is why it is skipped. */
    async local<T extends Partial<Record<Part, unknown>> | undefined>(
      name: StepName,
      work: string | ((ctx: OwnCtx) => T | Promise<T>),
      parts: (keyof T & Part)[] = [],
    ): Promise<T | undefined> {
      if (typeof work === 'string') return void (await skip(name, work))
      const started = await start(name)
      const done = await run.step(`${name}: work`, async (ctx) => {
        try {
          return { value: await work(ctx) }
        } catch (error) {
          return { failure: (error as Error).message }
        }
      })
      if ('failure' in done) return void (await end(name, started, 'failed', done.failure))
      await end(name, started, 'done', undefined, pick(done.value as any, parts))
      return done.value
    },
  }
}
