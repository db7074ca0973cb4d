// One StateX process that can be ended, frozen and started again at any instant. `test/platform.ts` waits until it is ready; here not waiting is the point.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment } from '#platform/config'
import { eventually, freePort, scratchDatabase } from '#platform/testing'
import { operatorKey, type Platform, secretKey } from '../platform.ts'

const root = new URL('../..', import.meta.url).pathname

export type Server = Platform & {
  /** Where PostgreSQL is, past any proxy: what the test itself may ask. */
  databaseUrl(): string
  dataDir: string
  /** Spawns the process and does not wait. */
  start(): void
  ready(limitMs?: number): Promise<void>
  signal(signal: NodeJS.Signals): void
  /** Ends of the process that the test did not cause. */
  accidents: string[]
}
export type ServerOptions = {
  env?: Record<string, string>
  /** Put before `node`: the name of a command and its arguments. */
  prefix?: string[]
  /** The database of the data folder instead of a scratch one on the server of the tests. */
  isEmbedded?: boolean
  /** Lives on the database and files of this one. */
  beside?: Server
  /** What the process is told instead of the address of the database. */
  databaseThrough?: (url: string) => Promise<string>
}

/** Prepares a server: ports, database, folder. Nothing runs before `start`. */
export async function openServer(options: ServerOptions = {}): Promise<Server> {
  const { beside } = options
  const dataDir = beside?.dataDir ?? mkdtempSync(join(tmpdir(), 'statex-faults-'))
  const scratch = options.isEmbedded || beside ? undefined : await scratchDatabase()
  const ownUrl = beside?.databaseUrl() ?? scratch?.url
  const seenUrl = ownUrl && (await (options.databaseThrough?.(ownUrl) ?? ownUrl))
  const [port, smtpPort, webPort] = [await freePort(), await freePort(), await freePort()]
  const { DATABASE_URL: _, ...inherited } = environment() as Record<string, string>
  const env = {
    ...inherited,
    ...(seenUrl && { DATABASE_URL: seenUrl }),
    DATA_DIR: dataDir,
    SECRET_KEY: secretKey,
    OPERATOR_KEY: operatorKey,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    PORT: String(port),
    MAILBOX_SMTP_PORT: String(smtpPort),
    MAILBOX_WEB_PORT: String(webPort),
    GATEWAY_ADDRESS_PER_MINUTE: '0',
    GATEWAY_TENANT_PER_MINUTE: '0',
    ...options.env,
  }
  const lines: string[] = []
  const accidents: string[] = []
  let child: ChildProcess | undefined
  let isEnding = false
  const isGone = (c: ChildProcess) => c.exitCode !== null || c.signalCode !== null
  const start = () => {
    isEnding = false
    const [command, ...args] = [
      ...(options.prefix ?? []),
      process.execPath,
      '--import',
      './platform/guard.mjs',
      'main.ts',
    ]
    const started = spawn(command!, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const keep = (chunk: Buffer) => {
      lines.push(...chunk.toString().trimEnd().split('\n'))
      lines.splice(0, Math.max(0, lines.length - 2_000))
    }
    started.stdout.on('data', keep)
    started.stderr.on('data', keep)
    started.once('exit', (code, signal) => {
      if (!isEnding) accidents.push(`ended by itself with ${code ?? signal}:\n${lines.slice(-15).join('\n')}`)
    })
    child = started
  }
  const end = async (signal: NodeJS.Signals) => {
    isEnding = true
    if (!child || isGone(child)) return
    const gone = new Promise((resolve) => child!.once('exit', resolve))
    child.kill(signal)
    if (signal !== 'SIGKILL') child.kill('SIGCONT') // a frozen process would never hear the first
    const limit = setTimeout(() => child!.kill('SIGKILL'), 30_000)
    await gone
    clearTimeout(limit)
  }
  const url = `http://127.0.0.1:${port}`
  const ready = async (limitMs = 60_000) => {
    await eventually(
      `the server to be ready\n${lines.slice(-30).join('\n')}`,
      async () => {
        if (accidents.length > 0) throw new Error(accidents.join('\n'))
        return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok
      },
      limitMs,
    )
  }
  return {
    url,
    mailboxUrl: `http://127.0.0.1:${webPort}`,
    dataDir,
    accidents,
    databaseUrl: () => ownUrl ?? embeddedUrl(dataDir),
    pids: () => [child!.pid!],
    log: () => lines.slice(-60).join('\n'),
    start,
    ready,
    signal: (signal) => void child?.kill(signal),
    kill: () => end('SIGKILL'),
    async restart() {
      start()
      await ready()
    },
    async stop() {
      await end('SIGTERM')
      if (options.isEmbedded) killPostgres(dataDir)
      await scratch?.drop()
      if (!beside) rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** Ends the embedded PostgreSQL, by default as a power cut would; false when there is none at this instant. */
export function killPostgres(dataDir: string, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  try {
    // The first line of the lock file is the pid of the postmaster; its backends end with it.
    const [pid] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')
    // A lock file may outlive its server, and its number may meanwhile belong to somebody else.
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)) return false
    return process.kill(Number(pid), signal)
  } catch {
    return false
  }
}

function embeddedUrl(dataDir: string): string {
  const { password, port } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'))
  return `postgres://statex:${password}@127.0.0.1:${port}/postgres`
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
