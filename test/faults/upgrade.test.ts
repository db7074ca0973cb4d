import assert from 'node:assert/strict'
import { test } from 'node:test'
import { engineSchema } from '#engine/engine.sql'
import { flow } from '#engine/flow'
import { startThrough } from '#engine/start'
import { openWorker, type Works } from '#engine/testing'
import { T, type Task } from '#platform/contract'
import { type Database, openDatabase, sql } from '#platform/database'
import { migrate, readMigrations, roleOf } from '#platform/migrator'
import { eventually, scratchDatabase } from '#platform/testing'
import { openServer } from './server.ts'
import { migrateAsBefore, requestInFlight, runsInFlight, unguarded } from './upgrade.sql.ts'

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5_000, attemptsMax: 3 }
const works: Works = { 'test.work': { task: work, work: async ({ n }) => n * 10 } }

const rows = async (database: Database, text: string) => (await database.pool.query(text)).rows

test('runs and tasks that version 0.1.0 left in flight come to their end, and what they remember is not done again', async () => {
  const scratch = await scratchDatabase()
  const database = openDatabase({ url: scratch.url, connectionsMax: 4 })
  try {
    await migrateAsBefore(database)
    for (const statement of runsInFlight) await database.pool.query(statement)
    await migrate(database, [engineSchema])

    const done: string[] = []
    const child = flow('child', 1, async (run) => run.step('own', () => 'child'))
    const before = flow('before', 1, async (run) => {
      await run.compensate('undo', (undo) => undo.step('undone', () => done.push(`undone ${run.key}`)))
      const first = await run.step('done', () => {
        done.push(`done ${run.key}`)
        return 'done anew'
      })
      if (run.key === 'new') return first
      const rest = await run.all([
        run.sleep('pause', 60_000),
        run.waitFor('go'),
        run.task('work', work, { n: 1 }),
        run.child(child, {}, { key: 'of held' }),
      ])
      throw new Error(JSON.stringify([first, ...rest]))
    })
    const worker = await openWorker(scratch.url, [before, child], works)
    try {
      await eventually('all of it to be over', async () => {
        const left = await rows(
          database,
          `select id from engine.runs where state in ('queued', 'running') union all select id from engine.tasks where state in ('queued', 'running')`,
        )
        return left.length === 0
      })
    } finally {
      await worker.close()
    }
    const runs = await rows(database, 'select id, state, result, error from engine.runs order by id')
    assert.deepEqual(runs, [
      { id: 'run_child', state: 'completed', result: 'child', error: null },
      { id: 'run_held', state: 'failed', result: null, error: '["remembered",null,"gone",10,"child"]' },
      { id: 'run_new', state: 'completed', result: 'done anew', error: null },
    ])
    assert.deepEqual(done.sort(), ['done new', 'undone held'], 'each effect once, and none that was remembered')
    const tasks = await rows(database, 'select id, state, result from engine.tasks order by id')
    assert.deepEqual(tasks, [
      { id: 'tsk_alone', state: 'completed', result: 20 },
      { id: 'tsk_held', state: 'completed', result: 10 },
    ])
  } finally {
    await database.close()
    await scratch.drop()
  }
})

test('after an update a service may do what it needs, and sees no other tenant', async () => {
  const scratch = await scratchDatabase()
  const database = openDatabase({ url: scratch.url, connectionsMax: 4 })
  try {
    await migrateAsBefore(database)
    for (const statement of runsInFlight) await database.pool.query(statement)
    const role = roleOf('submission')
    const migrations = readMigrations(new URL('../../services/submission/migrations/', import.meta.url))
    await migrate(database, [engineSchema, { schema: 'submission', role, migrations, grants: engineSchema.grants }])

    assert.deepEqual(await rows(database, unguarded), [], 'tables of a tenant without a restrictive policy')
    const binding = { role, schema: 'submission', tenant: 'ten_b' }
    const ref = flow('before', 1, async () => undefined)
    await database.transaction(binding, async ({ db }) => {
      const start = startThrough({ db, tenant: 'ten_b', trace: '0'.repeat(32), nameOf: () => 'test.work', wake() {} })
      await start.flow(ref, {}, { key: 'of today' })
      await start.task(work, { n: 3 }, { key: 'of today' })
      await start.signal(ref, 'new', 'go', 1)
      await start.cancel(ref, 'new', 'enough')
      const seen = await db.many(sql`select key, state from engine.runs order by key`)
      assert.deepEqual(seen, [
        { key: 'new', state: 'cancelled' },
        { key: 'of today', state: 'queued' },
      ])
    })
    await assert.rejects(
      database.transaction(binding, ({ db }) => db.many(sql`select input from engine.runs`)),
      /permission denied/,
      'what others were given stays theirs',
    )
  } finally {
    await database.close()
    await scratch.drop()
  }
})

test('a request that version 0.1.0 acknowledged is answered after the update', async (t) => {
  const server = await openServer({
    async databaseThrough(url) {
      const database = openDatabase({ url, connectionsMax: 2 })
      await migrateAsBefore(database)
      for (const statement of requestInFlight) await database.pool.query(statement)
      await database.close()
      return url
    },
  })
  t.after(() => server.stop())
  await server.restart()
  const database = openDatabase({ url: server.databaseUrl(), connectionsMax: 2 })
  t.after(() => database.close())
  const [request] = await eventually(
    `the end of the request\n${server.log()}`,
    async () => {
      const found = await rows(
        database,
        `select s.status, r.state, r.error, r.version from submission.submissions s, engine.runs r where r.id = 'run_before' and s.finished_at is not null`,
      )
      return found.length > 0 && found
    },
    60_000,
  )
  assert.deepEqual(request, { status: 'completed', state: 'completed', error: null, version: 1 })
  const mails = await eventually('the mail to be sent', async () => {
    const found = await rows(database, `select kind, state from notification.messages`)
    return found.every((m) => m.state === 'sent') && found
  })
  assert.deepEqual(mails, [{ kind: 'result', state: 'sent' }])
  assert.deepEqual(server.accidents, [])
})
