import { setTimeout as pause } from 'node:timers/promises'
import type { Db, Transaction } from '#platform/database'
import { Permanent } from '#platform/errors'
import { backoffMs } from './backoff.ts'
import { isTransient, patiently, Stopped } from './commit.ts'
import { asJson, type Core, type FlowHost, reasonOf } from './core.ts'
import { keepCost } from './cost.sql.ts'
import { type Amounts, addTo, type Costs, costsOrNone } from './cost.ts'
import type { StepOptions, StepRun } from './flow.ts'
import type { Live, Outcome } from './replay.ts'
import { dropResult, ResultLost, readResult, type Stored, storeResult } from './results.ts'
import { commit, findStep, type Kept, type PastRow, type Recorded, recordWithin } from './runs.sql.ts'

/** The run is not ours any more. */
export class Fenced extends Error {}

/** How a step is performed; `isOutside` for effects that get no ctx and hold no transaction. */
export type Performing = StepOptions & { isOutside?: boolean }
type Means = {
  core: Core
  host: FlowHost
  /** Undefined when the fence refused. */
  keep(item: Recorded): Promise<Kept | undefined>
}

type Effect = (...given: any[]) => unknown

/** Does a local step until it is committed, as done or as failed for good; undefined when a cancel ended the attempts. @throws Fenced */
export async function performed(
  means: Means,
  live: Live,
  name: string,
  position: number,
  effect: Effect,
  options: Performing,
): Promise<Outcome | undefined> {
  const costs: Costs = {}
  let outcome: Outcome | undefined
  try {
    outcome = await attempts(means, live, { name, position, effect, options, costs })
    return outcome
  } finally {
    // The step is not remembered from here; what was spent on it was spent.
    const left = Object.entries(outcome ? {} : costs).map(([at, sums]) => [`${name} ${at} ${live.worker}`, sums])
    if (left.length > 0) means.core.database.owner.run(keepCost(live.row.id, Object.fromEntries(left))).catch(() => {})
  }
}

type Step = { name: string; position: number; effect: Effect; options: Performing; costs: Costs }
async function attempts(means: Means, live: Live, asked: Step): Promise<Outcome | undefined> {
  const { name, position, effect, options, costs } = asked
  const { core } = means
  const attemptsMax = options.attemptsMax ?? 3
  for (let attempt = 1; ; attempt++) {
    const begunAt = performance.now()
    const item = (state: Recorded['state']): Recorded => ({
      run_id: live.row.id,
      worker: live.worker,
      name,
      position,
      kind: 'step',
      state,
      attempts: attempt,
      cost: costsOrNone(costs),
      took_ms: performance.now() - begunAt,
    })
    const kept = async (recorded: Recorded, result?: unknown): Promise<Outcome> => {
      const row = await means.keep(recorded)
      if (!row) {
        await dropResult(core, recorded.blob)
        throw new Fenced()
      }
      if (row.state) return there(core, live, recorded, row)
      return { state: recorded.state, result, error: recorded.error ?? null, finished_at: null }
    }
    const spend = (amounts: Amounts) => addTo(costs, attempt, amounts)
    const { round, step, end } = openAttempt(live, name, { attempt, spend }, options.timeoutMs)
    try {
      if (!options.isOutside && effect.length > 0)
        return await within(means, live, name, (ctx) => round(effect(ctx, step)), step.signal, item)
      const result = asJson(await round(options.isOutside ? effect(step) : effect()))
      const stored = await storeResult(core, live.row.tenant_id, live.worker, result)
      return await kept({ ...item('completed'), ...stored }, result)
    } catch (error) {
      if (error instanceof Fenced || error instanceof Stopped || error instanceof ResultLost || live.isGone) throw error
      const isLast = error instanceof Permanent || attempt >= attemptsMax || options.isPermanent?.(error)
      core.log.warn(
        { run: live.row.id, step: name, attempt, err: error, trace: live.row.trace },
        'a step attempt failed',
      )
      // The flow has been told of the cancel already, and waits for nothing but the end of this attempt.
      if (step.signal.aborted && live.cancelReason !== undefined && !live.isUndoing) return undefined
      if (isLast) return await kept({ ...item('failed'), error: reasonOf(error) })
      await pause(backoffMs({ backoffMs: 200, ...options }, attempt))
    } finally {
      end()
    }
  }
}

/** What the step remembers already counts: the run may have acted on it before it left memory. */
async function there(core: Core, live: Live, { blob }: Recorded, row: Kept): Promise<Outcome> {
  if (blob && blob.key !== row.blob?.key) await dropResult(core, blob)
  const result = row.blob ? await readResult(core, row.blob, () => !live.isGone) : row.result
  return { state: row.state!, result, error: row.error ?? null, finished_at: null }
}

