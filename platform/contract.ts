import Type, { type Static, type TSchema } from 'typebox'

export type { Static, TSchema }
export { Type as T }

/** Who may call a route. There is no default: leaving it out is a type error. */
export type Access =
  /** anyone, within the rate limits */
  | 'public'
  /** the holder of the secret token of the route's `subject` */
  | 'user'
  /** a person or key of the tenant that has this permission (`<service>.<verb>`), and the holder of the token of the route's `subject` */
  | { user: string }
  /** whoever runs this installation */
  | 'operator'
  /** other services only; never reachable through the gateway */
  | 'service'

/** Bounds of a streamed form. Bytes are counted while they arrive, never believed from a header. */
export type FormLimits = { fileBytesMax: number; totalBytesMax: number; filesMax: number }

/**
 * One HTTP operation. `params`, `query` and `body` are merged into one flat input for the handler and the clients, so
 * their property names must not overlap.
 */
export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below `/api`, with `:name` parameters and an optional trailing `*`. */
  path: string
  /** `root` serves the path without the `/api` prefix, for pages and files that people open directly. */
  at?: 'api' | 'root'
  access: Access
  /** Name of the path parameter that a token holder must hold. Enforced by the platform: any other id answers 404. */
  subject?: string
  /** For what cannot be undone: a person must have confirmed who they are within the last minutes, and no key will do. */
  stepUp?: true
  summary: string
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** Accepts `multipart/form-data` beside JSON; names the file fields. The handler reads it with `ctx.form`. */
  form?: { files: string[] }
  /** A JSON schema, or `stream` for bytes with their own content type, or `events` for `text/event-stream`. */
  reply: TSchema | 'stream' | 'events'
  /** Success status; 200 unless said otherwise. 303 sends the browser to another page (`reply: 'stream'` with a `location`). */
  status?: 200 | 201 | 202 | 204 | 303
  /** Name of a cookie of the route's own, for what is bound to one browser; the handler gets its value as `cookie` (see `cookieOf` of `#platform/cookies`). */
  cookie?: string
  /** Refusals: code → HTTP status. */
  errors?: Record<string, number>
  /** Honours `Idempotency-Key`: same key and body → the same reply; same key, other body → 422. */
  idempotent?: boolean
}

/** A fact that happened, past tense and versioned: `request.created.v1`. `subject` names the property that orders it. */
export type EventType = { type: string; data: TSchema; subject: string; summary: string }

/** One unit of durable work, executed by whichever process hosts the service. Times in ms. */
export type Task = {
  summary: string
  input: TSchema
  result: TSchema
  /** Start-to-close limit of one attempt. */
  timeoutMs: number
  /** Attempts in all, the first included. One that ends with its process is not counted, unless 1 is all there is. */
  attemptsMax: number
  /** Delay before the second attempt; doubles each time, ± 20 % jitter, capped at `backoffMsMax`. */
  backoffMs?: number
  backoffMsMax?: number
  /** Attempts of this task running at once in one process. */
  concurrency?: number
}

export type Contract = {
  name: string
  summary: string
  /** Port when the service runs alone. */
  port?: number
  routes: Record<string, Route>
  events: Record<string, EventType>
  tasks: Record<string, Task>
}

/**
 * Declares what a service promises. Pure data: safe to import anywhere, a browser included.
 *
 * @example
 * export const clock = defineContract({
 *   name: 'clock', summary: 'Tells the time.', events: {}, tasks: {},
 *   routes: { read: { method: 'GET', path: '/clock', access: 'public', summary: 'The time.', reply: T.Object({ now: T.String() }) } },
 * })
 */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract
}

/** Declares some of the routes of a contract in a file of their own, `<part>.contract.ts`. What they are called and hold stays known to the type checker. */
export function defineRoutes<const R extends Record<string, Route>>(routes: R): R {
  return routes
}

type Part<S> = S extends TSchema ? Static<S> : unknown
/** What a caller passes to a route: params, query and body in one flat object. */
export type RouteInput<R extends Route> = Part<R['params']> & Part<R['query']> & Part<R['body']>
/** What a route answers. `stream` and `events` replies are typed in `#platform/service`. */
export type RouteReply<R extends Route> = R['reply'] extends TSchema ? Static<R['reply']> : never
export type TaskInput<K extends Task> = Static<K['input']>
export type TaskResult<K extends Task> = Static<K['result']>
export type EventData<E extends EventType> = Static<E['data']>

/** An id with a prefix that sorts by time: `req_01j…` (26 characters of Crockford base 32 after the prefix). */
export const Id = (prefix: string) =>
  Type.String({
    pattern: `^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`,
    description: `Identifier, \`${prefix}_\` and 26 characters that sort by time.`,
  })

/** RFC 3339 UTC time. */
export const Time = Type.String({ format: 'date-time', description: 'RFC 3339 time in UTC.' })

/** ISO 4217 amount in integer minor units (cents). */
export const Money = Type.Object(
  {
    amountMinor: Type.Integer({ description: 'Amount in minor units of the currency, such as cents.' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.' }),
  },
  { additionalProperties: false },
)
export type Money = Static<typeof Money>

/** A string restricted to the listed values. */
export const OneOf = <const V extends string>(values: readonly V[], description?: string) =>
  Type.Unsafe<V>({ type: 'string', enum: [...values], ...(description && { description }) })
