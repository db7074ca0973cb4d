import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Database, openDatabase, type Sql, sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { eventRow, paid } from './testing/events.ts'
import { ended, openWorker } from './testing.ts'

describe('when the answer to a committed statement is lost,', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())

  /** A database whose connection breaks once after it has done a statement of which `isIt` is true and which gave some row. */
  const forgetful = (isIt: (query: Sql, rows: any[]) => boolean): { database: Database; hasForgotten(): boolean } => {
    const real = openDatabase({ url: db.url, connectionsMax: 4 })
    let hasForgotten = false
    const many = async (query: Sql): Promise<any[]> => {
      const rows = await real.owner.many(query)
      if (hasForgotten || !isIt(query, rows)) return rows
      hasForgotten = true
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
    }
    return { database: { ...real, owner: { ...real.owner, many } }, hasForgotten: () => hasForgotten }
  }

  test('a signal that was given to its wait still reaches the flow', async () => {
    const wait = flow('wait', 1, (run) => run.waitFor<number>('go'))
    const { database, hasForgotten } = forgetful(
      ({ text }, rows) => text.includes('engine.signals g set step') && rows.some((r) => r.is_over),
    )
    const worker = await openWorker(db.url, [wait], {}, { database })
    try {
      await worker.start().flow(wait, {}, { key: 'k' })
      await worker.start().signal(wait, 'k', 'go', 7)
      assert.equal((await ended(db.database, 'wait', 'k')).result, 7)
      assert.ok(hasForgotten())
    } finally {
      await worker.close()
      await database.close()
    }
  })

  test('an event that was given to its wait still reaches the flow, once', async () => {
    const hear = flow('hear', 1, async (run) => {
      const first = await run.waitFor(paid, { subject: 'o' })
      const second = await run.waitFor(paid, { subject: 'o', timeoutMs: 300 })
      return [first!.data.n, second ?? null]
    })
    const { database, hasForgotten } = forgetful(
      ({ text }, rows) => text.includes('engine.heard as x') && rows.length > 0,
    )
    const worker = await openWorker(db.url, [hear], {}, { database })
    try {
      await worker.start().flow(hear, {}, { key: 'k' })
      await db.database.owner.run(eventRow('o', 7))
      db.wake.wake('events')
      assert.deepEqual((await ended(db.database, 'hear', 'k')).result, [7, null])
      assert.ok(hasForgotten())
    } finally {
      await worker.close()
      await database.close()
    }
  })

  test('a reading of the clock that was being stored meanwhile is still a time', async () => {
    const both = flow('both', 1, async (run) => {
      const [, at] = await run.all([run.waitFor<number>('go'), run.now()])
      return at instanceof Date
    })
    const { database, hasForgotten } = forgetful(
      ({ text }, rows) => text.includes('engine.signals g set step') && rows.some((r) => r.is_over),
    )
    // The answer about the clock comes well after the run was read again for the sake of the signal.
    const reread = Promise.withResolvers<void>()
    const many = async (query: Sql): Promise<any[]> => {
      const rows = await database.owner.many<any>(query)
      if (hasForgotten() && query.text.includes('from engine.steps s where run_id = any'))
        setTimeout(reread.resolve, 100)
      if (query.text.includes('select s.run_id, s.name, s.finished_at')) await reread.promise
      return rows
    }
    const worker = await openWorker(
      db.url,
      [both],
      {},
      { database: { ...database, owner: { ...database.owner, many } } },
    )
    try {
      await worker.start().flow(both, {}, { key: 'k' })
      const steps = () => db.database.owner.many(sql`select from engine.steps where name = 'now'`)
      await eventually('the clock to be stored', async () => (await steps()).length > 0)
      await worker.start().signal(both, 'k', 'go', 7)
      assert.equal((await ended(db.database, 'both', 'k')).result, true)
      assert.ok(hasForgotten())
    } finally {
      reread.resolve()
      await worker.close()
      await database.close()
    }
  })
})
