// A ctx of the auth service on a real database, for one browser: an address, and perhaps a known device or a session.
import type { Client } from '#platform/cookies'
import { type Database, sql } from '#platform/database'
import { openKeyring } from '#platform/envelope'
import { allRows, type Insert } from '#platform/group-commit'
import { tokenFor } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import type { Actor } from '#platform/service'
import { openTestDatabase, plainCtx } from '#platform/testing'
import { type AuthCtx, needs } from '../needs.ts'

/** Stands for the table of events, which these tests have none of. */
const noted = sql`select 1`
const secret = 'a secret key of the tests, 32+ long'
export const keyrings = {
  first: ['one sealing key, 32 characters long'],
  second: ['another sealing key, 32 characters'],
}

export const openAuthDatabase = () =>
  openTestDatabase([
    {
      schema: 'auth',
      role: roleOf('auth'),
      migrations: readMigrations(needs.database),
      tablesWithoutTenant: needs.tablesWithoutTenant,
    },
  ])

type Asking = {
  address?: string
  host?: string
  device?: string
  actor?: Actor
  now?: Date
  keys?: string[]
  tenant?: string
}
/** What was sent and answered, beside the ctx that did it. */
export type Asked = AuthCtx & { headers: string[]; events: string[]; mails: Record<string, string>[] }

export function ctxAs(database: Database, asking: Asking = {}): Asked {
  const { address = '192.0.2.1', host = 'a.test', device, actor = { kind: 'public' }, now, tenant = 'ten_a' } = asking
  const client: Client = { address, device, agent: 'test', host, isSecure: false }
  const [headers, events, mails]: [string[], string[], Record<string, string>[]] = [[], [], []]
  const binding = { role: roleOf('auth'), schema: 'auth', tenant }
  const bound = (db: AuthCtx['db'], isInside: boolean): Asked => {
    const ctx: Asked = Object.assign(
      plainCtx({ tenant, actor, client, db, config: { sessionDays: 1, sessionIdleMinutes: 60 } }),
      {
        ...{ headers, events, mails },
        adapters: { keyring: openKeyring(asking.keys ?? keyrings.first) },
        now: () => now ?? new Date(),
        tokenFor: (subject: string) => tokenFor(secret, tenant, subject),
        header: (name: string, value: string) => void headers.push(`${name}: ${value}`),
        wake() {},
        publish: async (event: string) => void events.push(event),
        eventRow: (event: string): Insert => ({ into: noted, row: event }),
        commit: async (...inserts: Insert[]) => {
          for (const query of allRows(inserts.filter(({ into }) => into !== noted))) await db.run(query)
          for (const { into, row } of inserts) if (into === noted) events.push(row as string)
        },
        start: { task: async (_task: unknown, input: Record<string, string>) => void mails.push(input) },
        transaction: (work: (tx: AuthCtx) => Promise<unknown>) =>
          isInside ? work(ctx) : database.transaction(binding, (tx) => work(bound(tx.db, true))),
      },
    ) as unknown as Asked
    return ctx
  }
  return bound(database.bound(binding), false)
}

/** The device cookie that an answer set. */
export const deviceIn = (ctx: Asked): string =>
  /statex-device=([^;]+)/.exec(ctx.headers.find((line) => line.includes('statex-device=')) ?? '')![1]!
