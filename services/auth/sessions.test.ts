// When a sign-in ends. Time is that of the database: rows are made older, and nobody waits.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Actor } from '#platform/service'
import type { TestDatabase } from '#platform/testing'
import { ctxAs, openAuthDatabase } from './factors/factors.test-support.ts'
import { lifetimes } from './oidc/provider.ts'
import { insertPerson } from './people.sql.ts'
import { resolveCredential } from './resolve.ts'
import { sessionsOf } from './routes/sessions.ts'
import { noteUses } from './sessions.sql.ts'
import { openSession, revokeSession, revokeSessionsHere } from './sessions.ts'

const personId = `per_${'1'.repeat(26)}`
let db: TestDatabase
before(async () => {
  db = await openAuthDatabase()
  const person = { id: personId, name: 'Olga', locale: 'en', address: 'olga@example.com' }
  await insertPerson(ctxAs(db.database).db, person)
})
after(() => db.close())

/** A session of 1 day that ends after 60 minutes without use, and its cookie. */
async function open() {
  const { id, cookie } = await openSession(ctxAs(db.database), personId, { method: 'password' })
  return { id, text: /=([^;]+)/.exec(cookie)![1]! }
}
const resolve = (text: string) => resolveCredential({ kind: 'session', text }, ctxAs(db.database))
const age = (id: string, column: 'seen_at' | 'expires_at', minutes: number) =>
  db.database.owner.run({
    text: `update auth.sessions set ${column} = ${column} - make_interval(mins => $2) where id = $1`,
    values: [id, minutes],
  })
const isOpen = async (text: string) => 'actor' in ((await resolve(text)) ?? {})

test('A session that nobody used for as long as the setting says is over, and says why to who has its cookie.', async () => {
  const { id, text } = await open()
  await age(id, 'seen_at', 59)
  assert.ok(await isOpen(text))
  // Being asked for is a use: it begins anew.
  await age(id, 'seen_at', 59)
  assert.ok(await isOpen(text))
  await age(id, 'seen_at', 61)
  assert.deepEqual(await resolve(text), { ended: 'unused' })
  assert.equal(await resolve(`${id}.${'A'.repeat(43)}`), undefined, 'who has only the id learns nothing')
})

test('A session ends after all, however much it is used.', async () => {
  const { id, text } = await open()
  await age(id, 'expires_at', 24 * 60 - 1)
  assert.ok(await isOpen(text))
  await age(id, 'expires_at', 2)
  assert.deepEqual(await resolve(text), { ended: 'too-old' })
})

test('A session that was ended says so.', async () => {
  const { id, text } = await open()
  await revokeSession(ctxAs(db.database), personId, id)
  assert.deepEqual(await resolve(text), { ended: 'signed-out' })
})

test('The list has no session that is over, and says of each when it ends unless it is used.', async () => {
  const [unused, used] = [await open(), await open()]
  await age(unused.id, 'seen_at', 61)
  const actor = {
    ...{ kind: 'member' as const, role: 'client', permissions: [], via: 'session' as const },
    ...{ id: personId as `per_${string}`, credential: used.id },
  }
  const listed = await sessionsOf(ctxAs(db.database, { actor }))
  assert.ok(!listed.some(({ id }) => id === unused.id))
  const own = listed.find(({ id }) => id === used.id)!
  assert.equal(Date.parse(own.endsUnusedAt!) - Date.parse(own.seenAt), 60 * 60_000)
  await age(used.id, 'expires_at', 23 * 60 + 30)
  const [late] = await sessionsOf(ctxAs(db.database, { actor }))
  assert.equal(late!.endsUnusedAt, late!.expiresAt, 'it does not outlast its end')
})

test('The clock of a process that is ahead makes no session last longer.', async () => {
  const { id, text } = await open()
  await noteUses(ctxAs(db.database).db, [id], ['2099-01-01T00:00:00Z'])
  await age(id, 'seen_at', 61)
  assert.deepEqual(await resolve(text), { ended: 'unused' })
})

test('What hangs on a sign-in at the OpenID provider ends with it, and offline access after 30 days without use.', () => {
  const ttl = lifetimes({ idleS: 3_600 }) as Record<string, (ctx: unknown, token: unknown) => number>
  assert.equal(ttl.Session!({}, {}), 3_600)
  assert.equal(ttl.RefreshToken!({}, { expiresWithSession: true }), 3_600)
  assert.equal(ttl.RefreshToken!({}, { expiresWithSession: false }), 30 * 86_400)
  assert.equal((lifetimes({ idleS: 1e9 }) as typeof ttl).Session!({}, {}), 14 * 86_400)
})

test('One person may have as many sessions at once as they open, and sees each.', async () => {
  const opened = await Promise.all(Array.from({ length: 40 }, open))
  const last = opened.at(-1)!
  const actor = { kind: 'member', via: 'session', id: personId, credential: last.id } as Actor
  const shown = (await sessionsOf(ctxAs(db.database, { actor }))).map(({ id }) => id)
  for (const { id, text } of opened) {
    assert.ok(await isOpen(text))
    assert.ok(shown.includes(id))
  }
})

test('An organisation ends what was opened there everywhere, and what was opened elsewhere at itself alone.', async () => {
  const at = (tenant: string) => ctxAs(db.database, { tenant })
  const openAt = async (tenant: string) => {
    const { cookie } = await openSession(at(tenant), personId, { method: 'password' })
    return /=([^;]+)/.exec(cookie)![1]!
  }
  const stateAt = async (tenant: string, text: string) => {
    const found = (await resolveCredential({ kind: 'session', text }, at(tenant))) ?? { ended: 'nobody' }
    return 'ended' in found ? found.ended : 'open'
  }
  const [here, elsewhere, old] = [await openAt('ten_a'), await openAt('ten_b'), await openAt('ten_b')]
  const id = old.split('.')[0]
  await db.database.owner.run({ text: 'update auth.sessions set opened_tenant = null where id = $1', values: [id] })
  await revokeSessionsHere(at('ten_a'), personId)
  for (const [text, there] of [
    [here, 'signed-out'],
    [elsewhere, 'open'],
    [old, 'open'],
  ] as const)
    assert.deepEqual([await stateAt('ten_a', text), await stateAt('ten_b', text)], ['signed-out', there])
  const again = await openAt('ten_a')
  assert.deepEqual([await stateAt('ten_a', again), await stateAt('ten_b', again)], ['open', 'open'])
  await revokeSessionsHere(at('ten_a'), personId)
  assert.deepEqual([await stateAt('ten_a', again), await stateAt('ten_b', again)], ['signed-out', 'signed-out'])
})
