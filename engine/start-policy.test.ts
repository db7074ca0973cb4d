import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { AlreadyStarted } from './start.ts'
import { ended, openWorker } from './testing.ts'

describe('a start of a flow', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const echo = flow('echo', 1, async (run, input: { n: number }) => {
    if (input.n === 0) await run.waitFor('never')
    return input.n
  })

  test('joins, rejects or replaces the run that has the key', async () => {
    const worker = await openWorker(db.url, [echo], {})
    try {
      const start = worker.start()
      await start.flow(echo, { n: 0 }, { key: 'k' })
      await start.flow(echo, { n: 1 }, { key: 'k' })
      await assert.rejects(start.flow(echo, { n: 2 }, { key: 'k', onConflict: 'reject' }), AlreadyStarted)
      await start.flow(echo, { n: 3 }, { key: 'k', onConflict: 'replace' })
      assert.equal((await ended(db.database, 'echo', 'k')).result, 3)
      await start.flow(echo, { n: 4 }, { key: 'k', onConflict: 'replace' })
      await eventually('the new one', async () => (await ended(db.database, 'echo', 'k')).result === 4)
      const runs = await db.database.owner.many(sql`select state from engine.runs order by id`)
      assert.deepEqual(runs.map((r) => r.state).toSorted(), ['cancelled', 'completed', 'completed'])
    } finally {
      await worker.close()
    }
  })

  test('waits for its time, and many go in one statement', async () => {
    const worker = await openWorker(db.url, [echo], {})
    try {
      await worker.start().flow(echo, { n: 5 }, { key: 'later', afterMs: 700 })
      const items = Array.from({ length: 300 }, (_, i) => ({ key: `batch ${i}`, input: { n: i + 1 } }))
      assert.equal(await worker.start().flows(echo, items), 300)
      assert.equal(await worker.start().flows(echo, items), 0)
      assert.equal((await ended(db.database, 'echo', 'batch 299')).result, 300)
      await ended(db.database, 'echo', 'later')
      const late = await db.database.owner.one(
        sql`select extract(epoch from started_at - created_at) * 1000 as ms from engine.runs where key = 'later'`,
      )
      assert.ok(late.ms >= 699)
    } finally {
      await worker.close()
    }
  })
})
