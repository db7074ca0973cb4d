import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type {
  Contract,
  EventData,
  EventType,
  Route,
  RouteInput,
  RouteReply,
  Static,
  Task,
  TaskInput,
  TaskResult,
  TSchema,
} from './contract.ts'
import type { Client as Caller } from './cookies.ts'
import type { Db, Sql } from './database.ts'
import type { Insert } from './group-commit.ts'
import type { Host } from './host.ts'
import type { Resolver } from './identity.ts'
import type { Adapters } from './ports.ts'

/** Who is asking. `holder` holds the secret token of one subject, such as one request. */
export type Actor =
  | { kind: 'public' }
  | { kind: 'holder'; subject: string }
  | {
      kind: 'member'
      /** The person, or the key or application that stands for no person. */
      id: `per_${string}` | `key_${string}` | `cli_${string}`
      role: string
      permissions: string[]
      via: 'session' | 'key' | 'token'
      /** The session or key itself, for what concerns it alone. */
      credential?: string
      /** When the person last confirmed who they are, in ms since 1970. */
      confirmedAt?: number
      /** The second factor that the organisation demands is not proved: it is to be set up, or to be confirmed. See `#platform/policy`. */
      owes?: 'set-up' | 'confirm'
      /** Signed in by the word of this organisation alone: good for it, and not for the account that the person has everywhere. */
      isBound?: boolean
    }
  | { kind: 'operator'; id: string }
  | { kind: 'service'; name: string }

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** The services a service may call: contract name → contract. */
export type Calls = Record<string, Contract>
export type Client<C extends Contract> = {
  [R in keyof C['routes']]: (input: RouteInput<C['routes'][R]>) => Promise<RouteReply<C['routes'][R]>>
}

/** What a service needs. Everything is checked at boot, and everything missing is listed at once. */
export type Needs = {
  config?: TSchema
  calls?: Calls
  /** Folder of numbered migrations; gives the service a schema and a role of its own. */
  database?: URL
  /** Tables that hold nothing of a tenant or are asked before it is known, each with the reason; every other table must have `tenant_id`, and is guarded by it. */
  tablesWithoutTenant?: Record<string, string>
  /** Why the service acts for other tenants than the one that asks, whoever asks: `ctx.inTenant` lets it. */
  crossesTenants?: string
  adapters?: (keyof Adapters)[]
  /**
   * Sees and mends what the engine holds: its role may do to runs, tasks and schedules of the tenant it is bound to whatever the engine's operations do, so
   * that `openOperations(ctx)` of `#engine/operations` shows nothing of others; and to queues and retention, which all tenants share.
   */
  operates?: true
}

export type FlowRef<I = any, O = any> = { name: string; version: number; run: (run: any, input: I) => Promise<O> }

/** When and how durable work is to start. `key` makes a repeated start one start. */
export type StartOptions = {
  key: string
  /** 1 to 10, higher first; 5 unless said otherwise. */
  priority?: number
  at?: Date
  afterMs?: number
  /** What becomes of a start whose key is taken: join the one that is there (the default), be refused, or replace it. */
  onConflict?: 'join' | 'reject' | 'replace'
}
/** Starts durable work; inside a transaction the start is part of it. */
export interface Start {
  flow<I>(flow: FlowRef<I>, input: I, options: StartOptions): Promise<void>
  task<K extends Task>(task: K, input: TaskInput<K>, options: StartOptions & { limitKey?: string }): Promise<void>
  cancel(flow: FlowRef, key: string, reason: string): Promise<void>
  /** Gives a run a signal; it is kept until the run waits for it. */
  signal(flow: { name: string }, key: string, name: string, payload?: unknown): Promise<void>
}

/** Everything a handler may use. Bound to one tenant, actor, trace and deadline; nothing ambient. */
export interface Ctx<C extends Contract = Contract, N extends Needs = Needs> {
  tenant: string
  actor: Actor
  /** W3C trace id, 32 hexadecimal digits; also the correlation id of the logs. */
  trace: string
  config: N['config'] extends TSchema ? Static<N['config']> : Record<string, never>
  adapters: Adapters
  /** Transactions as the service's own role, bound to the tenant. */
  db: Db
  call: { [K in keyof NonNullable<N['calls']>]: Client<NonNullable<N['calls']>[K]> }
  /** Writes an event of the own contract; inside `db.transaction` it commits or rolls back with it. */
  publish<E extends keyof C['events'] & string>(event: E, data: EventData<C['events'][E]>): Promise<void>
  /** The row that `publish` would write, for `commit`. */
  eventRow<E extends keyof C['events'] & string>(event: E, data: EventData<C['events'][E]>): Insert
  start: Start
  /** Writes rows, all or none, in a commit shared with other requests waiting at that moment. Resolves when they are durable. */
  commit(...inserts: Insert[]): Promise<void>
  /**
   * Honours the caller's Idempotency-Key: an earlier reply for the same `asked` is returned instead of running `work`; another `asked` is refused
   * with 422. `work` must write `replyRows` in its transaction. Without a key `work` simply runs.
   */
  once<R>(asked: unknown, work: () => Promise<R>): Promise<R>
  /** The row that stores `reply` under the Idempotency-Key, for `commit`; none without a key. */
  replyRows(asked: unknown, reply: unknown): Insert[]
  /** Refuses with an error declared in the contract. `about` is whom it is about, for the log of refused access alone. */
  fail(code: string, detail?: string, about?: string): never
  /** The caller's side of a request, as the door saw it; absent where no request is. */
  client?: Caller
  /** Adds a header to the answer of this request, such as a cookie, which no reply's schema can hold. */
  header(name: string, value: string): void
  /** The same ctx for another tenant, for work that belongs to none (`start`) or makes one. Only services and the operator may, and whoever calls a service that `crossesTenants`. */
  inTenant(tenant: string): Ctx<C, N>
  log: Log
  signal: AbortSignal
  now(): Date
  /** Runs `work` in one transaction; the ctx given to it publishes and starts inside that transaction. */
  transaction<T>(work: (ctx: Ctx<C, N>) => Promise<T>): Promise<T>
  /** Secret token that opens a subject, and the public address of this installation. */
  tokenFor(subject: string): string
  publicUrl: string
  /** Wakes whoever waits on `channel` in any process, after the current commit. */
  wake(channel: string): void
  /** Resolves at the next wake of `channel` with true; after `timeoutMs`, or when `signal` aborts, with false. */
  waitForWake(channel: string, timeoutMs: number): Promise<boolean>
}

