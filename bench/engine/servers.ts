// Servers of the peers: private ones on 127.0.0.1, with their data in a folder of the run.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '#platform/testing'
import { bareEnvironment, startServer } from '../server.ts'
import { until } from './program.ts'

export type RedisKind = 'durable' | 'plain'
/** `durable` flushes its log before it answers, as PostgreSQL does. `plain` is what a new Redis does: snapshots now and then. */
const persistence: Record<RedisKind, string[]> = {
  durable: ['--appendonly', 'yes', '--appendfsync', 'always'],
  plain: [],
}

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })

/** What `redis-server --version` says; undefined when there is none. */
export function redisVersion(): string | undefined {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8', env: bareEnvironment })
  return /v=(\S+)/.exec(stdout ?? '')?.[1]
}

/** @throws when this machine has no Redis */
export async function startRedis(folder: string, kind: RedisKind): Promise<{ port: number; stop(): Promise<void> }> {
  if (!redisVersion()) throw new Error('there is no redis-server on this machine (Debian: redis-server)')
  const directory = join(folder, `redis-${kind}`)
  mkdirSync(directory)
  const port = await freePort()
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const child = spawn('redis-server', [...place, ...persistence[kind]], { stdio: 'ignore', env: bareEnvironment })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await until('redis-server to listen', () => child.exitCode !== null || isOpen(port), 20_000)
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
  return {
    port,
    async stop() {
      child.kill()
      await gone
    },
  }
}

/** Restate as it comes, which is durable: its log is flushed before it answers. @throws when the binary is not installed */
export async function startRestate(
  folder: string,
): Promise<{ ingressUrl: string; adminUrl: string; stop(): Promise<void> }> {
  const require = createRequire(join(import.meta.dirname, 'peers/package.json'))
  const binary = require.resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`)
  const [nodePort, adminPort] = [await freePort(), await freePort()]
  const configPath = join(folder, 'restate.toml')
  const settings = (ingressPort: number) => `
    node-name = "bench"
    base-dir = "${join(folder, 'restate')}"
    listen-mode = "tcp"
    bind-address = "127.0.0.1:${nodePort}"
    disable-telemetry = true
    log-filter = "warn"
    [ingress]
    bind-address = "127.0.0.1:${ingressPort}"
    [admin]
    bind-address = "127.0.0.1:${adminPort}"
    disable-web-ui = true`
  const server = await startServer(
    (port) => {
      writeFileSync(configPath, settings(port))
      return [binary, '--no-logo', '--config-file', configPath]
    },
    '/restate/health',
    {},
  )
  return { ingressUrl: server.url, adminUrl: `http://127.0.0.1:${adminPort}`, stop: () => server.stop() }
}
