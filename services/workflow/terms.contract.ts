import { Id, OneOf, type Route, T, type TSchema } from '#platform/contract'

// Words that the parts of the contract share.
export const RunId = Id('run')
export const TaskId = Id('tsk')

export const State = OneOf(
  ['queued', 'running', 'completed', 'failed', 'cancelled'],
  'A run that sleeps or waits is `running` or, when it left memory, `queued`.',
)

export const Version = T.Integer({ minimum: 1, description: 'Version of the code.' })
export const Priority = T.Integer({ minimum: 1, maximum: 10, description: 'Higher first, within a tenant.' })
export const Milliseconds = T.Integer({
  minimum: 0,
  description: 'From the beginning to the end, waits included, in ms.',
})
export const FlowName = T.String({
  minLength: 1,
  maxLength: 200,
  description: 'Name of a flow, such as `answer-request`.',
})

export const TaskName = T.String({
  pattern: '^[a-z][a-z0-9-]*\\.[a-zA-Z][a-zA-Z0-9-]*$',
  maxLength: 200,
  description: 'Name of a task, `service.task`, such as `notification.send`.',
})

export const Key = T.String({ minLength: 1, maxLength: 500, description: 'The key, whole.' })
export const Value = (description: string) => T.Unsafe<unknown>({ description })

export const BytesMax = T.Integer({
  minimum: 0,
  maximum: 262_144,
  default: 16_384,
  description: 'Inputs and results longer than this, in bytes of JSON, are left out; their length is told.',
})

export const Limit = T.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Entries of a page.' })
export const Failure = T.Object({ attempt: T.Integer(), error: T.String(), at: T.String() })

export const bytesOf = (what: string) =>
  T.Optional(T.Integer({ minimum: 0, description: `Length of the ${what} as JSON, also of one that is left out.` }))

export const Cost = T.Optional(
  T.Record(T.String(), T.Number({ minimum: 0 }), {
    description: 'What was spent, by unit, such as `tokens`, with failed attempts; absent when nothing was reported.',
  }),
)

export const ResultBlob = T.Optional(
  T.Object(
    { key: T.String(), bytes: T.Integer({ minimum: 0 }), sha256: T.String({ description: 'Hexadecimal.' }) },
    { description: 'Where a result of more than 1 MiB lies in the blob store; it is left out here.' },
  ),
)

// Everything here but queues and retention is of the tenant that the host name says; those are shared, so only the operator of the installation changes them.
export const ask = <const R extends { reply: TSchema }>(
  method: Route['method'],
  path: `/workflow/${string}`,
  summary: string,
  rest: R,
) =>
  ({ method, path, access: { user: method === 'GET' ? 'workflow.read' : 'workflow.write' }, summary, ...rest }) as const

export const askOperator = <const R extends { reply: TSchema }>(
  method: Route['method'],
  path: `/workflow/${string}`,
  summary: string,
  rest: R,
) => ({ method, path, access: 'operator', summary, ...rest }) as const

export const unknown = { not_found: 404 } as const
export const refused = { not_found: 404, not_possible: 409 } as const