export type FormFile = { field: string; name: string; declaredType: string; content: Readable }
/** Reads the request body once: each file through `onFile` as it streams in, then the validated fields. JSON bodies have no files. */
export type Form<Fields> = (onFile: (file: FormFile) => Promise<void>) => Promise<Fields>

export type StreamReply = {
  content: Readable | Uint8Array | string
  type: string
  bytes?: number
  etag?: string
  headers?: Record<string, string>
  status?: number
  /** What this answer refuses, in another form than problem details. */
  refusal?: { code: string; status: number; rule?: string; about?: string }
}
/** One server-sent event. */
export type Sent = { id: string; event: string; data: unknown }
export type EventsReply = AsyncIterable<Sent>

type Extra<R extends Route> = (R['form'] extends object
  ? { form: Form<R['body'] extends TSchema ? Static<R['body']> : unknown> }
  : unknown) &
  (R['reply'] extends 'events' ? { lastEventId?: string } : unknown) &
  // `fetchDest` is what the browser will do with the bytes (Fetch Metadata); `host` is the name and port the caller used.
  // `origins` says, as JSON of the gateway, which origins there are and which of them the request came by.
  (R['reply'] extends 'stream'
    ? { range?: string; ifNoneMatch?: string; fetchDest?: string; host?: string; origins?: string }
    : unknown) &
  (R['cookie'] extends string ? { cookie?: string } : unknown)
type Input<R extends Route> = (R['form'] extends object ? unknown : RouteInput<R>) & Extra<R>
type Reply<R extends Route> = R['reply'] extends 'stream'
  ? StreamReply
  : R['reply'] extends 'events'
    ? EventsReply
    : RouteReply<R>

/** The type of a route's handler: `export const create: Serve<typeof submission, 'create'> = async (input, ctx) => …` */
export type Serve<C extends Contract, R extends keyof C['routes'], N extends Needs = Needs> = (
  input: Input<C['routes'][R]>,
  ctx: Ctx<C, N>,
) => Promise<Reply<C['routes'][R]>>

/** What a task may use beside `ctx`. */
export type TaskRun = {
  id: string
  attempt: number
  /** Idempotency key for effects outside: the same for every attempt of this task. */
  key: string
  signal: AbortSignal
  progress(fraction: number, message?: string): void
  /**
   * Says what the work has just spent, by unit, such as `{ EUR_micro: 120, tokens: 900 }`: added up over all attempts, and kept like progress.
   * @throws RangeError for an amount below 0
   */
  spend(amounts: Record<string, number>): void
}
/** The type of a task's handler. Throw `Permanent` (from `#platform/errors`) for a failure that no retry can mend. */
export type Work<C extends Contract, K extends keyof C['tasks'], N extends Needs = Needs> = (
  input: TaskInput<C['tasks'][K]>,
  ctx: Ctx<C, N>,
  run: TaskRun,
) => Promise<TaskResult<C['tasks'][K]>>

export type ReceivedEvent<D> = { id: string; type: string; subject: string; time: string; data: D }
export type React<E extends EventType, C extends Contract = Contract, N extends Needs = Needs> = (
  event: ReceivedEvent<EventData<E>>,
  ctx: Ctx<C, N>,
) => Promise<void>

export type Listener = {
  events: EventType[]
  name: string
  handle: (event: ReceivedEvent<any>, ctx: Ctx<any, any>) => Promise<void>
}
/** Binds a reaction to one event, or to several whose order matters. `name` is at once consumer, dead-letter queue, metric label and deduplication key. */
export function on<E extends EventType>(
  events: E | E[],
  name: string,
  handle: (event: ReceivedEvent<EventData<E>>, ctx: Ctx<any, any>) => Promise<void>,
): Listener {
  return { events: Array.isArray(events) ? events : [events], name, handle }
}

export type Serving<C extends Contract, N extends Needs> = {
  routes?: { [R in keyof C['routes']]: Serve<C, R, N> }
  tasks?: { [K in keyof C['tasks']]: Work<C, K, N> }
  listens?: Listener[]
  flows?: FlowRef[]
  /** Ports or loops of its own. Runs after migrations; the returned function stops it. */
  start?: (ctx: Ctx<C, N>) => Promise<() => Promise<void>>
  /** For the services that hold a door: how it learns who is asking. */
  identity?: Resolver
  /** For the gateway only: shapes the HTTP server before any route is added. */
  http?: (app: FastifyInstance, host: Host) => Promise<void>
}
export type Service = { contract: Contract; needs: Needs; serving: Serving<any, any> }

/** Ties a contract to what it needs and how it serves; missing routes and tasks are type errors. */
export function defineService<C extends Contract, N extends Needs>(
  contract: C,
  needs: N,
): { serve(serving: Serving<C, N>): Service } {
  return { serve: (serving) => ({ contract, needs, serving }) }
}

export type { Db, EventData, RouteInput, RouteReply, Sql, TaskInput, TaskResult }
