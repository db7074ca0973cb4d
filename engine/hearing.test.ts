import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type EventType, T } from '#platform/contract'
import { sql } from '#platform/database'
import { allRows } from '#platform/group-commit'
import { newId } from '#platform/ids'
import { migrate } from '#platform/migrator'
import { insertEvents } from '#platform/platform.sql'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { problemWith } from '#platform/validate'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { openOperations } from './operations.ts'
import { startThrough } from './start.ts'
import { ended, openWorker, type Worker } from './testing.ts'

const paid = {
  type: 'order.paid.v1',
  subject: 'order',
  summary: 'For the tests.',
  data: T.Object({ order: T.String(), n: T.Integer() }),
} satisfies EventType
const eventRow = (order: string, n: unknown, { tenant = 'ten_a', type = paid.type } = {}) => {
  const row = { id: newId('evt'), type, source: 'test', subject: order, tenant, trace: '', data: { order, n } }
  return allRows([{ into: insertEvents, row }])[0]!
}

describe('a wait for an event', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const publish = async (order: string, n: unknown, more = {}) => {
    await db.database.owner.run(eventRow(order, n, more))
    db.wake.wake('events')
  }
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, {}, { validate: problemWith, ...more })
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const waiting = (flowName: string, count = 1) =>
    eventually(`${count} waits of ${flowName}`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.waits w join engine.runs r on r.id = w.run_id where r.flow = ${flowName}`,
      )
      return rows.length === count
    })
  /** A transaction that stays open, as the log sees it. */
  const hold = async () => {
    const client = await db.database.pool.connect()
    await client.query('begin')
    await client.query('select pg_current_xact_id()')
    return {
      query: (q: { text: string; values: unknown[] }) => client.query(q),
      async commit() {
        await client.query('commit')
        client.release()
        db.wake.wake('events')
      },
    }
  }

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
