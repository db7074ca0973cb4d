import { defineContract } from '#platform/contract'
import { queueRoutes } from './queues.contract.ts'
import { retentionRoutes } from './retention.contract.ts'
import { runRoutes } from './runs.contract.ts'
import { scheduleRoutes } from './schedules.contract.ts'
import { taskRoutes } from './tasks.contract.ts'

export { Queue } from './queues.contract.ts'
export { Kept } from './retention.contract.ts'
export { Gate, History, HistoryStep, RunSummary } from './runs.contract.ts'
export { Schedule } from './schedules.contract.ts'
export { DeadTask, TaskSummary, TaskWhole } from './tasks.contract.ts'
export { RunId, State, TaskId } from './terms.contract.ts'

export const workflow = defineContract({
  name: 'workflow',
  summary: 'Durable work as an operator sees it: runs, tasks, queues, schedules, retention.',
  port: 8004,
  events: {},
  tasks: {},
  routes: { ...runRoutes, ...taskRoutes, ...queueRoutes, ...scheduleRoutes, ...retentionRoutes },
})
