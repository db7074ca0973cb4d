// Reading changes nothing: every GET route of every contract, asked by everybody, leaves every row of every table as it was, but for what is made when it is
// first asked for. Where the protocols of sign-in have a browser come by GET (/oidc, and back from a provider), state, PKCE and cookies bind it to its start.
import assert from 'node:assert/strict'
import test from 'node:test'
import pg from 'pg'
import { contracts } from '../../services/contracts.ts'
import { operatorKey } from '../platform.ts'
import { makeMembers } from './members.ts'
import { inBothModes } from './modes.ts'
import { own } from './owned.ts'
import { ask, filled } from './walking.ts'

/** What is written because somebody asked at all, whatever for. */
const notedOfAll: Record<string, string> = {
  'statex.refusals': 'whoever was refused something is noted',
  'engine.workers': 'each process says that it lives',
}
/** What is made when somebody first asks for it, and is the same for whoever asks next. */
const madeOnce: Record<string, string> = {
  'auth.signing_keys': 'an organisation gets its keys when somebody asks for them',
  'prototype.files': 'the picture of a prototype',
}
/** Columns that say when something was last used. */
const uses = ['seen_at', 'last_used_at']

/** A fingerprint of each table, by name. */
async function tablesOf(db: pg.Client): Promise<Record<string, string>> {
  const { rows } = await db.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const found: Record<string, string> = {}
  for (const { name } of rows.filter((row) => !(row.name in notedOfAll))) {
    const table = await db.query(
      `select count(*) || ' rows ' || md5(coalesce(string_agg((to_jsonb(t) - $1::text[])::text, ' ' order by to_jsonb(t)::text), '')) as is from ${name} t`,
      [uses],
    )
    found[name] = table.rows[0].is
  }
  return found
}

/** The tables once all that was begun is done: the same twice, a while apart. */
async function settled(db: pg.Client): Promise<Record<string, string>> {
  let before = await tablesOf(db)
  for (let n = 0; n < 60; n++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const now = await tablesOf(db)
    if (JSON.stringify(now) === JSON.stringify(before)) return now
    before = now
  }
  throw new Error('The tables do not come to rest.')
}

inBothModes({}, (platform) => {
  test('Whoever reads changes no row of any table.', async (t) => {
    const a = await own(platform, 'a.test', 'amaranthine')
    const { cast, key } = await makeMembers(platform)
    const callers = [
      { name: 'nobody' },
      { name: 'the customer', token: a.receipt.token },
      { name: 'the operator', token: operatorKey },
      { name: 'a key', token: key },
      ...cast
        .filter(({ host }) => host === 'a.test')
        .map(({ role, browser }) => ({ name: role, headers: { cookie: browser.cookie } })),
    ].map((caller) => ({ ...caller, host: 'a.test' }))
    const db = new pg.Client({ connectionString: platform.ownersDatabase })
    await db.connect()
    t.after(() => db.end())
    const routes = contracts.flatMap(({ routes }) => Object.values(routes)).filter(({ method }) => method === 'GET')
    /** Tables that differ after everybody asked for everything. */
    const changed = async (): Promise<string[]> => {
      const before = await settled(db)
      assert.ok(Object.keys(before).length > 50)
      const served = new Set<string>()
      for (const route of routes)
        for (const caller of callers) {
          const { status } = await ask(platform.url, route, filled(route, a), caller)
          if (status < 400) served.add(route.path)
        }
      assert.ok(served.size > 30, `only ${served.size} of ${routes.length} were answered`)
      const now = await settled(db)
      return Object.keys(now).filter((name) => now[name] !== before[name])
    }
    assert.deepEqual((await changed()).sort(), Object.keys(madeOnce))
    assert.deepEqual(await changed(), [])
  })
})
