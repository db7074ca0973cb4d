import type { FastifyInstance } from 'fastify'
import { type Keys, readTenantHosts } from './access.ts'
import type { PlatformConfig } from './config.ts'
import { bindingOf, contextFor, type Scope } from './context.ts'
import type { Contract, Task, TSchema } from './contract.ts'
import type { Binding, Database, Db, Transaction } from './database.ts'
import { engineParts, taskNames } from './engine-parts.ts'
import { type Dispatched, type Dispatcher, openDispatcher, registerListeners } from './events.ts'
import { addHealth } from './health.ts'
import { addRoutes, openHttp } from './http.ts'
import { type Identification, openIdentification } from './identity.ts'
import { listen } from './listen.ts'
import { type Metrics, openMetrics } from './metrics.ts'
import { migrate, readMigrations, roleOf, type SchemaPlan } from './migrator.ts'
import { operationsService } from './operations.ts'
import type { Adapters, Blobs } from './ports.ts'
import { collectWhenQuiet } from './quiet.ts'
import { openRefusals, type Refusals } from './refusals.ts'
import { pruneHourly } from './retention.ts'
import type { FlowRef, Listener, Log, Service, Start, TaskRun } from './service.ts'
import { validate } from './validate.ts'
import type { Wake } from './wake.ts'

/** How long running work may take to end when the process is told to stop. */
const drainMs = 5_000

type Logger = Log & { child(fields: object): Log }

/** Durable execution, as the host needs it. `engine/` provides it; `main.ts` brings the two together. */
export type EnginePort = {
  stats(): Promise<{ tasks: { name: string; state: string; count: number }[] }>
  drain(limitMs: number): Promise<void>
}
type TaskScope = { tenant: string; trace: string; signal: AbortSignal }
/** What one step of a flow is bound to. */
export type StepScope = TaskScope & { tx: Transaction; afterCommit(then: () => void): void }
/** What the engine is given: the tasks and flows of this process, each with the way to its service's ctx. */
export type EngineParts = {
  database: Database
  wake: Wake
  log: Log
  /** Name of a contract's task, `<service>.<task>`; throws for a task no contract declares. */
  nameOf(task: Task): string
  validate(schema: TSchema, value: unknown): string | undefined
  onEvents(): void
  blobs: Blobs
  tasks: Map<string, { task: Task; work(input: unknown, run: TaskRun, scope: TaskScope): Promise<unknown> }>
  flows: { flow: FlowRef; binding(tenant: string): Binding; context(scope: StepScope): unknown }[]
}
type Starting = { db: Db; tenant: string; trace: string; nameOf(task: Task): string; wake(channel: string): void }

export type HostOptions = {
  config: PlatformConfig
  configs: Map<string, unknown>
  services: Service[]
  /** Every contract of the product, also of services that run elsewhere. */
  contracts: Contract[]
  adapters: Adapters
  database: Database
  wake: Wake
  log: Logger
  secretKey: string
  operatorKey: string
  engine: { schema: SchemaPlan; open(parts: EngineParts): Promise<EnginePort>; startThrough(starting: Starting): Start }
}

/** One running process: its services, its server, its listeners and workers. */
export type Host = Omit<HostOptions, 'engine' | 'configs'> & {
  keys: Keys
  engine: EnginePort
  identification: Identification
  startThrough(starting: Starting): Start
  nameOf(task: Task): string
  metrics: Metrics
  dispatcher: Dispatcher
  refusals: Refusals
  /** Aborts when the process is told to stop. */
  stopping: AbortSignal
  app: FastifyInstance
  service(name: string): Service | undefined
  configOf(service: string): any
  /** Address of a service that runs elsewhere. */
  addressOf(contract: Contract): string
  publicUrl(): string
  port(): number
  close(): Promise<void>
}

