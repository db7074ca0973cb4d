// Everything a run of the engine benchmark stands on: one PostgreSQL for all, the servers of peers when first needed, and rounds in turn.
import pg from 'pg'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { silent } from '#platform/testing'
import { scratchFolder } from '../server.ts'
import { type Contestant, startContestant } from './contestant.ts'
import type { Place } from './program.ts'
import { interleaved } from './rounds.ts'
import { checkpoint, createDatabase } from './rows.sql.ts'
import { type RedisKind, startRedis, startRestate } from './servers.ts'

/** One program in one configuration. */
export type Entry = {
  name: string
  /** File below this folder. */
  program: string
  settings?: Record<string, any>
  redis?: RedisKind
  restate?: true
}
export type Failure = { measure: string; name: string; reason: string; isPeer: boolean }
/** What the rounds of each entry gave; an entry that failed has none. */
export type Figures<T> = Map<string, T[]>
export type Rounds<T> = {
  measure: string
  entries: Entry[]
  rounds: number
  /** Processes of each entry, on the same database; 1 unless said otherwise. */
  processes?: number
  /** Once for each entry, before the rounds. */
  prepare?(processes: Contestant[], entry: Entry): Promise<unknown>
  run(processes: Contestant[], round: number, entry: Entry): Promise<T>
  /** Once for each entry, after the rounds: what a program can only check when all is done. */
  check?(processes: Contestant[]): Promise<unknown>
}
export type Stage = {
  isQuick: boolean
  /** Rounds of a measure, unless it has reasons for more. */
  rounds: number
  failures: Failure[]
  inRounds<T>(rounds: Rounds<T>): Promise<Figures<T>>
  /** A database of its own, and processes of the entry on it. */
  enter(entry: Entry, processes?: number): Promise<Contestant[]>
  /** Asks the database that was entered last itself. */
  queryLatest(text: string): Promise<any[]>
  close(): Promise<void>
}

export async function openStage(options: { isQuick: boolean }): Promise<Stage> {
  const folder = scratchFolder()
  // Room for the connections of all contestants; everything else as the platform runs it, fsync and synchronous_commit on.
  const settings = { max_connections: '200' }
  const postgres = await startEmbeddedPostgres({ directory: folder.path, log: silent, settings })
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const closing: (() => Promise<unknown>)[] = [() => client.end(), () => postgres.stop()]
  const once = new Map<string, Promise<any>>()
  const startedOnce = <S extends { stop(): Promise<void> }>(name: string, start: () => Promise<S>): Promise<S> => {
    if (!once.has(name))
      once.set(
        name,
        start().then((server) => {
          closing.unshift(() => server.stop())
          return server
        }),
      )
    return once.get(name)!
  }
  let databases = 0
  let latest = postgres.url
  const failures: Failure[] = []

  async function enter(entry: Entry, processes = 1): Promise<Contestant[]> {
    const place: Place = { databaseUrl: '', settings: entry.settings ?? {} }
    const { redis } = entry
    if (redis) place.redisPort = (await startedOnce(redis, () => startRedis(folder.path, redis))).port
    if (entry.restate) place.restate = await startedOnce('restate', () => startRestate(folder.path))
    const url = new URL(postgres.url)
    url.pathname = `/bench_${++databases}`
    await client.query(createDatabase(url.pathname.slice(1)))
    place.databaseUrl = latest = url.href
    // What one measure left in Redis is no load of the next.
    if (redis) place.settings = { ...place.settings, queue: `bench-${databases}` }
    const started: Contestant[] = []
    try {
      while (started.length < processes) started.push(await startContestant(entry.program, place))
    } catch (error) {
      await Promise.all(started.map((process) => process.stop()))
      throw error
    }
    return started
  }

  async function inRounds<T>({ measure, entries, rounds, processes, prepare, run, check }: Rounds<T>) {
    const running = new Map<Entry, Contestant[]>()
    const figures: Figures<T> = new Map()
    const attempt = async (entry: Entry, work: () => Promise<unknown>) => {
      try {
        await work()
      } catch (error) {
        const reason = (error as Error).message.split('\n')[0]!
        failures.push({ measure, name: entry.name, reason, isPeer: entry.program.startsWith('peers/') })
        figures.delete(entry.name)
        await Promise.all((running.get(entry) ?? []).map((process) => process.stop()))
        running.delete(entry)
      }
    }
    for (const entry of entries)
      await attempt(entry, async () => {
        running.set(entry, await enter(entry, processes))
        await prepare?.(running.get(entry)!, entry)
        figures.set(entry.name, [])
      })
    for (const { contestant: entry, round } of interleaved(entries, rounds))
      if (running.has(entry))
        await attempt(entry, async () => {
          await client.query(checkpoint)
          figures.get(entry.name)!.push(await run(running.get(entry)!, round, entry))
        })
    for (const [entry, members] of running) if (check) await attempt(entry, () => check(members))
    await Promise.all([...running.values()].flat().map((process) => process.stop()))
    return figures
  }

  return {
    isQuick: options.isQuick,
    rounds: options.isQuick ? 3 : 5,
    failures,
    enter,
    inRounds,
    async queryLatest(text) {
      const inside = new pg.Client({ connectionString: latest })
      await inside.connect()
      try {
        return (await inside.query(text)).rows
      } finally {
        await inside.end()
      }
    },
    async close() {
      for (const close of closing) await close().catch(() => {})
      folder.remove()
    },
  }
}
