import { defineContract, Id, OneOf, type Route, type Static, T, Time, type TSchema } from '#platform/contract'

export const RunId = Id('run')
export const TaskId = Id('tsk')
export const State = OneOf(
  ['queued', 'running', 'completed', 'failed', 'cancelled'],
  'A run that sleeps or waits is `running` or, when it left memory, `queued`.',
)
const Version = T.Integer({ minimum: 1, description: 'Version of the code.' })
const Priority = T.Integer({ minimum: 1, maximum: 10, description: 'Higher first, within a tenant.' })
const Milliseconds = T.Integer({ minimum: 0, description: 'From the beginning to the end, waits included, in ms.' })
const FlowName = T.String({ minLength: 1, maxLength: 200, description: 'Name of a flow, such as `answer-request`.' })
const TaskName = T.String({
  pattern: '^[a-z][a-z0-9-]*\\.[a-zA-Z][a-zA-Z0-9-]*$',
  maxLength: 200,
  description: 'Name of a task, `service.task`, such as `notification.send`.',
})
const Key = T.String({ minLength: 1, maxLength: 500, description: 'The key, whole.' })
const Value = (description: string) => T.Unsafe<unknown>({ description })
const BytesMax = T.Integer({
  minimum: 0,
  maximum: 262_144,
  default: 16_384,
  description: 'Inputs and results longer than this, in bytes of JSON, are left out; their length is told.',
})
const Limit = T.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Entries of a page.' })
const Failure = T.Object({ attempt: T.Integer(), error: T.String(), at: T.String() })
const bytesOf = (what: string) =>
  T.Optional(T.Integer({ minimum: 0, description: `Length of the ${what} as JSON, also of one that is left out.` }))
const Cost = T.Optional(
  T.Record(T.String(), T.Number({ minimum: 0 }), {
    description: 'What was spent, by unit, such as `tokens`, with failed attempts; absent when nothing was reported.',
  }),
)
const ResultBlob = T.Optional(
  T.Object(
    { key: T.String(), bytes: T.Integer({ minimum: 0 }), sha256: T.String({ description: 'Hexadecimal.' }) },
    { description: 'Where a result of more than 1 MiB lies in the blob store; it is left out here.' },
  ),
)

export const RunSummary = T.Object({
  id: RunId,
  flow: FlowName,
  version: Version,
  key: T.String({ description: 'What it was started for. A second start of the flow with it was no second run.' }),
  state: State,
  priority: Priority,
  error: T.Optional(T.String({ description: 'Why it failed or was cancelled, for people.' })),
  parentId: T.Optional(T.String({ description: 'The run it is a child of.' })),
  trace: T.String({ description: 'W3C trace id of whoever started it; the logs have it too.' }),
  createdAt: Time,
  startedAt: T.Optional(Time),
  finishedAt: T.Optional(Time),
  durationMs: T.Optional(Milliseconds),
  cost: Cost,
})
export type RunSummary = Static<typeof RunSummary>