/** Migrates, wires and starts everything, in the order in which each part needs the one before; listens last. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { config, database, wake, log } = options
  const services = [...options.services]
  const byName = new Map(services.map((s) => [s.contract.name, s]))
  const stopping = new AbortController()
  const addService = (service: Service) => {
    services.push(service)
    byName.set(service.contract.name, service)
  }
  let port = 0
  const host = {
    ...options,
    services,
    keys: {
      secretKey: options.secretKey,
      operatorKey: options.operatorKey,
      tenantHosts: readTenantHosts(config.tenantHosts),
      tenantPaths: new Map(),
    },
    stopping: stopping.signal,
    service: (name: string) => byName.get(name),
    startThrough: options.engine.startThrough,
    nameOf: taskNames(options.contracts),
    configOf: (name: string) => options.configs.get(name) ?? {},
    addressOf: (contract: Contract) => addressOf(config, contract),
    publicUrl: () =>
      config.publicUrl?.replace(/\/$/, '') ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`,
    port: () => port,
  } as unknown as Host
  if (byName.has('gateway')) addService(operationsService(host))
  await migrate(database, [options.engine.schema, ...services.flatMap((s) => schemaOf(s, options.engine.schema))])
  const listeners = services.flatMap((s) => dispatched(host, s))
  await registerListeners(database, listeners)
  host.identification = identificationOf(host)
  host.refusals = openRefusals(database, log)
  host.app = await openHttp(host)
  // Both can be asked for in the moment between `listen` and the start of the work: nothing is known then.
  host.metrics = openMetrics({
    lag: async () => (await host.dispatcher?.lag()) ?? [],
    queue: async () => (await host.engine?.stats())?.tasks ?? [],
  })
  addHealth(host)
  for (const service of services) await service.serving.http?.(host.app, host)
  for (const service of services) addRoutes(host, host.app, service)
  // Work left by a killed process goes on at once. So the port is taken before any of it starts, because links in mails carry the port;
  // and what the services themselves open, such as the mailbox the mails go to, is open by then.
  port = await listen(host.app, config, byName.has('gateway') ? undefined : services[0]?.contract.port, log)
  const stops = await Promise.all(services.map((s) => s.serving.start?.(contextFor(host, s, rootScope(host)))))
  host.engine = await options.engine.open(engineParts(host))
  host.dispatcher = await openDispatcher({ database, wake, log, listeners })
  const stopPruning = pruneHourly(database, config.eventsDays, log)
  collectWhenQuiet()
  host.close = async () => {
    stopPruning()
    // Before everything is told to stop, since what was used is noted by a call. Nobody waits long for that.
    await Promise.race([host.identification.close(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
    stopping.abort()
    await host.app.close()
    await host.refusals.close()
    await Promise.all([host.dispatcher.close(), host.engine.drain(drainMs)])
    await Promise.all(stops.map((stop) => stop?.()))
    await wake.close()
    await options.adapters.mail?.close()
    await database.close()
  }
  return host
}

const rootScope = (host: Host): Scope => ({
  tenant: '',
  actor: { kind: 'service', name: 'platform' },
  trace: '0'.repeat(32),
  signal: host.stopping,
})

/** Services that hold a door say how it learns who is asking; elsewhere only sealed contexts count. */
function identificationOf(host: Host): Identification {
  const service = host.services.find((s) => s.serving.identity)
  const ctxOf = (tenant: string) => contextFor(host, service!, { ...rootScope(host), tenant })
  return openIdentification(service?.serving.identity, ctxOf, host.wake, host.log)
}

function schemaOf(service: Service, engine: SchemaPlan): SchemaPlan[] {
  const { name } = service.contract
  const { database, operates, tablesWithoutTenant } = service.needs
  if (!database && !operates) return []
  return [
    {
      schema: name,
      role: roleOf(name),
      migrations: database ? readMigrations(database) : [],
      tablesWithoutTenant,
      grants: operates ? engine.operatorGrants : engine.grants,
    },
  ]
}

function addressOf(config: PlatformConfig, contract: Contract): string {
  if (!config.serviceUrl)
    throw new Error(
      `The service "${contract.name}" does not run in this process. Set SERVICE_URL, as in http://{service}:{port}, or add it to SERVICES.`,
    )
  return config.serviceUrl.replaceAll('{service}', contract.name).replaceAll('{port}', String(contract.port ?? 8080))
}

function dispatched(host: Host, service: Service): Dispatched[] {
  return (service.serving.listens ?? []).map((listener: Listener) => ({
    name: listener.name,
    types: listener.events.map((e) => e.type),
    async deliver(event, tx) {
      const { data: schema } = listener.events.find((e) => e.type === event.type)!
      const data = validate<any>(schema, event.data)
      await tx.bind(bindingOf(service, event.tenant))
      const afterCommit: (() => void)[] = []
      const scope: Scope = {
        tenant: event.tenant,
        trace: event.trace,
        actor: { kind: 'service', name: service.contract.name },
        signal: host.stopping,
        tx,
        afterCommit: (then: () => void) => void afterCommit.push(then),
      }
      await listener.handle({ ...event, data }, contextFor(host, service, scope))
      return () => {
        for (const after of afterCommit) after()
      }
    },
  }))
}
