import type { Route, TSchema } from '#platform/contract'
import { platformErrors } from '#platform/errors'

export type Json = Record<string, unknown>
export type OpenApiContent = Record<string, { schema: Json }>
export type OpenApiResponse = { description: string; content?: OpenApiContent }

/** A copy of a schema as it is on the wire, without the hidden marks of the schema library. */
export const plain = (schema: TSchema): Json & { properties?: Record<string, Json>; required?: string[] } =>
  JSON.parse(JSON.stringify(schema))

const text = (description: string): Json => ({ type: 'string', description })
export const problemSchema = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'code', 'detail', 'trace'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: text('What kind of refusal it is, the same for every occurrence.'),
    status: { type: 'integer', description: 'The HTTP status.' },
    code: text('Stable name of the refusal, for programs.'),
    detail: text('What was wrong this time, for people.'),
    trace: text('Trace id to give to support.'),
    errors: {
      type: 'array',
      description: 'Places in the input that do not fit the contract.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: text('Property, dots between levels.'), message: text('The rule it breaks.') },
      },
    },
  },
}

/** What an operation answers: its success, its refusals by status, and a default for everything else. */
export function responses(route: Route): Record<string, OpenApiResponse> {
  const problem = (schema: Json) => ({ 'application/problem+json': { schema } })
  const anyProblem = { $ref: '#/components/schemas/Problem' }
  const refusals = [...refusalsByStatus(route)].map(([status, codes]): [string, OpenApiResponse] => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\``).join(' or '),
      content: problem({ allOf: [anyProblem, { properties: { code: { enum: codes } } }] }),
    },
  ])
  return {
    ...successes(route),
    ...Object.fromEntries(refusals),
    default: {
      description: 'Any other refusal, such as a rate limit or a fault on our side.',
      content: problem(anyProblem),
    },
  }
}

function successes(route: Route): Record<string, OpenApiResponse> {
  const status = String(route.status ?? 200)
  if (route.reply === 'events') {
    return {
      [status]: {
        description: 'Server-sent events, WHATWG HTML.',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
    }
  }
  if (status === '303') return { 303: { description: 'Sends the browser on: `Location` says where.' } }
  if (route.reply === 'stream') {
    const bytes = { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } }
    return {
      [status]: { description: 'The bytes, with their own content type.', content: bytes },
      206: { description: 'The part of the bytes that `Range` asked for.', content: bytes },
      307: { description: 'At another address: prototypes have an origin of their own. `Location` names it.' },
      304: { description: 'Unchanged since the entity tag in `If-None-Match`.' },
    }
  }
  return {
    [status]: {
      description: 'Done.',
      ...(status !== '204' && { content: { 'application/json': { schema: plain(route.reply) } } }),
    },
  }
}

/** Status → codes: what the contract declares, and what the platform adds because of the route's form. */
export function refusalsByStatus(route: Route): Map<number, string[]> {
  const ofPlatform = [
    ...(route.params || route.query || route.body ? ['invalid_input'] : []),
    ...(route.access === 'public' ? [] : ['unauthorised']),
    ...(typeof route.access === 'object' ? ['forbidden'] : []),
    ...(route.stepUp ? ['step_up_required'] : []),
    ...(route.subject ? ['not_found'] : []),
    ...(route.body ? ['body_too_large', 'unsupported_media_type'] : []),
    ...(route.idempotent ? ['idempotency_key_reused'] : []),
  ]
  const statuses = new Map(ofPlatform.map((code) => [code, platformErrors[code]!.status]))
  for (const [code, status] of Object.entries(route.errors ?? {})) statuses.set(code, status)
  const grouped = Map.groupBy([...statuses], ([, status]) => status)
  const sorted = [...grouped].sort(([a], [b]) => a - b)
  return new Map(sorted.map(([status, entries]) => [status, entries.map(([code]) => code).sort()]))
}