export const HistoryStep = T.Object({
  name: T.String({ description: 'Unique in the run; repeats are numbered: `poll`, `poll#2`.' }),
  position: T.Integer({ minimum: 0, description: 'Order in which the flow asked.' }),
  kind: T.String({
    description:
      '`step`: an effect of the flow itself; `task`; `child`: another run; `sleep`; `signal`: a wait; `now`: a reading of the clock; `race`; `undo`: a compensation was registered. There may be more.',
  }),
  what: T.Optional(T.String({ description: 'Name of the task, the signal, or the flow of the child.' })),
  state: State,
  input: T.Optional(Value('What a task was given.')),
  inputBytes: bytesOf('input'),
  result: T.Optional(Value('What the flow got.')),
  resultBytes: bytesOf('result'),
  resultBlob: ResultBlob,
  error: T.Optional(T.String({ description: 'Why it failed, for people.' })),
  attempts: T.Integer({ minimum: 0 }),
  cost: Cost,
  failures: T.Array(Failure, { description: 'Failed attempts of a task.' }),
  progress: T.Optional(T.Number({ minimum: 0, maximum: 1 })),
  message: T.Optional(T.String({ description: 'What the work last reported.' })),
  form: T.Optional(Value('Of a question to a person: the JSON Schema of the answer.')),
  answeredBy: T.Optional(T.String({ description: 'Who answered it; absent for a program.' })),
  answeredAt: T.Optional(Time),
  taskId: T.Optional(TaskId),
  childId: T.Optional(RunId),
  askedAt: Time,
  startedAt: T.Optional(T.String({ format: 'date-time', description: 'Begin of the last attempt.' })),
  finishedAt: T.Optional(Time),
  dueAt: T.Optional(T.String({ format: 'date-time', description: 'End of a sleep, or of the patience of a wait.' })),
  durationMs: T.Optional(Milliseconds),
})
export type HistoryStep = Static<typeof HistoryStep>

export const History = T.Object({
  ...RunSummary.properties,
  input: T.Optional(Value('What it was started with.')),
  inputBytes: bytesOf('input'),
  result: T.Optional(Value('What it returned.')),
  resultBytes: bytesOf('result'),
  resultBlob: ResultBlob,
  steps: T.Array(HistoryStep, { description: 'In the order asked.' }),
  next: T.Optional(T.String({ description: '`after` of the next page; absent on the last.' })),
  children: T.Array(RunSummary, { description: 'Runs this one started and waits for, newest first, 200 at most.' }),
})
export type History = Static<typeof History>

export const Gate = T.Object({
  run: RunId,
  flow: FlowName,
  key: T.String({ description: 'Key of the run.' }),
  step: T.String(),
  signal: T.String({ description: 'What the answer is given to.' }),
  form: Value('JSON Schema of the answer; its title is the question.'),
  since: Time,
  due: T.Optional(T.String({ format: 'date-time', description: 'End of the patience.' })),
})
export type Gate = Static<typeof Gate>

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

const ScheduleName = T.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$', description: 'Unique for the tenant.' })
const times = {
  flow: FlowName,
  version: Version,
  cron: T.String({
    maxLength: 200,
    description: 'Five fields as in crontab(5): minute, hour, day of month, month, day of week.',
    examples: ['30 6 * * mon-fri'],
  }),
  zone: T.Optional(
    T.String({ maxLength: 100, default: 'UTC', description: 'IANA time zone.', examples: ['Europe/Prague'] }),
  ),
  priority: T.Optional(T.Integer({ minimum: 1, maximum: 10, default: 5, description: 'Higher first.' })),
  catchUp: T.Optional(
    OneOf(['none', 'last', 'all'], 'Which of the times missed by over a minute start; `none` unless said otherwise.'),
  ),
  overlap: T.Optional(
    OneOf(
      ['skip', 'queue', 'allow'],
      'While its last run is not over: skip the time (unless said otherwise), queue it until then, or allow both.',
    ),
  ),
}
export const Schedule = T.Object({
  name: ScheduleName,
  ...times,
  input: T.Optional(Value('What each run is given.')),
  inputBytes: bytesOf('input'),
  isPaused: T.Boolean(),
  nextAt: T.Optional(
    T.String({
      format: 'date-time',
      description:
        'The next time that is not decided; absent when there is none. In the past when no process has the flow, or during a pause.',
    }),
  ),
  lastAt: T.Optional(Time),
  lastRun: T.Optional(T.String({ description: 'The run of the last time.' })),
  error: T.Optional(T.String({ description: 'Why it cannot start, for people.' })),
})
export type Schedule = Static<typeof Schedule>

export const Kept = T.Object({ flow: T.String(), keepMs: T.Integer({ minimum: 0 }) })

