import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '#platform/database'
import { migrate } from '#platform/migrator'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { openOperations } from './operations.ts'
import { eventRow, eventsOf, paid } from './testing/events.ts'
import { ended } from './testing.ts'

describe('a wait for an event, over the life of the log,', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const { publish, withWorker, waiting, hold } = eventsOf(() => db)

  test('goes on in the log where a run that began anew or was taken up again has been', async () => {
    const round = flow('round', 1, async (run, input: { heard: number[] }) => {
      const event = await run.waitFor(paid, { subject: 'round' })
      const heard = [...input.heard, event!.data.n]
      if (heard.length < 3) return run.continueWith({ heard })
      const more = await run.waitFor(paid, { subject: 'none', timeoutMs: 1 })
      await run.step(
        'fails at first',
        () => {
          if (!isMended) throw new Error('broken')
        },
        { attemptsMax: 1 },
      )
      return [...heard, more, (await run.waitFor(paid, { subject: 'round' }))!.data.n]
    })
    let isMended = false
    await withWorker([round], async (worker) => {
      await worker.start().flow(round, { heard: [] }, { key: 'k' })
      for (const n of [1, 2, 3, 4]) await publish('round', n)
      const failed = await ended(db.database, 'round', 'k')
      assert.equal(failed.state, 'failed')
      isMended = true
      const operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
      await operations.retry(failed.id)
      const run = await eventually('the end', async () => {
        const now = await operations.history(failed.id)
        return now?.state === 'completed' && now
      })
      assert.deepEqual(run.result, [1, 2, 3, null, 4])
    })
  })

  test('leaves nothing behind when its run ends without the event, and the log is not searched while nobody waits', async () => {
    const racing = flow('racing', 1, async (run, { ms }: { ms: number }) =>
      run.race([run.waitFor(paid, { subject: 'never' }), run.sleep('until', ms)]),
    )
    const cursor = () => db.database.owner.one(sql`select transaction_id::text, seq from engine.log_cursor`)
    await withWorker([racing], async (worker) => {
      await worker.start().flow(racing, { ms: 20 }, { key: 'over' })
      await ended(db.database, 'racing', 'over')
      await worker.start().flow(racing, { ms: 60_000 }, { key: 'cancelled' })
      await waiting('racing')
      await worker.start().cancel(racing, 'cancelled', 'enough')
      await waiting('racing', 0)
      // Two heartbeats on, everybody knows.
      await pause(1200)
      const before = await cursor()
      for (let i = 0; i < 20; i++) await publish('never', i)
      await pause(700)
      assert.deepEqual(await cursor(), before)
    })
  })

  test('goes on in a log that was restored into another server', async () => {
    const moved = flow('moved', 1, async (run) => {
      const numbers = []
      for (let i = 0; i < 3; i++) numbers.push((await run.waitFor(paid, { subject: 'r' }))!.data.n)
      return numbers
    })
    await withWorker(
      [moved],
      async (worker) => {
        await worker.start().flow(moved, {}, { key: 'k' })
        await publish('r', 1)
        await eventually('the first event', () =>
          db.database.owner.maybe(sql`select from engine.heard where subject = 'r'`),
        )
        await waiting('moved')
        await eventually('the run to leave memory', async () => (await worker.engine.stats()).runsInMemory === 0)
      },
      { idleMs: 50 },
    )
    await publish('r', 2)
    // The other server counted further than this one.
    const far = 1_000_000_000
    await db.database.owner.run(
      sql`update statex.events set transaction_id = (transaction_id::text::bigint + ${far})::text::xid8`,
    )
    await db.database.owner.run(
      sql`update engine.heard set transaction_id = (transaction_id::text::bigint + ${far})::text::xid8`,
    )
    await db.database.owner.run(sql`update engine.waits set since = (since::text::bigint + ${far})::text::xid8`)
    await db.database.owner.run(sql`update engine.log_cursor set transaction_id = ${far}::text::xid8`)
    await db.database.owner.run(
      sql`update engine.runs set started_after = (${`${far}:${far}:`})::pg_snapshot, started_in = ${far}::text::xid8`,
    )
    await migrate(db.database, [engineSchema])
    await withWorker([moved], async () => {
      await publish('r', 3)
      assert.deepEqual((await ended(db.database, 'moved', 'k')).result, [1, 2, 3])
    })
  })

  test('misses nothing while transactions of all lengths commit out of order under two workers', async () => {
    const [orders, count] = [12, 8]
    const follow = flow('follow', 1, async (run, { order }: { order: string }) => {
      const heard: number[] = []
      while (heard.length < count) {
        heard.push((await run.waitFor(paid, { subject: order }))!.data.n)
        if (heard.length % 3 === 0) await run.sleep('a moment', 5)
      }
      return heard
    })
    const options = { idleMs: 20 }
    await withWorker(
      [follow],
      async (worker) => {
        await withWorker(
          [follow],
          async () => {
            const keys = Array.from({ length: orders }, (_, i) => `f${i}`)
            for (const order of keys) await worker.start().flow(follow, { order }, { key: order })
            await Promise.all(
              Array.from({ length: count }, async (_, n) => {
                for (const order of keys) {
                  await pause(Math.random() * 20)
                  const held = await hold()
                  await held.query(eventRow(order, n))
                  await pause(Math.random() * 60)
                  await held.commit()
                }
              }),
            )
            for (const order of keys) {
              const log = await db.database.owner.many(
                sql`select (data->>'n')::integer as n from statex.events where type = ${paid.type} and subject = ${order} order by transaction_id, seq`,
              )
              assert.equal(log.length, count)
              assert.deepEqual(
                (await ended(db.database, 'follow', order)).result,
                log.map((e) => e.n),
              )
            }
          },
          options,
        )
      },
      options,
    )
  })
})
