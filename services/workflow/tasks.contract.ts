import { defineRoutes, type Static, T, Time } from '#platform/contract'
import {
  ask,
  BytesMax,
  bytesOf,
  Cost,
  Failure,
  Key,
  Limit,
  Milliseconds,
  Priority,
  ResultBlob,
  RunId,
  refused,
  State,
  TaskId,
  TaskName,
  unknown,
  Value,
} from './terms.contract.ts'

export const TaskSummary = T.Object({
  id: TaskId,
  runId: T.Optional(RunId),
  step: T.Optional(T.String({ description: 'Its step in that run.' })),
  name: T.String(),
  key: T.Optional(T.String({ description: 'Of a task that stands alone: what it was started for.' })),
  state: State,
  priority: Priority,
  attempts: T.Integer({ minimum: 0 }),
  attemptsMax: T.Integer({ minimum: 1, description: 'Attempts allowed, the first included.' }),
  progress: T.Number({ minimum: 0, maximum: 1 }),
  message: T.Optional(T.String({ description: 'What the work last reported.' })),
  error: T.Optional(T.String({ description: 'Why the last attempt failed, for people.' })),
  limitKey: T.Optional(T.String({ description: 'What a limit per key counts by.' })),
  trace: T.String(),
  dueAt: T.String({ format: 'date-time', description: 'Not begun before.' }),
  createdAt: Time,
  startedAt: T.Optional(Time),
  finishedAt: T.Optional(Time),
  durationMs: T.Optional(Milliseconds),
  cost: Cost,
})

export const TaskWhole = T.Object({
  ...TaskSummary.properties,
  failures: T.Array(Failure),
  input: T.Optional(Value('What the work is given.')),
  inputBytes: bytesOf('input'),
  result: T.Optional(Value('What the work returned.')),
  resultBytes: bytesOf('result'),
  resultBlob: ResultBlob,
})
export type TaskWhole = Static<typeof TaskWhole>

export const DeadTask = T.Object({
  id: TaskId,
  runId: T.Optional(RunId),
  step: T.Optional(T.String()),
  name: T.String(),
  key: T.Optional(T.String()),
  error: T.String(),
  attempts: T.Integer({ minimum: 0 }),
  createdAt: Time,
  finishedAt: Time,
})
export type DeadTask = Static<typeof DeadTask>
const byTask = T.Object({ id: TaskId })

/** Tasks that stand alone, and those that failed for good. */
export const taskRoutes = defineRoutes({
  listTasks: ask('GET', '/workflow/tasks', 'Lists tasks that stand alone, newest first.', {
    query: T.Object({
      name: T.Optional(TaskName),
      state: T.Optional(State),
      key: T.Optional(Key),
      limitKey: T.Optional(Key),
      before: T.Optional(T.String({ ...TaskId, description: '`next` of the page before.' })),
      limit: T.Optional(Limit),
    }),
    reply: T.Object({ tasks: T.Array(TaskSummary), next: T.Optional(TaskId) }),
  }),
  readTask: ask('GET', '/workflow/tasks/:id', 'One task, alone or of a run, with its failed attempts.', {
    params: byTask,
    query: T.Object({ bytesMax: T.Optional(BytesMax) }),
    reply: TaskWhole,
    errors: unknown,
  }),
  listDeadTasks: ask('GET', '/workflow/dead-tasks', 'Lists tasks that failed for good, newest first.', {
    query: T.Object({
      name: T.Optional(TaskName),
      before: T.Optional(T.String({ ...TaskId, description: '`next` of the page before.' })),
      limit: T.Optional(Limit),
    }),
    reply: T.Object({ tasks: T.Array(DeadTask), next: T.Optional(TaskId) }),
  }),
  retryTask: ask(
    'POST',
    '/workflow/tasks/:id/retry',
    'Gives a failed task that stands alone as many attempts again as it had. One of a run is tried again with its run.',
    {
      params: byTask,
      body: T.Object({ input: T.Optional(Value('Instead of the input it had.')) }),
      reply: TaskSummary,
      errors: refused,
    },
  ),
})
