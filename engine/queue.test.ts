import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { Permanent } from '#platform/errors'
import type { TaskRun } from '#platform/service'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { backoffMs } from './backoff.ts'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const task = (more: Partial<Task> = {}): Task => ({
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 5000,
  attemptsMax: 3,
  backoffMs: 10,
  ...more,
})

describe('a task', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const run = async (
    work: (input: any, run: TaskRun) => Promise<unknown>,
    use: (worker: Worker, kind: Task) => Promise<void>,
    { more = {}, options = {}, name = 'test.work' }: { more?: Partial<Task>; options?: object; name?: string } = {},
  ) => {
    const kind = task(more)
    const works: Works = { [name]: { task: kind, work } }
    const worker = await openWorker(db.url, [], works, options)
    try {
      await use(worker, kind)
    } finally {
      await worker.close()
    }
  }
  const row = (key: string) =>
    eventually(`the end of ${key}`, () =>
      db.database.owner.maybe(
        sql`select * from engine.tasks where key = ${key} and state in ('completed', 'failed', 'cancelled')`,
      ),
    )
  const events = async (root: string) =>
    (await db.database.owner.many(sql`select type, data from statex.events where subject = ${root} order by seq`)).map(
      (e) => [e.type, e.data.attempt],
    )

  test('alone is done once for one key and tenant, and says so in the event log', async () => {
    let count = 0
    await run(
      async (input) => ({ count: ++count, input }),
      async (worker, kind) => {
        const start = worker.start()
        await Promise.all([1, 2, 3].map(() => start.task(kind, { a: 1 }, { key: 'once' })))
        const done = await row('once')
        assert.deepEqual(
          [done.state, done.attempts, done.progress, done.result],
          ['completed', 1, 1, { count: 1, input: { a: 1 } }],
        )
        assert.deepEqual(await events(done.id), [
          ['job.created.v1', 0],
          ['job.completed.v1', 1],
        ])
      },
    )
    assert.equal(count, 1)
  })

  test('that fails is tried again under the same key until it succeeds, and every failure is kept', async () => {
    const keys = new Set<string>()
    await run(
      async (_, { attempt, key }) => {
        keys.add(key)
        if (attempt < 3) throw new Error(`attempt ${attempt}`)
        return 'third time lucky'
      },
      async (worker, kind) => {
        await worker.start().task(kind, {}, { key: 'lucky' })
        const done = await row('lucky')
        assert.deepEqual([done.state, done.attempts, done.result], ['completed', 3, 'third time lucky'])
        assert.deepEqual(
          done.failures.map((f: any) => [f.attempt, f.error]),
          [
            [1, 'attempt 1'],
            [2, 'attempt 2'],
          ],
        )
        assert.equal(keys.size, 1)
      },
    )
  })

  test('fails for good after its last attempt, or at once when no retry can mend it', async () => {
    await run(
      async ({ isPermanent }) => {
        throw isPermanent ? new Permanent('no such mailbox') : new Error('busy')
      },
      async (worker, kind) => {
        await worker.start().task(kind, { isPermanent: false }, { key: 'busy' })
        await worker.start().task(kind, { isPermanent: true }, { key: 'gone' })
        const [busy, gone] = [await row('busy'), await row('gone')]
        assert.deepEqual([busy.state, busy.attempts, busy.error], ['failed', 3, 'busy'])
        assert.deepEqual([gone.state, gone.attempts, gone.error], ['failed', 1, 'no such mailbox'])
        assert.deepEqual((await events(gone.id)).at(-1), ['job.failed.v1', 1])
      },
    )
  })

  test('backs off twice as long each time, within 20 % and its cap', () => {
    for (let i = 0; i < 50; i++) {
      const third = backoffMs({ backoffMs: 100 }, 3)
      assert.ok(third >= 320 && third <= 480, `${third}`)
      assert.ok(backoffMs({ backoffMs: 100, backoffMsMax: 1000 }, 60) <= 1200)
    }
  })

  test('that ignores its time limit is failed all the same, and told through its signal', async () => {
    let told: unknown
    await run(
      (_, { signal }) => {
        signal.addEventListener('abort', () => {
          told = signal.reason
        })
        return new Promise(() => {})
      },
      async (worker, kind) => {
        await worker.start().task(kind, {}, { key: 'slow' })
        const done = await row('slow')
        assert.deepEqual([done.state, done.error, done.attempts], ['failed', 'timed out after 30 ms', 2])
        assert.match(String(told), /timed out/)
      },
      { more: { timeoutMs: 30, attemptsMax: 2 } },
    )
  })

  test('reports progress at most once a second, the last word always', async () => {
    let finish = () => {}
    await run(
      async (_, { progress }) => {
        for (let i = 0; i <= 50; i++) progress(i / 100, `page ${i}`)
        await new Promise<void>((resolve) => {
          finish = resolve
        })
      },
      async (worker, kind) => {
        await worker.start().task(kind, {}, { key: 'pages' })
        await eventually('the last report', () =>
          db.database.owner.maybe(sql`select from engine.tasks where key = 'pages' and message = 'page 50'`),
        )
        finish()
        const done = await row('pages')
        const told = (await events(done.id)).filter(([type]) => type === 'job.progress.v1')
        assert.equal(told.length, 2)
      },
    )
  })

  test('whose input or result does not fit the contract fails for good and says what is wrong', async () => {
    await run(
      async () => 'not a number',
      async (worker, kind) => {
        await worker.start().task(kind, {}, { key: 'misfit' })
        const done = await row('misfit')
        assert.deepEqual([done.state, done.attempts], ['failed', 1])
        assert.equal(done.error, 'the result does not fit the contract of test.work: it should be a number')
      },
      {
        more: { result: T.Number() },
        options: {
          validate: (s: any, v: unknown) =>
            s.type === 'number' && typeof v !== 'number' ? 'it should be a number' : undefined,
        },
      },
    )
  })

  test('with a result PostgreSQL cannot store fails, and harms no other', async () => {
    await run(
      async ({ text }) => (text === 'nul' ? 'a\u0000b' : text),
      async (worker, kind) => {
        const start = worker.start()
        await Promise.all(['x', 'nul', 'y'].map((k) => start.task(kind, { text: k }, { key: `store ${k}` })))
        assert.deepEqual([(await row('store x')).result, (await row('store y')).result], ['x', 'y'])
        const nul = await row('store nul')
        assert.equal(nul.state, 'failed')
        assert.match(nul.error, /^the result could not be stored/)
      },
    )
  })

  test('of one tenant waits for nobody behind the many of another', async () => {
    const order: string[] = []
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    await run(
      async ({ who }) => {
        if (who === 'first') await opened
        order.push(who)
      },
      async (worker, kind) => {
        await worker.start('ten_a').task(kind, { who: 'first' }, { key: 'fair first' })
        await eventually('the first', async () => (await worker.engine.stats()).slotsBusy === 1)
        for (let i = 0; i < 20; i++)
          await worker.start('ten_a').task(kind, { who: 'a' }, { key: `fair a ${i}`, priority: 10 })
        await worker.start('ten_b').task(kind, { who: 'b' }, { key: 'fair b', priority: 1 })
        open()
        await eventually('all', () => order.length === 22)
        assert.ok(order.indexOf('b') <= 2, order.join(' '))
      },
      { options: { slots: 1 }, name: 'test.fair' },
    )
  })

  test('goes by priority within a tenant, and no more at once than its contract allows', async () => {
    const order: number[] = []
    let running = 0
    let most = 0
    const kind = task({ concurrency: 2 })
    const elsewhere = await openWorker(db.url, [], {}, { nameOf: () => 'test.ordered' })
    for (const p of [3, 9, 1, 5, 7]) await elsewhere.start().task(kind, { p }, { key: `p${p}`, priority: p })
    await elsewhere.close()
    await run(
      async ({ p }) => {
        most = Math.max(most, ++running)
        order.push(p)
        await pause(10)
        running--
      },
      async () => {
        await eventually('all', () => order.length === 5)
        assert.equal(most, 2)
        assert.deepEqual(order.slice(0, 2).sort(), [7, 9])
        assert.equal(order.at(-1), 1)
      },
      { more: { concurrency: 2 }, name: 'test.ordered' },
    )
  })

  test('running in another process is aborted when its run is cancelled, and the queued ones are not begun', async () => {
    const slow = task()
    const aborted: string[] = []
    let begun = 0
    const works: Works = {
      'test.slow': {
        task: slow,
        work: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            begun++
            signal.addEventListener('abort', () => {
              aborted.push(String(signal.reason.message))
              reject(signal.reason)
            })
          }),
      },
    }
    let thrown: unknown
    const both = flow('both', 1, async (r) => {
      try {
        await r.all([r.task('one', slow, {}), r.task('two', slow, {})])
      } catch (error) {
        thrown = error
        throw error
      }
    })
    const flows = await openWorker(db.url, [both], {}, { nameOf: () => 'test.slow' })
    const tasks = await openWorker(db.url, [], works, { slots: 1 })
    try {
      await flows.start().flow(both, {}, { key: 'c' })
      await eventually('the first task to run', () => begun === 1)
      await flows.start().cancel(both, 'c', 'the customer changed her mind')
      await eventually('the abort', () => aborted.length === 1)
      const over = await ended(db.database, 'both', 'c')
      assert.deepEqual([over.state, over.error], ['cancelled', 'the customer changed her mind'])
      const rows = await eventually('both rows', async () => {
        const found = await db.database.owner.many(sql`select state, error from engine.tasks where run_id = ${over.id}`)
        return found.every((t) => t.state === 'cancelled') && found
      })
      assert.deepEqual(
        rows.map((t) => t.error),
        Array(2).fill('the customer changed her mind'),
      )
      await eventually('the flow to hear of it', () => (thrown as Error)?.name === 'RunCancelled')
      assert.equal(begun, 1)
    } finally {
      await flows.close()
      await tasks.close()
    }
  })
})
