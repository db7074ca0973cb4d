import type { Contract, Route, TSchema } from '#platform/contract'
import {
  type Json,
  type OpenApiContent,
  type OpenApiResponse,
  plain,
  problemSchema,
  responses,
} from './openapi-replies.ts'

export type OpenApiParameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: Json
}
export type OpenApiOperation = {
  operationId: string
  tags: string[]
  summary: string
  description: string
  security: Record<string, string[]>[]
  parameters?: OpenApiParameter[]
  requestBody?: { required: boolean; content: OpenApiContent }
  responses: Record<string, OpenApiResponse>
}
export type OpenApiDocument = {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Json; securitySchemes: Json }
}

/**
 * The OpenAPI 3.1 document of everything that can be reached from outside, derived from the contracts alone. Routes with access `service` are left out:
 * the gateway never opens them.
 *
 * @param serverUrl address people reach this installation at, without a trailing slash
 * @example openapi([submission, notification], { version: '1.2.0', serverUrl: 'https://example.com' })
 */
export function openapi(
  contracts: readonly Contract[],
  about: { version: string; serverUrl: string },
): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  const open = contracts.filter((contract) => Object.values(contract.routes).some(isOpen))
  for (const contract of open) {
    for (const [name, route] of Object.entries(contract.routes).filter(([, route]) => isOpen(route))) {
      const path = openapiPath(route)
      paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(contract, name, route) }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'StateX',
      version: about.version,
      description:
        'Generated from the contracts of the services. Errors are RFC 9457 problem details; times are RFC 3339 in UTC; money is in minor units.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.serverUrl }],
    tags: open.map(({ name, summary }) => ({ name, description: summary })),
    paths,
    components: { schemas: { Problem: problemSchema }, securitySchemes },
  }
}

const isOpen = (route: Route) => route.access !== 'service'

/** Where a route is served, in OpenAPI form: `/submissions/:id` → `/api/submissions/{id}`. A trailing `*` becomes `{path}`. */
export function openapiPath(route: Route): string {
  const template = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
  return route.at === 'root' ? template : `/api${template}`
}

const accessText = {
  public: 'Open to anyone, within the rate limits.',
  user: 'For the holder of the token and for operators.',
  operator: 'For operators only.',
}
type Security = Record<string, string[]>[]
const operatorOnly: Security = [{ operatorKey: [] }]
const holders: Security = [{ token: [] }, ...operatorOnly]
const members: Security = [{ session: [] }, { apiKey: [] }]

/** Who may call a route, for people and for programs. */
function accessOf({ access, subject, stepUp }: Route): { text: string; security: Security } {
  if (typeof access !== 'object') {
    const who = access as keyof typeof accessText
    return { text: accessText[who], security: who === 'public' ? [] : who === 'user' ? holders : operatorOnly }
  }
  const also = subject ? ' Also for the holder of the token.' : ''
  const now = stepUp ? ' Only for a person who has confirmed who they are within the last minutes.' : ''
  return {
    text: `Needs the permission \`${access.user}\`.${now}${also}`,
    security: [...(stepUp ? members.slice(0, 1) : members), ...(subject ? holders : operatorOnly)],
  }
}
const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Secret token of one subject, such as one request; given when it was created. Any other subject answers 404.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-statex',
    description: 'Session of a signed-in person. Over plain HTTP the cookie is called `statex`.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description:
      'API key of an organisation, `sx_live_…`. Counts at its host, and where a host leads to no organisation.',
  },
  operatorKey: { type: 'http', scheme: 'bearer', description: 'Key of the people who run this installation.' },
}
function operation(contract: Contract, name: string, route: Route): OpenApiOperation {
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)]
  const { text, security } = accessOf(route)
  return {
    operationId: `${contract.name}.${name}`,
    tags: [contract.name],
    summary: route.summary,
    description: text,
    security,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: bodyContent(route.body, route.form) } }),
    responses: responses(route),
  }
}

function parameter(
  place: 'path' | 'query',
  name: string,
  schema: Json | undefined,
  required: boolean,
): OpenApiParameter {
  const { description, ...rest } = schema ?? { type: 'string' }
  return {
    name,
    in: place,
    required,
    ...(description !== undefined && { description: String(description) }),
    schema: rest,
  }
}

function pathParameters(route: Route): OpenApiParameter[] {
  const { properties = {} } = route.params ? plain(route.params) : {}
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
  const named = names.map((name) => parameter('path', name, properties[name], true))
  const rest = { description: 'The rest of the path; it may contain slashes.', ...properties['*'], type: 'string' }
  return route.path.endsWith('*') ? [...named, parameter('path', 'path', rest, true)] : named
}

function queryParameters(route: Route): OpenApiParameter[] {
  const { properties = {}, required = [] } = route.query ? plain(route.query) : {}
  return Object.entries(properties).map(([name, schema]) => parameter('query', name, schema, required.includes(name)))
}

function headerParameters(route: Route): OpenApiParameter[] {
  const header = (name: string, description: string, schema: Json = { type: 'string' }): OpenApiParameter => ({
    name,
    in: 'header',
    required: false,
    description,
    schema,
  })
  return [
    ...(route.idempotent
      ? [
          header(
            'Idempotency-Key',
            'Makes a repeated call one call: same key and body, same reply; same key and another body, 422.',
            { type: 'string', minLength: 1, maxLength: 255 },
          ),
        ]
      : []),
    ...(route.reply === 'events'
      ? [header('Last-Event-ID', 'Id of the last event received; the stream goes on after it.')]
      : []),
    ...(route.reply === 'stream'
      ? [
          header('Range', 'Part of the bytes, RFC 9110.'),
          header('If-None-Match', 'Entity tag already held; answers 304 when nothing has changed.'),
        ]
      : []),
  ]
}

function bodyContent(body: TSchema, form: Route['form']): OpenApiContent {
  const json = { 'application/json': { schema: plain(body) } }
  if (!form) return json
  const fields = plain(body)
  const files = Object.fromEntries(
    form.files.map((name) => [
      name,
      {
        type: 'array',
        description: 'One part for each file.',
        items: { type: 'string', contentMediaType: 'application/octet-stream' },
      },
    ]),
  )
  return { 'multipart/form-data': { schema: { ...fields, properties: { ...fields.properties, ...files } } }, ...json }
}
