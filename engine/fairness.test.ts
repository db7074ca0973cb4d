import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { openOperations } from './operations.ts'
import { AlreadyStarted } from './start.ts'
import { openWorker, type Worker } from './testing.ts'

const kind: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 10_000, attemptsMax: 1 }

describe('a queue', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  /** `count` workers with the same task; `work` is called for every attempt in any of them. */
  const withWorkers = async (
    count: number,
    name: string,
    work: (input: any, signal: AbortSignal) => Promise<unknown>,
    use: (workers: Worker[], operations: ReturnType<typeof openOperations>) => Promise<void>,
  ) => {
    const works = {
      [name]: { task: kind, work: (input: any, run: { signal: AbortSignal }) => work(input, run.signal) },
    }
    const workers = await Promise.all(Array.from({ length: count }, () => openWorker(db.url, [], works)))
    try {
      await use(workers, openOperations({ db: db.database.owner, wake: db.wake.wake }))
    } finally {
      await Promise.all(workers.map((w) => w.close()))
    }
  }
  const done = (name: string, count: number) =>
    eventually(`${count} of ${name}`, async () => {
      const row = await db.database.owner.one(
        sql`select count(*)::integer as count from engine.tasks where name = ${name} and state = 'completed'`,
      )
      return row.count >= count
    })
  /** Counts what runs at once, in all and by a mark of the input. */
  const openGauge = () => {
    const now = new Map<string, number>()
    const most = new Map<string, number>()
    return {
      most,
      work: async ({ mark = 'all', ms = 15 }: { mark?: string; ms?: number }) => {
        const marks = new Set(['all', mark])
        for (const m of marks) {
          now.set(m, (now.get(m) ?? 0) + 1)
          most.set(m, Math.max(most.get(m) ?? 0, now.get(m)!))
        }
        await pause(ms)
        for (const m of marks) now.set(m, now.get(m)! - 1)
      },
    }
  }
  const many = (count: number, input: object, more: object = {}, prefix = 'k') =>
    Array.from({ length: count }, (_, i) => ({ key: `${prefix}${i}`, input, ...more }))

  test('holds no more at once than its limit, over all processes', async () => {
    const gauge = openGauge()
    await withWorkers(3, 'test.limited', gauge.work, async ([worker], operations) => {
      await operations.limit('test.limited', { runningMax: 2 })
      assert.equal(await worker!.start().tasks(kind, many(30, {})), 30)
      await done('test.limited', 30)
      assert.equal(gauge.most.get('all'), 2)
    })
  })

  test('holds limits per tenant and per key, and a busy key hides no other', async () => {
    const gauge = openGauge()
    await withWorkers(2, 'test.keyed', gauge.work, async ([worker], operations) => {
      await operations.limit('test.keyed', { tenantRunningMax: 3, keyRunningMax: 1 })
      await operations.pause('test.keyed')
      await worker!.start('ten_a').tasks(kind, many(40, { mark: 'a', ms: 10 }, { limitKey: 'busy' }))
      await worker!.start('ten_a').tasks(kind, many(6, { mark: 'b', ms: 10 }, { limitKey: 'other' }, 'o'))
      await worker!.start('ten_b').tasks(kind, many(20, { mark: 'c', ms: 10 }))
      await operations.resume('test.keyed')
      await eventually('the other key', async () => {
        const left = await db.database.owner.one(
          sql`select count(*) filter (where limit_key = 'other')::integer as other, count(*) filter (where limit_key = 'busy')::integer as busy
            from engine.tasks where name = 'test.keyed' and state = 'queued'`,
        )
        if (left.other > 0) return false
        assert.ok(left.busy > 20, `${left.busy} of the busy key are still queued`)
        return true
      })
      await done('test.keyed', 66)
      assert.deepEqual([gauge.most.get('a'), gauge.most.get('b'), gauge.most.get('c')], [1, 1, 3])
    })
  })

  test('holds a rate: a burst after a rest, then no more than the time allows', async () => {
    await withWorkers(
      2,
      'test.rated',
      async () => {},
      async ([worker], operations) => {
        await operations.limit('test.rated', { rate: { max: 5, perMs: 1000 } })
        const begunAt = performance.now()
        await worker!.start().tasks(kind, many(8, {}))
        await done('test.rated', 8)
        assert.ok(performance.now() - begunAt >= 590, '5 at once, 3 more at 5 a second')
        const starts = await db.database.owner.many(
          sql`select started_at as at from engine.tasks where name = 'test.rated' order by started_at`,
        )
        assert.ok(starts[7]!.at - starts[0]!.at >= 590)
      },
    )
  })

  test('that is paused begins nothing, and goes on when it is resumed', async () => {
    await withWorkers(
      1,
      'test.paused',
      async () => {},
      async ([worker], operations) => {
        await operations.pause('test.paused')
        await worker!.start().task(kind, {}, { key: 'p' })
        await worker!.start().task(kind, {}, { key: 'later', afterMs: 1 })
        await pause(700)
        assert.deepEqual(
          (await operations.queues())
            .filter((q) => q.name === 'test.paused')
            .map((q) => [q.isPaused, q.queued, q.running]),
          [[true, 2, 0]],
        )
        await operations.resume('test.paused')
        await done('test.paused', 2)
      },
    )
  })

  test('with 20,000 jobs of one tenant lets the one job of another go first', async () => {
    let others = 0
    let before = -1
    const work = async ({ isOne }: { isOne?: boolean }) => {
      if (isOne) before = others
      else others++
      await pause(5)
    }
    await withWorkers(1, 'test.fair', work, async ([worker]) => {
      await worker!.start('ten_many').tasks(kind, many(20_000, {}))
      await eventually('some of the many', () => others > 20)
      const begun = others
      await worker!.start('ten_one').task(kind, { isOne: true }, { key: 'one', priority: 1 })
      await eventually('the one', () => before >= 0)
      // Only what ran at that moment, and what came between the count and the insert, may come first.
      assert.ok(before - begun <= 200, `${before - begun} of the many came first`)
      await db.database.pool.query("delete from engine.tasks where name = 'test.fair'")
    })
  })

  test('starts later, by priority, and only with a priority there is', async () => {
    const order: string[] = []
    await withWorkers(
      1,
      'test.later',
      async ({ name }) => void order.push(name),
      async ([worker], operations) => {
        await operations.limit('test.later', { runningMax: 1 })
        const at = new Date(Date.now() + 900)
        await worker!.start().tasks(kind, [
          { key: 'low', input: { name: 'low' }, priority: 1, at },
          { key: 'high', input: { name: 'high' }, priority: 10, at },
        ])
        await pause(300)
        assert.deepEqual(order, [])
        await done('test.later', 2)
        assert.deepEqual(order, ['high', 'low'])
        await assert.rejects(worker!.start().task(kind, {}, { key: 'x', priority: 11 }), RangeError)
      },
    )
  })

  test('joins, rejects or replaces what has the key', async () => {
    let aborts = 0
    const work = async ({ ms }: { ms: number }, signal: AbortSignal) => {
      signal.addEventListener('abort', () => aborts++)
      await pause(ms, undefined, { signal })
    }
    await withWorkers(1, 'test.conflict', work, async ([worker]) => {
      const start = worker!.start()
      await start.task(kind, { ms: 8000 }, { key: 'k' })
      await eventually('it runs', async () => {
        const rows = await db.database.owner.many(
          sql`select from engine.tasks where name = 'test.conflict' and state = 'running'`,
        )
        return rows.length === 1
      })
      assert.equal(await start.tasks(kind, [{ key: 'k', input: {} }]), 0)
      const two = [
        { key: 'new', input: { ms: 1 } },
        { key: 'k', input: { ms: 1 } },
      ]
      await assert.rejects(start.tasks(kind, two, { onConflict: 'reject' }), AlreadyStarted)
      await start.task(kind, { ms: 1 }, { key: 'k', onConflict: 'replace' })
      await done('test.conflict', 1)
      const rows = await db.database.owner.many(
        sql`select key, state from engine.tasks where name = 'test.conflict' order by id`,
      )
      assert.deepEqual(
        rows.map((r) => [r.key.split('~')[0], r.state]),
        [
          ['k', 'cancelled'],
          ['k', 'completed'],
        ],
      )
      await eventually('the abort', () => aborts === 1)
    })
  })
})
