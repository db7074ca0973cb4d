import { defineRoutes, type Static, T, Time } from '#platform/contract'
import {
  ask,
  BytesMax,
  bytesOf,
  Cost,
  Failure,
  FlowName,
  Key,
  Limit,
  Milliseconds,
  Priority,
  ResultBlob,
  RunId,
  refused,
  State,
  TaskId,
  unknown,
  Value,
  Version,
} from './terms.contract.ts'

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
const byRun = T.Object({ id: RunId })

/** Runs with their history, and what an operator may do to them; questions that wait for a person. */
export const runRoutes = defineRoutes({
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
  cancelRun: ask('POST', '/workflow/runs/:id/cancel', 'Cancels a run that is not over; its compensations run first.', {
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
  }),
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
  answerGate: ask('POST', '/workflow/runs/:id/answer', 'Answers a question of a run, once, in the name of who asks.', {
    access: { user: 'workflow.answer' },
    params: byRun,
    body: T.Object({
      signal: T.String({ minLength: 1, maxLength: 200, description: 'Signal of the gate.' }),
      answer: Value('What fits the form.'),
    }),
    reply: RunSummary,
    errors: refused,
  }),
})
