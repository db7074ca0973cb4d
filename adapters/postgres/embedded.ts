import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#platform/service'
import { type Account, accountsToTry, spawnAs } from './account.ts'
import { ensureCluster, type Home, openHome, rememberedPort, rememberPort } from './cluster.ts'
import { choosePort, isPostmasterOf, readPostmaster } from './postmaster.ts'
import { findPrograms } from './programs.ts'
import { clientsOf, database, dataDirectoryOf, superuser } from './server.sql.ts'
import { serverSettings } from './settings.ts'

export type EmbeddedOptions = {
  /** Holds everything: `postgres/`, `postgres.json` (0600), `postgres-start.log`. Created when missing. */
  directory: string
  log: Log
  /** Replaces single settings of the server, for tests and benchmarks. */
  settings?: Record<string, string>
  /** Replaces the accounts the server may run under (see `accountsToTry`). */
  accounts?: Account[]
}

export type EmbeddedPostgres = {
  /** Connection string of the superuser. Secret. */
  url: string
  port: number
  /** Whether the server was already running: left by a killed process, or started by another one on the same directory. */
  adopted: boolean
  /**
   * Shuts the server down ("fast": open transactions are rolled back, everything committed is on disk) and waits for it. Close your
   * own connections first: while other clients are connected, such as a second StateX on the same directory, the server is left
   * running and this is logged. Calling it again changes nothing.
   */
  stop(): Promise<void>
}

/** Recovery after a crash replays at most `max_wal_size`; a slow disk may need a while for that. */
const startTimeoutMs = 120_000
const stopTimeoutMs = 60_000
const launchesMax = 7
const watchEveryMs = 500

type Running = { pid: number; port: number; adopted: boolean }

/**
 * Starts the PostgreSQL that npm installed, or adopts the one already serving `directory`. Any number of processes may call this at
 * once and share one server: PostgreSQL's own lock file decides who starts it. A server that dies is started again on the same port.
 * @throws with a sentence for the operator when the platform, the account or the data directory does not allow it
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log } = options
  const home = await openHome(options.directory)
  const running = await obtain(home, options)
  const { port, adopted } = running
  log.info({ port, pid: running.pid, adopted }, adopted ? 'PostgreSQL was running: adopted' : 'PostgreSQL started')
  const unwatch = watch(home, running, options)
  let stopping: Promise<void> | undefined
  return {
    url: `postgres://${superuser}:${home.password}@127.0.0.1:${port}/${database}`,
    port,
    adopted,
    stop() {
      stopping ??= unwatch().then(() => shutDown(home, log))
      return stopping
    },
  }
}

/** Waits for a server on the data directory, starting one whenever there is none. */
async function obtain(home: Home, options: EmbeddedOptions, fixedPort?: number): Promise<Running> {
  const deadline = Date.now() + startTimeoutMs
  let launched: Launched | undefined
  let launches = 0
  for (;;) {
    const found = await readPostmaster(home.dataDirectory)
    if (found && (await isPostmasterOf(found.pid, home.dataDirectory))) {
      if (found.isReady && (await isOurs(home, found.port))) {
        await rememberPort(home, found.port)
        return { pid: found.pid, port: found.port, adopted: found.pid !== launched?.pid }
      }
    } else if (!launched || launched.hasEnded()) {
      // Losing the race against a parallel start, a port taken in the last moment and backends that outlive a killed server all end
      // a launch, and all pass.
      if (launches === launchesMax) throw new Error(`PostgreSQL does not start: ${await lastWords(home)}`)
      if (launches > 0) await sleep(50 * 2 ** launches)
      launches++
      launched = await launch(home, options, found?.pid, fixedPort)
    }
    if (Date.now() > deadline) {
      launched?.interrupt()
      throw new Error(`PostgreSQL was not ready after ${startTimeoutMs / 1000} s: ${await lastWords(home)}`)
    }
    await sleep(15)
  }
}

/** False while the server is not answering yet. @throws when it is another one, or does not accept our password */
async function isOurs(home: Home, port: number): Promise<boolean> {
  const path = await dataDirectoryOf({ port, password: home.password }).catch((error: { code?: string }) => {
    if (error.code !== '28P01') return undefined
    throw new Error(`The password in ${join(home.directory, 'postgres.json')} does not open ${home.dataDirectory}.`)
  })
  if (path !== undefined && path !== home.dataDirectory)
    throw new Error(`The PostgreSQL on port ${port} serves ${path}, not ${home.dataDirectory}.`)
  return path !== undefined
}

