import { createHash } from 'node:crypto'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Task } from '#platform/contract'
import { type Database, type Db, openDatabase, sql } from '#platform/database'
import { BlobMissing, type Blobs } from '#platform/ports'
import type { FlowRef, Start } from '#platform/service'
import { eventually, silent } from '#platform/testing'
import { openWake, type Wake } from '#platform/wake'
import type { TaskHost } from './core.ts'
import { type Engine, type EngineOptions, openEngine } from './engine.ts'
import { startThrough } from './start.ts'

/** A process of its own, as far as one process can have it: connections, wake, engine. `stall` stops it from reaching the database until `resume`. */
export type Worker = {
  engine: Engine
  database: Database
  start(tenant?: string): Start & ReturnType<typeof startThrough>
  stall(): void
  resume(): void
  close(): Promise<void>
}
export type Works = Record<string, TaskHost>

export async function openWorker(
  url: string,
  flows: FlowRef[],
  works: Works,
  more: Partial<EngineOptions> = {},
): Promise<Worker> {
  const named = new URL(url)
  named.searchParams.set('application_name', 'engine-worker')
  const real = openDatabase({ url: named.href, connectionsMax: 8 })
  const wake: Wake = await openWake(real, () => {})
  const gate = openGate()
  const database = gated(real, gate.pass)
  const names = new Map<Task, string>(Object.entries(works).map(([name, { task }]) => [task, name]))
  const nameOf = more.nameOf ?? ((task: Task) => names.get(task) ?? 'unknown')
  const engine = await openEngine({
    database,
    wake,
    log: silent,
    flows: flows.map((flow) => ({
      flow,
      binding: () => undefined,
      context: ({ tx, runId }) => ({ db: tx.db, runId }),
    })),
    tasks: new Map(Object.entries(works)),
    nameOf,
    validate: () => undefined,
    ...more,
  })
  return {
    engine,
    database: real,
    start: (tenant = 'ten_a') =>
      startThrough({ db: real.owner, tenant, trace: '0'.repeat(32), nameOf, wake: wake.wake }),
    stall: gate.shut,
    resume: gate.open,
    async close() {
      gate.open()
      await engine.close()
      await wake.close()
      await real.close()
    },
  }
}

/** A blob store in memory, for several workers at once. Each of `failures` is thrown by one operation, the first by the next. */
export function memoryBlobs(): Blobs & { stored: Map<string, Buffer>; failures: Error[] } {
  const stored = new Map<string, Buffer>()
  const failures: Error[] = []
  const open = (key: string) => {
    const failure = failures.shift()
    if (failure) throw failure
    return stored.get(key)
  }
  return {
    stored,
    failures,
    async put(key, content) {
      const bytes = content instanceof Uint8Array ? Buffer.from(content) : await buffer(content)
      if (open(key)) throw new Error(`There is already another blob at ${key}`)
      stored.set(key, bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return { key, bytes: bytes.length, sha256, head: bytes.subarray(0, 4100) }
    },
    async get(key) {
      const bytes = open(key)
      if (!bytes) throw new BlobMissing(`No blob ${key}`)
      return { content: Readable.from([bytes]), bytes: bytes.length }
    },
    path: async () => {
      throw new Error('A blob in memory has no path.')
    },
    async remove(key) {
      open(key)
      stored.delete(key)
    },
    async *list(prefix) {
      for (const [key, bytes] of stored) if (key.startsWith(prefix)) yield { key, bytes: bytes.length }
    },
    async removeAll(prefix) {
      const keys = [...stored.keys()].filter((key) => key.startsWith(prefix))
      const bytes = keys.reduce((sum, key) => sum + stored.get(key)!.length, 0)
      for (const key of keys) stored.delete(key)
      return { count: keys.length, bytes }
    },
  }
}

/** A way to the database that can be cut: connections end, new ones are refused, until `mend`. */
export async function openCable(
  url: string,
): Promise<{ url: string; cut(): void; mend(): void; close(): Promise<void> }> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(Number(target.port || 5432), target.hostname)
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(a)
      a.on('error', () => {}).on('close', () => {
        sockets.delete(a)
        b.destroy()
      })
      a.pipe(b)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: through.href,
    cut() {
      isCut = true
      drop()
    },
    mend() {
      isCut = false
    },
    async close() {
      drop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function openGate() {
  let shut: PromiseWithResolvers<void> | undefined
  return {
    pass: () => shut?.promise,
    shut() {
      shut ??= Promise.withResolvers<void>()
    },
    open() {
      shut?.resolve()
      shut = undefined
    },
  }
}
function gated(real: Database, pass: () => Promise<void> | undefined): Database {
  const { owner } = real
  const after = async <T>(query: () => Promise<T>) => {
    await pass()
    return query()
  }
  const gatedDb = (db: Db): Db => ({
    many: (q) => after(() => db.many(q)),
    maybe: (q) => after(() => db.maybe(q)),
    one: (q) => after(() => db.one(q)),
    run: (q) => after(() => db.run(q)),
  })
  return {
    ...real,
    owner: gatedDb(owner),
    beside(options) {
      const { db, close } = real.beside(options)
      return { db: gatedDb(db), close }
    },
    transaction: async (binding, work) => {
      await pass()
      return real.transaction(binding, (tx) => work({ ...tx, db: gatedDb(tx.db) }))
    },
  }
}

/** Waits until the run is over. */
export const ended = (
  database: Database,
  flow: string,
  key: string,
): Promise<{ id: string; state: string; result: any; error: string | null }> =>
  eventually(
    `the end of ${flow} ${key}`,
    async () =>
      await database.owner.maybe<any>(
        sql`select id, state, result, error from engine.runs where flow = ${flow} and key = ${key} and state in ('completed', 'failed', 'cancelled')`,
      ),
  )
