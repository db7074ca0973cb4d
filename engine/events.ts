import { type EventType, T } from '#platform/contract'

const job = {
  id: T.String({ description: 'Id of the run or of the task.' }),
  root: T.String({
    description: 'Id of the run; of the task itself when it stands alone. Events are in order per root.',
  }),
  tenant: T.String(),
  runId: T.Optional(T.String({ description: 'Run the task is a step of.' })),
  step: T.Optional(T.String({ description: 'Step name in that run.' })),
  task: T.Optional(T.String({ description: 'Of a task: its name, `service.task`.' })),
  flow: T.Optional(T.String({ description: 'Of a run: the name of its flow.' })),
  key: T.Optional(T.String({ description: 'Of a run: the key it was started with.' })),
  attempt: T.Optional(T.Integer({ minimum: 0, description: 'Of a task: attempts begun so far.' })),
}
const reason = { error: T.Optional(T.String({ description: 'The reason, for people.' })) }

/** What the engine says in the event log, in the transactions in which it happens. Source `engine`. */
export const jobEvents = {
  created: { type: 'job.created.v1', subject: 'root', summary: 'A run or a task was queued.', data: T.Object(job) },
  progress: {
    type: 'job.progress.v1',
    subject: 'root',
    summary: 'A task reported how far it is; at most once a second.',
    data: T.Object({
      ...job,
      progress: T.Number({ minimum: 0, maximum: 1 }),
      message: T.Optional(T.String({ description: 'What is being done, for people.' })),
    }),
  },
  completed: { type: 'job.completed.v1', subject: 'root', summary: 'A run or a task ended well.', data: T.Object(job) },
  failed: {
    type: 'job.failed.v1',
    subject: 'root',
    summary: 'A run or a task failed for good.',
    data: T.Object({ ...job, ...reason }),
  },
  cancelled: {
    type: 'job.cancelled.v1',
    subject: 'root',
    summary: 'A run or a task was cancelled.',
    data: T.Object({ ...job, ...reason }),
  },
} satisfies Record<string, EventType>