const byRun = T.Object({ id: RunId })
const byTask = T.Object({ id: TaskId })
const byQueue = T.Object({ name: TaskName })
const bySchedule = T.Object({ name: ScheduleName })
const byFlow = T.Object({ flow: FlowName })

// Everything here but queues and retention is of the tenant that the host name says; those are shared, so only the operator of the installation changes them.
const ask = <const R extends { reply: TSchema }>(
  method: Route['method'],
  path: `/workflow/${string}`,
  summary: string,
  rest: R,
) =>
  ({ method, path, access: { user: method === 'GET' ? 'workflow.read' : 'workflow.write' }, summary, ...rest }) as const
const askOperator = <const R extends { reply: TSchema }>(
  method: Route['method'],
  path: `/workflow/${string}`,
  summary: string,
  rest: R,
) => ({ method, path, access: 'operator', summary, ...rest }) as const
const unknown = { not_found: 404 } as const
const refused = { not_found: 404, not_possible: 409 } as const

export const workflow = defineContract({
  name: 'workflow',
  summary: 'Durable work as an operator sees it: runs, tasks, queues, schedules, retention.',
  port: 8004,
  events: {},
  tasks: {},
  routes: {
    listRuns: ask('GET', '/workflow/runs', 'Lists runs, newest first.', {
      query: T.Object({
        flow: T.Optional(FlowName),
        state: T.Optional(State),
        key: T.Optional(Key),
        text: T.Optional(
          T.String({ maxLength: 200, description: 'A part of the key or of the reason; case does not matter.' }),
        ),
        priority: T.Optional(Priority),
        parent: T.Optional(T.String({ ...RunId, description: 'Children of this run.' })),
        since: T.Optional(T.String({ format: 'date-time', description: 'Created at this time or later.' })),
        until: T.Optional(T.String({ format: 'date-time', description: 'Created before.' })),
        before: T.Optional(T.String({ ...RunId, description: '`next` of the page before.' })),
        limit: T.Optional(Limit),
      }),
      reply: T.Object({ runs: T.Array(RunSummary), next: T.Optional(RunId) }),
    }),
    readRun: ask('GET', '/workflow/runs/:id', 'One run and its history: steps, attempts, failures, children.', {
      params: byRun,
      query: T.Object({
        after: T.Optional(T.String({ maxLength: 500, description: '`next` of the page of steps before.' })),
        limit: T.Optional(Limit),
        bytesMax: T.Optional(BytesMax),
      }),
      reply: History,
      errors: unknown,
    }),
    cancelRun: ask(
      'POST',
      '/workflow/runs/:id/cancel',
      'Cancels a run that is not over; its compensations run first.',
      {
        params: byRun,
        body: T.Object({
          reason: T.Optional(
            T.String({
              minLength: 1,
              maxLength: 500,
              default: 'An operator cancelled it.',
              description: 'For people.',
            }),
          ),
        }),
        reply: RunSummary,
        errors: { not_found: 404, already_over: 409 },
      },
    ),
    retryRun: ask(
      'POST',
      '/workflow/runs/:id/retry',
      'Takes a failed or cancelled run up again: what it remembers stays, the failures that ended it are done anew.',
      { params: byRun, reply: RunSummary, errors: refused },
    ),
    resumeRun: ask(
      'POST',
      '/workflow/runs/:id/resume',
      'Takes a failed or cancelled run up again with another input, for what reads it again.',
      {
        params: byRun,
        body: T.Object({ input: Value('Instead of the input it was started with.') }),
        reply: RunSummary,
        errors: refused,
      },
    ),
    replayRun: ask(
      'POST',
      '/workflow/runs/:id/replay',
      'Begins a copy of a run, in any state, that remembers what was asked before a step and does the rest, effects included, anew.',
      {
        params: byRun,
        body: T.Object({
          key: T.String({ minLength: 1, maxLength: 500, description: 'Key of the copy; one that no run has.' }),
          from: T.Optional(T.String({ maxLength: 500, description: 'Name of the step; everything when absent.' })),
          input: T.Optional(Value('Instead of the input of the run.')),
        }),
        reply: RunSummary,
        status: 201,
        errors: refused,
      },
    ),
    signalRun: ask('POST', '/workflow/runs/:id/signal', 'Gives a run a signal, kept until the run waits for it.', {
      params: byRun,
      body: T.Object({
        signal: T.String({ minLength: 1, maxLength: 200, description: 'Name of the signal.' }),
        payload: T.Optional(Value('What it says.')),
      }),
      reply: RunSummary,
      errors: { not_found: 404, already_over: 409 },
    }),
    listGates: ask('GET', '/workflow/gates', 'Lists questions to people that runs wait for, the oldest first.', {
      query: T.Object({
        flow: T.Optional(FlowName),
        run: T.Optional(T.String({ ...RunId, description: 'Of this run.' })),
        signal: T.Optional(T.String({ maxLength: 200, description: 'Given to this signal.' })),
        limit: T.Optional(Limit),
      }),
      reply: T.Object({ gates: T.Array(Gate) }),
    }),
    answerGate: ask(
      'POST',
      '/workflow/runs/:id/answer',
      'Answers a question of a run, once, in the name of who asks.',
      {
        access: { user: 'workflow.answer' },
        params: byRun,
        body: T.Object({
          signal: T.String({ minLength: 1, maxLength: 200, description: 'Signal of the gate.' }),
          answer: Value('What fits the form.'),
        }),
        reply: RunSummary,
        errors: refused,
      },
    ),
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
    listSchedules: ask('GET', '/workflow/schedules', 'Lists schedules by name.', {
      reply: T.Object({ schedules: T.Array(Schedule) }),
    }),
    putSchedule: ask('PUT', '/workflow/schedules/:name', 'Makes a schedule, or changes it; a pause stays.', {
      params: bySchedule,
      body: T.Object(
        { ...times, input: T.Optional(Value('What each run is given; null when absent.')) },
        { additionalProperties: false },
      ),
      reply: Schedule,
      errors: { invalid_schedule: 422 },
    }),
    pauseSchedule: ask('POST', '/workflow/schedules/:name/pause', 'Starts nothing of it until it is resumed.', {
      params: bySchedule,
      reply: Schedule,
      errors: unknown,
    }),
    resumeSchedule: ask('POST', '/workflow/schedules/:name/resume', 'Goes on; times of the pause count as missed.', {
      params: bySchedule,
      reply: Schedule,
      errors: unknown,
    }),
    runSchedule: ask('POST', '/workflow/schedules/:name/run', 'Starts one run now, and leaves the times as they are.', {
      params: bySchedule,
      reply: RunSummary,
      status: 201,
      errors: unknown,
    }),
    deleteSchedule: ask('DELETE', '/workflow/schedules/:name', 'Removes a schedule; its runs stay.', {
      params: bySchedule,
      reply: T.Object({}),
      errors: unknown,
    }),
    listRetention: askOperator('GET', '/workflow/retention', 'Lists what is not kept for ever.', {
      reply: T.Object({ retention: T.Array(Kept) }),
    }),
    retain: askOperator(
      'PUT',
      '/workflow/retention/:flow',
      'Keeps finished runs of a flow, or finished tasks of a name, of all tenants, for so long; then removes them.',
      {
        params: byFlow,
        body: T.Object({
          keepMs: T.Integer({
            minimum: 0,
            maximum: 3_155_760_000_000,
            description: 'Counted from the end of the run, in ms.',
          }),
        }),
        reply: Kept,
      },
    ),
    retainForever: askOperator(
      'DELETE',
      '/workflow/retention/:flow',
      'Keeps finished runs of a flow for ever, as at first.',
      {
        params: byFlow,
        reply: T.Object({}),
        errors: unknown,
      },
    ),
  },
})
