import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { type Binding, type Db, openDatabase, sql } from '#platform/database'
import { openTestDatabase, type TestDatabase, testServerUrl } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { listRuns } from './history.ts'
import { AlreadyStarted, startThrough } from './start.ts'
import { ended, openWorker } from './testing.ts'

const role = 'statex_engine_start_test'
const kind: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5000, attemptsMax: 1 }
const greet = flow('greet', 1, async (run) => run.waitFor('answer'))

describe('a start through the role of a service', () => {
  let db: TestDatabase
  before(async () => {
    // The migrator makes the role and grants it what the engine's schema plan says.
    const migrations = [{ name: '0001', text: 'create table notes (tenant_id text not null, text text primary key)' }]
    db = await openTestDatabase([
      engineSchema,
      { schema: 'engine_start_test', role, migrations, grants: engineSchema.grants },
    ])
  })
  after(async () => {
    await db.close()
    // Roles belong to the server, not to the scratch database.
    const server = openDatabase({ url: testServerUrl(), connectionsMax: 1 })
    await server.pool.query(`drop role if exists ${role}`)
    await server.close()
  })
  const as = (tenant: string): Binding => ({ role, schema: 'engine_start_test', tenant })
  const starter = (own: Db, tenant: string) =>
    startThrough({ db: own, tenant, trace: '0'.repeat(32), nameOf: () => 'test.work', wake: db.wake.wake })

  test('belongs to the transaction it is made in', async () => {
    await assert.rejects(
      db.database.transaction(as('ten_a'), async (tx) => {
        await tx.db.run(sql`insert into notes (text) values ('gone')`)
        await starter(tx.db, 'ten_a').flow(greet, {}, { key: 'gone' })
        await starter(tx.db, 'ten_a').task(kind, {}, { key: 'gone' })
        throw new Error('changed my mind')
      }),
    )
    assert.deepEqual(await listRuns(db.database.owner), [])
    assert.deepEqual(await db.database.owner.many(sql`select from engine.tasks`), [])
    assert.deepEqual(await db.database.owner.many(sql`select from statex.events`), [])
  })

  test('can start, signal and cancel for its own tenant only', async () => {
    const own = starter(db.database.bound(as('ten_a')), 'ten_a')
    await own.flow(greet, { n: 1 }, { key: 'mine' })
    await own.flow(greet, { n: 1 }, { key: 'mine' })
    await own.flow(greet, { n: 1 }, { key: 'other' })
    await own.task(kind, {}, { key: 'mine' })
    await own.task(kind, {}, { key: 'mine' })
    const foreign = starter(db.database.bound(as('ten_b')), 'ten_a')
    await assert.rejects(foreign.flow(greet, {}, { key: 'foreign' }), /row-level security/)
    await assert.rejects(foreign.task(kind, {}, { key: 'foreign' }), /row-level security/)
    await foreign.cancel(greet, 'mine', 'not yours')
    await foreign.signal(greet, 'mine', 'answer', 'not yours')
    await own.cancel(greet, 'other', 'no need')
    const worker = await openWorker(db.url, [greet], {})
    try {
      await own.signal(greet, 'mine', 'answer', 'hello')
      const run = await ended(db.database, 'greet', 'mine')
      assert.deepEqual([run.state, run.result], ['completed', 'hello'])
      assert.equal((await ended(db.database, 'greet', 'other')).state, 'cancelled')
      assert.equal((await db.database.owner.many(sql`select from engine.tasks`)).length, 1)
      const runs = await listRuns(db.database.owner, { tenant: 'ten_a', limit: 1 })
      assert.equal(runs.length, 1)
      assert.equal((await listRuns(db.database.owner, { before: runs[0]!.id })).length, 1)
    } finally {
      await worker.close()
    }
  })

  test('can replace, reject and delay, for its own tenant only', async () => {
    const own = starter(db.database.bound(as('ten_a')), 'ten_a')
    const states = async (key: string) =>
      (await db.database.owner.many(sql`select state from engine.runs where key like ${`${key}%`} order by id`)).map(
        (r) => r.state,
      )
    for (const onConflict of ['join', 'replace', 'replace'] as const) {
      await own.flow(greet, {}, { key: 'again', onConflict, afterMs: 3_600_000 })
      await own.task(kind, {}, { key: 'again', onConflict, limitKey: 'x', afterMs: 3_600_000 })
    }
    assert.deepEqual(await states('again'), ['cancelled', 'cancelled', 'queued'])
    await assert.rejects(own.flow(greet, {}, { key: 'again', onConflict: 'reject' }), AlreadyStarted)
    await assert.rejects(own.task(kind, {}, { key: 'again', onConflict: 'reject' }), AlreadyStarted)
    const other = starter(db.database.bound(as('ten_b')), 'ten_b')
    await other.flow(greet, {}, { key: 'again', onConflict: 'replace', afterMs: 3_600_000 })
    const foreign = starter(db.database.bound(as('ten_b')), 'ten_a')
    await assert.rejects(foreign.flow(greet, {}, { key: 'again', onConflict: 'replace' }), /row-level security/)
    assert.deepEqual((await states('again')).toSorted(), ['cancelled', 'cancelled', 'queued', 'queued'])
    await db.database.owner.run(sql`delete from engine.runs where key like 'again%'`)
  })

  test('gives no sight of inputs, results, or other tenants', async () => {
    const own = db.database.bound(as('ten_a'))
    for (const secret of [
      sql`select input from engine.runs`,
      sql`select result from engine.tasks`,
      sql`select from engine.signals`,
      sql`select from engine.workers`,
      sql`select result from engine.steps`,
      sql`select answer from engine.steps`,
    ])
      await assert.rejects(own.many(secret), /permission denied/)
    await assert.rejects(own.run(sql`update engine.runs set worker = 'me'`), /permission denied/)
    assert.equal((await own.many(sql`select key from engine.runs`)).length, 2)
    assert.deepEqual(await db.database.bound(as('ten_b')).many(sql`select key from engine.runs`), [])
  })
})

