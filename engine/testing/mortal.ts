import { type Database, type Db, openDatabase, type Sql, type Transaction } from '#platform/database'
import type { FlowRef } from '#platform/service'
import type { EngineOptions } from '../engine.ts'
import { openWorker, type Worker, type Works } from '../testing.ts'

/** When a worker dies: at which of its statements from now on, and whether the database still got that one. */
export type Death = { statements: number; isSent: boolean }
export type Mortal = Worker & {
  /** Resolves at its death: from then on it reaches the database no more, and hears no answer. */
  dieAt(death: Death): Promise<void>
  /** It goes on where it was, as a process that was stopped and continued. */
  wakeUp(): void
}

/** A worker that can die at any of its statements, as a process can, without the price of one. */
export async function openMortal(
  url: string,
  flows: FlowRef[],
  works: Works,
  more: Partial<EngineOptions> = {},
): Promise<Mortal> {
  const real = openDatabase({ url, connectionsMax: 4 })
  const life = openLife()
  const worker = await openWorker(url, flows, works, { ...more, database: mortal(real, life) })
  return {
    ...worker,
    dieAt: life.dieAt,
    wakeUp: life.wakeUp,
    async close() {
      life.wakeUp()
      await worker.close()
      await real.close()
    },
  }
}

type Life = ReturnType<typeof openLife>
function openLife() {
  let left = Infinity
  let isSent = false
  let dead: PromiseWithResolvers<void> | undefined
  let told: (() => void) | undefined
  const die = () => {
    dead ??= Promise.withResolvers<void>()
    told?.()
  }
  return {
    dieAt(death: Death): Promise<void> {
      left = death.statements
      isSent = death.isSent
      return new Promise((resolve) => {
        told = resolve
      })
    },
    wakeUp() {
      left = Infinity
      dead?.resolve()
      dead = undefined
    },
    isDead: () => dead !== undefined,
    awake: () => dead?.promise,
    /** One statement. Those that are sent at once, such as a `commit` with what it commits, are on their way together or not at all. */
    live<T>(send: () => Promise<T>, isOwn = true): Promise<T> {
      const isLast = isOwn && !dead && --left === 0
      if (isLast && !isSent) die()
      if (dead) return dead.promise.then(send)
      if (isLast) queueMicrotask(die)
      return send().then(
        async (answer) => {
          await dead?.promise
          return answer
        },
        async (error) => {
          await dead?.promise
          throw error
        },
      )
    },
  }
}

function mortal(real: Database, { live, awake }: Life): Database {
  const through = (db: Db): Db => {
    const isOwn = ({ text }: Sql) => text !== 'commit'
    return {
      many: (q) => live(() => db.many(q), isOwn(q)),
      maybe: (q) => live(() => db.maybe(q), isOwn(q)),
      one: (q) => live(() => db.one(q), isOwn(q)),
      run: (q) => live(() => db.run(q), isOwn(q)),
    }
  }
  return {
    ...real,
    owner: through(real.owner),
    beside(options) {
      const { db, close } = real.beside(options)
      return { db: through(db), close }
    },
    async transaction(binding, work) {
      await awake()
      const result = await real.transaction(binding, (tx) => work({ ...tx, db: through(tx.db) } satisfies Transaction))
      await awake()
      return result
    },
  }
}
