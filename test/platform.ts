// Starts the real thing as operating-system processes and talks to it over HTTP only. Used by flows, browser tests and faults.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment } from '#platform/config'
import { eventually, freePort, scratchDatabase } from '#platform/testing'
import { contracts } from '../services/contracts.ts'
import { inventory } from '../services/index.ts'

const root = new URL('..', import.meta.url).pathname
export const secretKey = 'a secret key of the tests, 32+ long'
export const operatorKey = 'operator key of the tests'
/** Host names of two tenants; everything else is the default tenant. */
export const tenantHosts = 'a.test=ten_a,b.test=ten_b'

export type Platform = {
  url: string
  mailboxUrl: string
  /** Its database, as the owner: for what only time or an attacker does. */
  ownersDatabase?: string
  /** Pids of the Node processes, first the one with the gateway. */
  pids(): number[]
  /** Last lines of all logs, for the message of a failing test. */
  log(): string
  /** Ends every Node process at once, as a power cut would; the database stays. */
  kill(): Promise<void>
  /** Starts again what was killed, on the same data and ports. */
  restart(): Promise<void>
  stop(): Promise<void>
}
type Options = {
  env?: Record<string, string>
  services?: string
  /** Name people reach it by, where an address will not do: passkeys belong to a host name. */
  publicHost?: string
}

async function launch(
  processes: Record<string, string>[],
  url: string,
  mailboxPort: number,
  after: () => Promise<void>,
): Promise<Platform> {
  let children: ChildProcess[] = []
  const lines: string[] = []
  const start = async () => {
    children = processes.map((env) => {
      const child = spawn(process.execPath, ['--import', './platform/guard.mjs', 'main.ts'], {
        cwd: root,
        env: { ...(environment() as Record<string, string>), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const keep = (chunk: Buffer) => {
        lines.push(...chunk.toString().trimEnd().split('\n'))
        lines.splice(0, Math.max(0, lines.length - 400))
      }
      child.stdout!.on('data', keep)
      child.stderr!.on('data', keep)
      return child
    })
    const ready = (at: string) => async () => {
      if (children.some((c) => c.exitCode !== null))
        throw new Error(`a process ended while starting:\n${lines.join('\n')}`)
      return (await fetch(`${at}/readyz`).catch(() => undefined))?.ok
    }
    try {
      for (const env of processes)
        await eventually(
          `${env.SERVICES ?? 'the platform'} to be ready`,
          ready(`http://${env.HOST}:${env.PORT}`),
          60_000,
        )
    } catch (error) {
      await end('SIGKILL')
      throw new Error(`${(error as Error).message}\n${lines.slice(-30).join('\n')}`)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    const gone = children.map((c) =>
      c.exitCode !== null || c.signalCode !== null ? undefined : new Promise((resolve) => c.once('exit', resolve)),
    )
    for (const child of children) child.kill(signal)
    await Promise.all(gone)
  }
  await start()
  return {
    url,
    mailboxUrl: `http://127.0.0.1:${mailboxPort}`,
    ownersDatabase: processes[0]!.DATABASE_URL,
    pids: () => children.map((c) => c.pid!),
    log: () => lines.slice(-60).join('\n'),
    kill: () => end('SIGKILL'),
    restart: start,
    async stop() {
      await end('SIGTERM')
      await after()
    },
  }
}

const shared = async (options: Options) => {
  const scratch = await scratchDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'statex-data-'))
  const [smtpPort, webPort] = [await freePort(), await freePort()]
  const env: Record<string, string> = {
    DATABASE_URL: scratch.url,
    DATA_DIR: dataDir,
    SECRET_KEY: secretKey,
    OPERATOR_KEY: operatorKey,
    TENANT_HOSTS: tenantHosts,
    LOG_LEVEL: 'warn',
    MAILBOX_SMTP_PORT: String(smtpPort),
    MAILBOX_WEB_PORT: String(webPort),
    PROTOTYPE_PORT: String(await freePort()),
    ...options.env,
  }
  const after = async () => {
    await scratch.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { env, smtpPort, webPort, after }
}

/** Everything in one process. */
export async function startTogether(options: Options = {}): Promise<Platform> {
  const { env, webPort, after } = await shared(options)
  const port = await freePort()
  const own = {
    ...env,
    HOST: '127.0.0.1',
    PORT: String(port),
    ...(options.publicHost && { PUBLIC_URL: `http://${options.publicHost}:${port}` }),
    ...(options.services && { SERVICES: options.services }),
  }
  return launch([own], `http://127.0.0.1:${port}`, webPort, after)
}

let nextHost = 2
// Test runs beside each other must not meet on one address: the process id is in it.
const ownNetwork = `127.${1 + ((process.pid >> 8) % 254)}.${process.pid % 256}`
/** One process per service on one database, each on its own port of a loopback address that belongs to this test alone. */
export async function startApart(options: Options = {}): Promise<Platform> {
  const { env, smtpPort, webPort, after } = await shared(options)
  const host = `${ownNetwork}.${nextHost++}`
  const portOf = (name: string) => String(contracts.find((c) => c.name === name)?.port ?? 8099)
  const url = `http://${host}:${portOf('gateway')}`
  const processes = Object.keys(inventory).map((name) => ({
    ...env,
    SERVICES: name,
    HOST: host,
    PORT: portOf(name),
    PUBLIC_URL: url,
    SERVICE_URL: `http://${host}:{port}`,
    DATABASE_CONNECTIONS_MAX: '8',
    ...(name === 'notification' && { SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }),
  }))
  return launch(processes, url, webPort, after)
}
