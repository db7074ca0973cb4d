import { defineRoutes, type Static, T } from '#platform/contract'
import { ask, askOperator, TaskName } from './terms.contract.ts'

const most = (what: string) => T.Optional(T.Integer({ minimum: 1, maximum: 1_000_000, description: what }))

const limits = {
  runningMax: most('At once, over all processes.'),
  tenantRunningMax: most('At once, of one tenant.'),
  keyRunningMax: most('At once, of one tenant and limit key.'),
  rate: T.Optional(
    T.Object(
      {
        max: T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Starts; so many gather while nothing starts.' }),
        perMs: T.Integer({ minimum: 1, maximum: 86_400_000, description: 'The time in which so many may start.' }),
      },
      { additionalProperties: false },
    ),
  ),
}

export const Queue = T.Object({
  name: T.String(),
  isPaused: T.Boolean(),
  queued: T.Integer({ minimum: 0, description: 'Of this tenant.' }),
  running: T.Integer({ minimum: 0, description: 'Of this tenant.' }),
  dueSince: T.Optional(
    T.String({ format: 'date-time', description: 'Since when the one of this tenant that waits longest is due.' }),
  ),
  ...limits,
})
export type Queue = Static<typeof Queue>
const byQueue = T.Object({ name: TaskName })

/** Limits and pauses of tasks. */
export const queueRoutes = defineRoutes({
  listQueues: ask(
    'GET',
    '/workflow/queues',
    'Lists the tasks that have limits, are paused, or have work: limits of the installation, counts of the tenant.',
    { reply: T.Object({ queues: T.Array(Queue) }) },
  ),
  limitQueue: askOperator(
    'PUT',
    '/workflow/queues/:name/limits',
    'Limits a task for all tenants; what is absent has no limit.',
    {
      params: byQueue,
      body: T.Object(limits, { additionalProperties: false }),
      reply: Queue,
    },
  ),
  pauseQueue: askOperator('POST', '/workflow/queues/:name/pause', 'Begins nothing more of a task, for all tenants.', {
    params: byQueue,
    reply: Queue,
  }),
  resumeQueue: askOperator('POST', '/workflow/queues/:name/resume', 'Goes on with a task.', {
    params: byQueue,
    reply: Queue,
  }),
})
