import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { startThrough } from './start.ts'
import { eventRow, eventsOf, paid } from './testing/events.ts'
import { ended } from './testing.ts'

describe('a wait for an event', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const { publish, withWorker, waiting, hold } = eventsOf(() => db)

  test('gives the event as a listener gets it, also one that came before it was asked for, and none of others', async () => {
    const go = Promise.withResolvers<void>()
    const one = flow('one', 1, async (run) => {
      await run.step('begun', () => go.promise)
      const first = await run.waitFor(paid, { subject: 'o1' })
      const any = await run.waitFor(paid)
      return [first, any!.data.n]
    })
    await publish('o1', 0)
    await withWorker([one], async (worker) => {
      await worker.start().flow(one, {}, { key: 'k' })
      await publish('o1', 1, { tenant: 'ten_b' })
      await publish('o1', 2, { type: 'order.paid.v2' })
      await publish('o2', 3)
      await publish('o1', 4)
      go.resolve()
      const { result } = await ended(db.database, 'one', 'k')
      const [{ id, time, ...event }, any] = result
      assert.match(id, /^evt_/)
      assert.ok(Date.parse(time) <= Date.now())
      assert.deepEqual(event, { type: paid.type, subject: 'o1', data: { order: 'o1', n: 4 } })
      assert.equal(any, 3)
    })
  })

  test('gets the events of its subject in their order, each once, over crashes and without staying in memory', async () => {
    const seen: unknown[] = []
    const many = flow('many', 1, async (run) => {
      const heard: unknown[] = []
      for (let i = 0; i < 3; i++) {
        heard.push((await run.waitFor(paid, { subject: 'm' }))!.data.n)
        seen.push(...heard.slice(-1))
      }
      const both = await run.all([run.waitFor(paid, { subject: 'm' }), run.waitFor(paid, { subject: 'm' })])
      return [...heard, ...both.map((e) => e!.data.n)]
    })
    await withWorker(
      [many],
      async (worker) => {
        await worker.start().flow(many, {}, { key: 'k' })
        await waiting('many')
        await eventually('the run to leave memory', async () => (await worker.engine.stats()).runsInMemory === 0)
        await publish('m', 1)
        await eventually('the first event', () => seen.includes(1))
        await publish('m', 2)
        await eventually('the second event', () => seen.includes(2))
        await waiting('many')
      },
      { idleMs: 50 },
    )
    await publish('m', 3)
    await publish('m', 4)
    await publish('m', 5)
    await withWorker([many], async () => {
      assert.deepEqual((await ended(db.database, 'many', 'k')).result, [1, 2, 3, 4, 5])
    })
    assert.deepEqual(await db.database.owner.many(sql`select * from engine.waits`), [])
  })

  test('ends with undefined when its time is over, and the event is then for the next wait', async () => {
    const late = flow('late', 1, async (run) => {
      const first = await run.waitFor(paid, { subject: 'l', timeoutMs: 50 })
      await run.waitFor('go')
      return [first === undefined, (await run.waitFor(paid, { subject: 'l', timeoutMs: 20_000 }))?.data.n]
    })
    await withWorker([late], async (worker) => {
      await worker.start().flow(late, {}, { key: 'k' })
      await eventually('the end of the first wait', () =>
        db.database.owner.maybe(sql`select from engine.steps where name = 'wait:go'`),
      )
      await publish('l', 1)
      await worker.start().signal(late, 'k', 'go')
      assert.deepEqual((await ended(db.database, 'late', 'k')).result, [true, 1])
    })
  })

  test('fails with the reason when the event does not fit its contract, and refuses an empty subject', async () => {
    const odd = flow('odd', 1, async (run, { subject }: { subject?: string }) =>
      run.try(run.waitFor(paid, { subject: subject as string })),
    )
    await withWorker([odd], async (worker) => {
      await worker.start().flow(odd, { subject: 'odd' }, { key: 'k' })
      await worker.start().flow(odd, {}, { key: 'empty' })
      await publish('odd', 'not a number')
      const { result } = await ended(db.database, 'odd', 'k')
      assert.equal(result.ok, false)
      assert.match(result.reason, /^the event evt_\w+ does not fit order\.paid\.v1: /)
      assert.match((await ended(db.database, 'odd', 'empty')).error!, /empty subject/)
    })
  })

  test('loses no event of a transaction that commits late, and keeps the order of the log', async () => {
    const three = flow('three', 1, async (run) => {
      const heard = []
      for (let i = 0; i < 3; i++) heard.push((await run.waitFor(paid, { subject: 't' }))!.data.n)
      return heard
    })
    const before = await hold()
    await before.query(eventRow('t', 1))
    await publish('t', 0) // over before the run is started, although above the horizon
    await withWorker([three], async (worker) => {
      await worker.start().flow(three, {}, { key: 'k' })
      await waiting('three')
      const after = await hold()
      await after.query(eventRow('t', 2))
      await publish('t', 3)
      // Every chance to give the third one too early.
      await pause(300)
      await before.commit()
      await pause(300)
      await after.commit()
      assert.deepEqual((await ended(db.database, 'three', 'k')).result, [1, 2, 3])
    })
  })

  test('counts events of the transaction that starts the run', async () => {
    const born = flow('born', 1, async (run) => (await run.waitFor(paid, { subject: 'b', timeoutMs: 20_000 }))?.data.n)
    await withWorker([born], async (worker) => {
      await worker.database.transaction(undefined, async ({ db: tx }) => {
        await tx.run(eventRow('b', 1))
        // Others commit meanwhile, so that the transaction is older than what its snapshot calls over.
        await publish('other', 1)
        const starting = { db: tx, tenant: 'ten_a', trace: '0'.repeat(32), nameOf: () => '', wake: db.wake.wake }
        await startThrough(starting).flow(born, {}, { key: 'k' })
      })
      db.wake.wake('engine')
      assert.equal((await ended(db.database, 'born', 'k')).result, 1)
    })
  })
})
