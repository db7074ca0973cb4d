import type { Static } from '#platform/contract'
import { pick } from '#platform/remote'
import type { Serve } from '#platform/service'
import { DeadTask, TaskSummary, type workflow } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { nextOf, operationsOf, shown } from '../shown.ts'
import { possible } from './runs.ts'

type Route<R extends keyof (typeof workflow)['routes']> = Serve<typeof workflow, R, Needs>

export const listTasks: Route<'listTasks'> = async ({ limit = 50, ...filter }, ctx) => {
  const tasks = await operationsOf(ctx).tasks({ ...filter, limit })
  return { tasks: tasks.map(shown), ...nextOf(tasks, limit) }
}

export const readTask: Route<'readTask'> = async ({ id, bytesMax = 16_384 }, ctx) => {
  const task = await operationsOf(ctx).task(id, bytesMax)
  return task ? shown(task) : ctx.fail('not_found', `There is no task ${id}.`)
}

export const listDeadTasks: Route<'listDeadTasks'> = async ({ limit = 50, ...filter }, ctx) => {
  const tasks = await operationsOf(ctx).dead({ ...filter, limit })
  return { tasks: tasks.map((task) => pick(DeadTask, shown(task)) as DeadTask), ...nextOf(tasks, limit) }
}

export const retryTask: Route<'retryTask'> = async ({ id, input }, ctx) => {
  const operations = operationsOf(ctx)
  if (!(await operations.task(id, 0))) return ctx.fail('not_found', `There is no task ${id}.`)
  await possible(ctx, () => operations.retryTask(id, { input }))
  ctx.log.info({ task: id, actor: ctx.actor }, 'task tried again by an operator')
  return pick(TaskSummary, shown((await operations.task(id, 0))!)) as Static<typeof TaskSummary>
}
