import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import pg from 'pg'
import { environment, PlatformConfig, readConfig } from './config.ts'
import { type Database, openDatabase } from './database.ts'
import { Refusal } from './errors.ts'
import { migrate, type SchemaPlan } from './migrator.ts'
import type { Ctx, Log } from './service.ts'
import { openWake, type Wake } from './wake.ts'

/** A log that says nothing. */
export const silent: Log & { child(): Log } = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent }

/** A ctx as a plain object, for tests of one handler. Whatever the handler touches and the test does not give throws by being undefined. */
export function plainCtx(given: Partial<Ctx<any, any>> = {}): Ctx<any, any> {
  return {
    tenant: 'ten_a',
    actor: { kind: 'public' },
    trace: '0'.repeat(32),
    config: {},
    signal: new AbortController().signal,
    log: silent,
    publicUrl: 'http://127.0.0.1:8080',
    now: () => new Date('2026-11-21T09:00:00Z'),
    fail: (code: string, detail?: string) => {
      throw new Refusal(code, 400, detail)
    },
    ...given,
  } as Ctx<any, any>
}

/** Below the ports that Linux lends to outgoing connections, which begin at 32,768. */
const [firstPort, ports] = [10_240, 22_000]
let nextPort = process.pid * 101

/** A port nobody listens on right now. Each process counts on from a place of its own, so that tests beside each other do not take the same one. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = firstPort + (nextPort++ % ports)
    const server = createServer().listen(port, host)
    try {
      await once(server, 'listening')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue
      throw error
    }
    server.close()
    await once(server, 'close')
    return port
  }
}

/** Address of the server on which tests make their databases; the test runner starts one and says it in TEST_DATABASE_URL. */
export function testServerUrl(): string {
  const { testDatabaseUrl } = readConfig(PlatformConfig, '', environment(), [])
  if (!testDatabaseUrl)
    throw new Error(
      'Run the tests with "npm test", or set TEST_DATABASE_URL to a PostgreSQL superuser for scratch databases.',
    )
  return testDatabaseUrl
}

/** An empty database of its own on the test server. `drop` removes it, with whoever is still connected. */
export async function scratchDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = testServerUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  const asOwner = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await asOwner(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => asOwner(`drop database if exists ${name} with (force)`) }
}

export type TestDatabase = { database: Database; wake: Wake; url: string; close(): Promise<void> }

/** A migrated scratch database, opened. Errors of connections are for the test to notice. */
export async function openTestDatabase(plans: SchemaPlan[] = []): Promise<TestDatabase> {
  const scratch = await scratchDatabase()
  const database = openDatabase({ url: scratch.url, connectionsMax: 16 })
  const wake = await openWake(database, () => {})
  await migrate(database, plans)
  return {
    database,
    wake,
    url: scratch.url,
    async close() {
      await wake.close()
      await database.close()
      await scratch.drop()
    },
  }
}

/** Waits until `look` answers something true; fails after `limitMs` with what was waited for. Not for proving speed. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  limitMs = 60_000,
): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