describe('single starts of one moment', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const starter = (tenant: string) =>
    startThrough({
      ...{ db: db.database.owner, tenant, trace: tenant.repeat(2) },
      ...{ nameOf: () => 'test.work', wake: db.wake.wake },
    })

  test('share a commit, and each is what it was asked for', async () => {
    const [a, b] = [starter('ten_a'), starter('ten_b')]
    const later = new Date('2050-01-01T00:00:00Z')
    await Promise.all([
      a.flow(greet, { n: 1 }, { key: 'one', priority: 9 }),
      b.flow(greet, { n: 2 }, { key: 'one', at: later }),
      b.flow(greet, { n: 3 }, { key: 'one' }),
      a.task(kind, 4, { key: 'two', limitKey: 'press' }),
      b.task(kind, null, { key: 'two' }),
    ])
    const runs = await db.database.owner.many(
      sql`select tenant_id, trace, key, input, priority, wake_at > now() as is_later, started_in::text as tx from engine.runs order by tenant_id`,
    )
    const tx = runs[0]!.tx
    assert.deepEqual(runs, [
      { tenant_id: 'ten_a', trace: 'ten_aten_a', key: 'one', input: { n: 1 }, priority: 9, is_later: false, tx },
      { tenant_id: 'ten_b', trace: 'ten_bten_b', key: 'one', input: { n: 2 }, priority: 5, is_later: true, tx },
    ])
    const tasks = await db.database.owner.many(
      sql`select tenant_id, trace, key, input, limit_key from engine.tasks order by tenant_id`,
    )
    assert.deepEqual(tasks, [
      { tenant_id: 'ten_a', trace: 'ten_aten_a', key: 'two', input: 4, limit_key: 'press' },
      { tenant_id: 'ten_b', trace: 'ten_bten_b', key: 'two', input: null, limit_key: null },
    ])
  })

  test('do not suffer from one that cannot be stored', async () => {
    const [a, b] = [starter('ten_a'), starter('ten_b')]
    const outcomes = await Promise.allSettled([
      a.flow(greet, {}, { key: 'good' }),
      a.flow(greet, { text: '\u0000' }, { key: 'bad' }),
      b.flow(greet, {}, { key: 'good' }),
    ])
    assert.deepEqual(
      outcomes.map((o) => o.status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    const keys = await db.database.owner.many(sql`select key from engine.runs where key in ('good', 'bad')`)
    assert.deepEqual(
      keys.map((k) => k.key),
      ['good', 'good'],
    )
  })
})
