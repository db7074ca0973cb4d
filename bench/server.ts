// Starts what is measured, as operating-system processes on 127.0.0.1 with folders of their own, and ends it by pid.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment } from '#platform/config'
import { freePort } from '#platform/testing'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** A running process that answers over HTTP. `readyMs`: from its start to its first good answer. */
export type Server = { url: string; pid: number; readyMs: number; stop(signal?: NodeJS.Signals): Promise<void> }

// Only what programs need to be found: a DATABASE_URL or SMTP_URL of the person who measures must not reach what is measured.
const { PATH, HOME } = environment()
export const bareEnvironment: Record<string, string> = { ...(PATH && { PATH }), ...(HOME && { HOME }) }

/** Keeps connections of the measuring client open, as a browser does. */
export const connectionAgent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** A folder that is removed with everything in it. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'statex-bench-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const isGood = (url: string) =>
  new Promise<boolean>((resolve) => {
    get(url, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })

/**
 * Spawns a server and waits until `path` answers 200.
 * @throws with the last words of the process when it ends or is silent for a minute
 */
export async function startServer(
  command: (port: number) => string[],
  path: string,
  env: Record<string, string>,
): Promise<Server> {
  const port = await freePort()
  const [program, ...args] = command(port)
  const startedAt = performance.now()
  const child = spawn(program!, args, { cwd: root, env: { ...bareEnvironment, ...env, PORT: String(port) } })
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      words = (words + chunk).slice(-4_000)
    })
  child.once('error', (error) => {
    words += error.message
  })
  const url = `http://127.0.0.1:${port}`
  while (!(await isGood(url + path))) {
    if (hasEnded(child) || performance.now() - startedAt > 60_000) {
      await end(child, 'SIGKILL')
      throw new Error(`${program} ${args.join(' ')} does not answer at ${path}:\n${words}`)
    }
    await sleep(5)
  }
  const readyMs = performance.now() - startedAt
  return { url, pid: child.pid!, readyMs, stop: (signal = 'SIGTERM') => end(child, signal) }
}

const hasEnded = (child: ChildProcess) =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

/** Runs a program to its end. @throws when it fails */
export async function spawnOnce(program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'ignore', env: bareEnvironment })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve))
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`)
}

/** Starts the platform with its data in `dataDir`, without rate limits. Without `DATABASE_URL` in `env` it brings its own PostgreSQL. */
export async function startPlatform(dataDir: string, env: Record<string, string> = {}): Promise<Server> {
  const [smtpPort, webPort] = [await freePort(), await freePort()]
  return startServer(() => [process.execPath, '--import', './platform/guard.mjs', 'main.ts'], '/readyz', {
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    GATEWAY_ADDRESS_PER_MINUTE: '0',
    GATEWAY_TENANT_PER_MINUTE: '0',
    MAILBOX_SMTP_PORT: String(smtpPort),
    MAILBOX_WEB_PORT: String(webPort),
    ...env,
  })
}
