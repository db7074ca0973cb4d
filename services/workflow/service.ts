import { defineService } from '#platform/service'
import { workflow } from './contract.ts'
import { needs } from './needs.ts'
import {
  limitQueue,
  listQueues,
  listRetention,
  pauseQueue,
  resumeQueue,
  retain,
  retainForever,
} from './routes/queues.ts'
import {
  answerGate,
  cancelRun,
  listGates,
  listRuns,
  readRun,
  replayRun,
  resumeRun,
  retryRun,
  signalRun,
} from './routes/runs.ts'
import {
  deleteSchedule,
  listSchedules,
  pauseSchedule,
  putSchedule,
  resumeSchedule,
  runSchedule,
} from './routes/schedules.ts'
import { listDeadTasks, listTasks, readTask, retryTask } from './routes/tasks.ts'

/**
 * The engine as an operator sees it: what runs, what waits, what failed and why, and the ways to mend it. Keeps nothing itself. Its role
 * operates what the engine holds for the tenant of the request, so PostgreSQL itself hides and guards what is of others; limits, pauses of queues
 * and retention are of the installation, and the routes say so. Who changed what is in the log.
 */
export default defineService(workflow, needs).serve({
  routes: {
    listRuns,
    readRun,
    cancelRun,
    retryRun,
    resumeRun,
    replayRun,
    signalRun,
    listGates,
    answerGate,
    listTasks,
    readTask,
    listDeadTasks,
    retryTask,
    listQueues,
    limitQueue,
    pauseQueue,
    resumeQueue,
    listSchedules,
    putSchedule,
    pauseSchedule,
    resumeSchedule,
    runSchedule,
    deleteSchedule,
    listRetention,
    retain,
    retainForever,
  },
})
