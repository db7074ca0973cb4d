import { NotPossible } from '#engine/operations'
import type { Ctx, Serve } from '#platform/service'
import type { RunSummary, workflow } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { nextOf, operationsOf, shown } from '../shown.ts'

type OwnCtx = Ctx<typeof workflow, Needs>
type Route<R extends keyof (typeof workflow)['routes']> = Serve<typeof workflow, R, Needs>

export const listRuns: Route<'listRuns'> = async ({ since, until, limit = 50, ...filter }, ctx) => {
  const times = { since: since ? new Date(since) : undefined, until: until ? new Date(until) : undefined }
  const runs = await operationsOf(ctx).list({ ...filter, ...times, limit })
  return { runs: runs.map(shown), ...nextOf(runs, limit) }
}

const childrenMax = 200

export const readRun: Route<'readRun'> = async ({ id, after, limit = 50, bytesMax = 16_384 }, ctx) => {
  const operations = operationsOf(ctx)
  const [run, children] = await Promise.all([
    operations.history(id, { after, limit, bytesMax }),
    operations.list({ parent: id, limit: childrenMax }),
  ])
  if (!run) return ctx.fail('not_found', `There is no run ${id}.`)
  const next = run.steps.length === limit ? { next: run.steps.at(-1)!.name } : {}
  return { ...shown(run), steps: run.steps.map(shown), children: children.map(shown), ...next }
}

/** The run as it is now. Whether it was there at all is asked first, so that a refusal can say which of the two it is. */
async function found(ctx: OwnCtx, id: string): Promise<RunSummary> {
  const run = await operationsOf(ctx).find(id)
  return run ? shown(run) : ctx.fail('not_found', `There is no run ${id}.`)
}

/** Does something to a run, says so in the log with who asked, and gives the run as it is then. */
async function mend(ctx: OwnCtx, id: string, what: string, work: () => Promise<unknown>): Promise<RunSummary> {
  await found(ctx, id)
  await possible(ctx, work)
  ctx.log.info({ run: id, actor: ctx.actor }, what)
  return found(ctx, id)
}

/** What the state of things does not allow is a refusal, with the engine's words. */
export async function possible<T>(ctx: OwnCtx, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NotPossible)) throw error
    return ctx.fail('not_possible', error.message)
  }
}

const over = async (ctx: OwnCtx, id: string): Promise<never> => {
  const { state } = await found(ctx, id)
  const isEnding = state === 'queued' || state === 'running'
  return ctx.fail('already_over', isEnding ? 'It is being cancelled already.' : `The run is ${state} already.`)
}

export const cancelRun: Route<'cancelRun'> = ({ id, reason = 'An operator cancelled it.' }, ctx) =>
  mend(
    ctx,
    id,
    'run cancelled by an operator',
    async () => (await operationsOf(ctx).cancel(id, reason)) || over(ctx, id),
  )

export const retryRun: Route<'retryRun'> = ({ id }, ctx) =>
  mend(ctx, id, 'run taken up again by an operator', () => operationsOf(ctx).retry(id))

export const resumeRun: Route<'resumeRun'> = ({ id, input }, ctx) =>
  mend(ctx, id, 'run taken up again by an operator with another input', () => operationsOf(ctx).resumeWith(id, input))

export const replayRun: Route<'replayRun'> = async ({ id, key, from, input }, ctx) => {
  await found(ctx, id)
  const copy = await possible(ctx, () => operationsOf(ctx).replay(id, { key, step: from, input }))
  ctx.log.info({ run: id, copy, actor: ctx.actor }, 'run replayed on a copy by an operator')
  return found(ctx, copy)
}

export const listGates: Route<'listGates'> = async ({ limit = 50, ...filter }, ctx) => ({
  gates: (await operationsOf(ctx).gates({ ...filter, limit })).map(shown),
})

export const answerGate: Route<'answerGate'> = ({ id, signal, answer }, ctx) => {
  const by = 'id' in ctx.actor ? ctx.actor.id : ctx.actor.kind
  return mend(ctx, id, 'gate answered by an operator', () => operationsOf(ctx).answer(id, signal, answer, by))
}

export const signalRun: Route<'signalRun'> = ({ id, signal, payload }, ctx) =>
  mend(
    ctx,
    id,
    'run given a signal by an operator',
    async () => (await operationsOf(ctx).signal(id, signal, payload)) || over(ctx, id),
  )
