import type { Ctx, Serve } from '#platform/service'
import type { Queue, workflow } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { operationsOf, shown } from '../shown.ts'

type OwnCtx = Ctx<typeof workflow, Needs>
type Route<R extends keyof (typeof workflow)['routes']> = Serve<typeof workflow, R, Needs>

export const listQueues: Route<'listQueues'> = async (_, ctx) => ({
  queues: (await operationsOf(ctx).queues()).map(shown),
})

/** Changes a queue for all tenants, says so in the log with who asked, and gives it as it is then. */
async function change(ctx: OwnCtx, name: string, what: string, work: () => Promise<void>): Promise<Queue> {
  await work()
  ctx.log.info({ queue: name, actor: ctx.actor }, what)
  return shown((await operationsOf(ctx).queues()).find((q) => q.name === name)!)
}

export const limitQueue: Route<'limitQueue'> = ({ name, ...limits }, ctx) =>
  change(ctx, name, 'queue limited by an operator', () => operationsOf(ctx).limit(name, limits))

export const pauseQueue: Route<'pauseQueue'> = ({ name }, ctx) =>
  change(ctx, name, 'queue paused by an operator', () => operationsOf(ctx).pause(name))

export const resumeQueue: Route<'resumeQueue'> = ({ name }, ctx) =>
  change(ctx, name, 'queue resumed by an operator', () => operationsOf(ctx).resume(name))

export const listRetention: Route<'listRetention'> = async (_, ctx) => ({
  retention: await operationsOf(ctx).retention(),
})

export const retain: Route<'retain'> = async ({ flow, keepMs }, ctx) => {
  await operationsOf(ctx).retain(flow, keepMs)
  ctx.log.info({ flow, keepMs, actor: ctx.actor }, 'retention set by an operator')
  return { flow, keepMs }
}

export const retainForever: Route<'retainForever'> = async ({ flow }, ctx) => {
  const operations = operationsOf(ctx)
  if (!(await operations.retention()).some((kept) => kept.flow === flow))
    return ctx.fail('not_found', `${flow} is kept for ever already.`)
  await operations.retain(flow, undefined)
  ctx.log.info({ flow, actor: ctx.actor }, 'retention lifted by an operator')
  return {}
}