/** One attempt of an effect: its key, its signal, and its limit, which binds even an effect that does not listen to its signal. */
function openAttempt(live: Live, name: string, given: Pick<StepRun, 'attempt' | 'spend'>, timeoutMs?: number) {
  const { id, rounds } = live.row
  const stop = new AbortController()
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => stop.abort(new Error(`timed out after ${timeoutMs} ms`)), timeoutMs)
  const step: StepRun = {
    key: rounds > 0 ? `${id}/${rounds}/${name}` : `${id}/${name}`,
    ...given,
    signal: timer ? AbortSignal.any([live.abort.signal, stop.signal]) : live.abort.signal,
  }
  const { promise: late, reject } = Promise.withResolvers<never>()
  late.catch(() => {})
  if (timer) stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  return {
    step,
    round: <T>(effect: T | Promise<T>): Promise<T> => (timer ? Promise.race([effect, late]) : Promise.resolve(effect)),
    end: () => clearTimeout(timer),
  }
}

/**
 * The effects and the result of a step in one commit. Repeated while the database is away; since the answer to a commit may be lost, each
 * repeat first looks whether the step is there, and the unique key of steps rolls a late double back.
 */
function within(
  { core, host }: Means,
  live: Live,
  name: string,
  effect: (ctx: any) => unknown,
  signal: AbortSignal,
  item: (state: 'completed') => Recorded,
): Promise<Outcome> {
  const { id: runId, tenant_id: tenant, trace } = live.row
  let mayBeThere = false
  const found = async (): Promise<Outcome | undefined> => {
    const row = await core.database.owner.maybe<PastRow>(findStep(runId, name))
    if (row?.blob) row.result = await readResult(core, row.blob, () => !live.isGone)
    return row
  }
  const work = patiently(core.patience, async () => {
    if (mayBeThere) {
      const there = await found()
      if (there) return there
    }
    const then: (() => void)[] = []
    let stored: Stored | undefined
    try {
      const outcome = await core.database.transaction(host.binding(tenant), async (tx) => {
        const watch = watched(tx)
        const afterCommit = (f: () => void) => void then.push(f)
        const scope = { tenant, trace, runId, signal, tx: watch.tx, afterCommit }
        const result = await Promise.resolve(host.context(scope))
          .then(effect)
          .then(asJson)
          .catch((error) => {
            throw watch.hasFailed() ? error : new EffectFailed(error)
          })
        watch.end()
        stored = await storeResult(core, tenant, live.worker, result)
        const recorded = { ...item('completed'), ...stored }
        await allOf([tx.bind(undefined), tx.db.run(recordWithin(recorded)), tx.db.run(commit)])
        return { state: 'completed', result, error: null, finished_at: null }
      })
      for (const f of then) f()
      return outcome
    } catch (error) {
      void dropResult(core, stored?.blob)
      if (isTransient(error)) mayBeThere = true
      const { code, constraint, table } = error as { code?: string; constraint?: string; table?: string }
      if (code === '23502' && table === 'steps') throw new Fenced()
      const there = code === '23505' && constraint === 'steps_pkey' ? await found() : undefined
      if (there) return there
      throw error
    }
  })
  return work.catch((error) => {
    throw error instanceof EffectFailed ? error.cause : error
  })
}

/** Waits for every answer before it throws the first failure, so that the connection is quiet again. */
async function allOf(sent: Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(sent)
  await Promise.all(sent)
}

/** What an effect threw by itself. Hidden from the patience with the database: a mail server that refuses connections looks just like it. */
class EffectFailed extends Error {
  constructor(cause: unknown) {
    super('the effect failed', { cause })
  }
}
/**
 * The transaction as the effect sees it: remembers whether the database failed it in passing, and ends with the effect, because a statement that
 * nobody awaited would run later, with the engine's eyes.
 */
function watched(tx: Transaction): { tx: Transaction; hasFailed(): boolean; end(): void } {
  let failed = false
  let isOver = false
  const noting = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A) => {
      if (isOver) throw new Error('this step is over: await every statement inside it')
      return call(...args).catch((error) => {
        if (isTransient(error)) failed = true
        throw error
      })
    }
  }
  const { db } = tx
  const many = noting(db.many) as Db['many']
  const noted: Db = {
    many,
    maybe: noting(db.maybe) as Db['maybe'],
    one: noting(db.one) as Db['one'],
    run: noting(db.run),
  }
  const end = () => {
    isOver = true
  }
  return { tx: { ...tx, db: noted }, hasFailed: () => failed, end }
}