type Launched = { pid?: number; hasEnded(): boolean; interrupt(): void }

async function launch(home: Home, options: EmbeddedOptions, stalePid = 0, fixedPort?: number): Promise<Launched> {
  const programs = await findPrograms(home.directory, options.accounts ?? (await accountsToTry()))
  await ensureCluster(home, programs)
  const port = fixedPort ?? (await choosePort(await rememberedPort(home)))
  const settings = { ...serverSettings, ...options.settings, port: String(port) }
  const output = openSync(join(home.directory, 'postgres-start.log'), 'w', 0o600)
  try {
    const child = spawnAs(
      programs.account,
      [
        programs.postgres,
        '-D',
        home.dataDirectory,
        ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
      ],
      {
        // A session of its own: Ctrl-C in the terminal must reach us and not the server before us.
        detached: true,
        stdio: ['ignore', output, output],
        // We have seen that this process is no server of ours. PostgreSQL overlooks a lock file of its "grandparent" (pg_ctl's own
        // door), still checks the shared memory and replaces the file itself. Removing it ourselves could remove a newer one.
        environment: stalePid ? { PG_GRANDPARENT_PID: String(stalePid) } : {},
      },
    )
    let hasEnded = false
    child.once('error', () => (hasEnded = true))
    child.once('exit', () => (hasEnded = true))
    child.unref()
    return { pid: child.pid, hasEnded: () => hasEnded, interrupt: () => void child.kill('SIGINT') }
  } finally {
    closeSync(output)
  }
}

async function lastWords(home: Home): Promise<string> {
  const text = await readFile(join(home.directory, 'postgres-start.log'), 'utf8').catch(() => '')
  const where = `see ${join(home.directory, 'postgres-start.log')} and ${join(home.dataDirectory, 'log')}`
  return [text.trim().slice(-2_000), where].filter(Boolean).join('\n')
}

/** Starts the server again when it dies. Returns what ends the watch and waits for a start in progress. */
function watch(home: Home, first: Running, options: EmbeddedOptions): () => Promise<void> {
  let pid = first.pid
  let pending: Promise<void> = Promise.resolve()
  let isBusy = false
  const look = async () => {
    if (await isPostmasterOf(pid, home.dataDirectory)) return
    options.log.error({ pid, port: first.port }, 'PostgreSQL died; starting it again')
    const again = await obtain(home, options, first.port)
    pid = again.pid
    if (again.port === first.port) options.log.info({ pid, port: again.port }, 'PostgreSQL is back')
    else options.log.error({ pid, port: again.port }, 'PostgreSQL came back on another port; restart this process')
  }
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    pending = look()
      .catch((error: Error) => options.log.error({ error: error.message }, 'PostgreSQL could not be started again'))
      .finally(() => (isBusy = false))
  }, watchEveryMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return pending
  }
}

async function shutDown(home: Home, log: Log): Promise<void> {
  const found = await readPostmaster(home.dataDirectory)
  if (!found || !(await isPostmasterOf(found.pid, home.dataDirectory))) return
  const clients = await clientsAfterAMoment({ port: found.port, password: home.password })
  if (clients > 0) {
    log.info({ port: found.port, clients }, 'PostgreSQL left running for the clients that are still connected')
    return
  }
  for (const [signal, timeoutMs] of [
    ['SIGINT', stopTimeoutMs],
    ['SIGQUIT', 10_000],
  ] as const) {
    // It may have ended since we looked.
    if (!(await isPostmasterOf(found.pid, home.dataDirectory))) return
    process.kill(found.pid, signal)
    const deadline = Date.now() + timeoutMs
    while (Date.now() < deadline) {
      if (!(await isPostmasterOf(found.pid, home.dataDirectory))) return
      await sleep(10)
    }
    log.warn({ pid: found.pid, signal, timeoutMs }, 'PostgreSQL did not stop in time')
  }
}

// A connection closed a moment ago may still be listed. When the server cannot be asked, nobody can be using it.
async function clientsAfterAMoment(access: { port: number; password: string }): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const clients = await clientsOf(access).catch(() => 0)
    if (clients === 0 || attempt === 10) return clients
    await sleep(50)
  }
}
