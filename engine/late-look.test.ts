import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Database, openDatabase, type Sql, sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { eventRow, paid } from './testing/events.ts'
import { ended, openWorker } from './testing.ts'

describe('when a look at the waits of a run comes to the database only after the run began anew,', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())

  /** Holds the end of the first round until `isLook` was sent, and that until the wait of the second round is stored. */
  const late = (flowName: string, isLook: (query: Sql) => boolean) => {
    const real = openDatabase({ url: db.url, connectionsMax: 4 })
    const [ending, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let isEnding = false
    const second = sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.flow = ${flowName} and r.rounds = 1`
    const stored = async () => (await real.owner.many(second)).length > 0
    const one = async (query: Sql): Promise<any> => {
      if (query.text.includes('rounds = rounds + 1')) {
        isEnding = true
        ending.resolve()
        await looked.promise
      }
      return real.owner.one(query)
    }
    let isHeld = false
    const many = async (query: Sql): Promise<any[]> => {
      if (isEnding && !isHeld && isLook(query)) {
        isHeld = true
        looked.resolve()
        await eventually('the wait of the second round', stored)
      }
      return real.owner.many(query)
    }
    const database: Database = { ...real, owner: { ...real.owner, one, many } }
    return { database, ending: ending.promise, wasHeld: () => isHeld }
  }

  test('a signal that it gave to the new round reaches the flow', async () => {
    const wait = flow('wait', 1, async (run, round: number) => {
      if (round === 1) return run.waitFor<number>('go')
      await run.race([run.step('first', () => 1), run.waitFor('never')])
      return run.continueWith(1)
    })
    const { database, ending, wasHeld } = late('wait', ({ text }) => text.includes('engine.signals g set step'))
    const worker = await openWorker(db.url, [wait], {}, { database })
    try {
      await worker.start().flow(wait, 0, { key: 'k' })
      await ending
      await worker.start().signal(wait, 'k', 'go', 7)
      assert.equal((await ended(db.database, 'wait', 'k')).result, 7)
      assert.ok(wasHeld())
    } finally {
      await worker.close()
      await database.close()
    }
  })

  test('an event that it gave to the new round reaches the flow', async () => {
    const hear = flow('hear', 1, async (run, round: number) => {
      if (round === 1) return (await run.waitFor(paid, { subject: 'o' }))!.data.n
      await run.race([run.step('first', () => 1), run.waitFor(paid, { subject: 'never' })])
      return run.continueWith(1)
    })
    const { database, ending, wasHeld } = late('hear', ({ text }) => text.includes('join engine.waits v'))
    const worker = await openWorker(db.url, [hear], {}, { database })
    try {
      await worker.start().flow(hear, 0, { key: 'k' })
      await ending
      await db.database.owner.run(eventRow('o', 7))
      // For this the process looks at the run.
      await worker.start().signal(hear, 'k', 'nudge', 1)
      assert.equal((await ended(db.database, 'hear', 'k')).result, 7)
      assert.ok(wasHeld())
    } finally {
      await worker.close()
      await database.close()
    }
  })
})
