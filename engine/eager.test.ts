import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { openDatabase, type Sql, sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { openOperations } from './operations.ts'
import { startThrough } from './start.ts'
import { ended, openWorker, type Works } from './testing.ts'

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 10_000, attemptsMax: 3 }
const ask = flow('ask', 1, async (run, n: number) => run.task('work', work, { n }))

describe('a task that is asked for in a process with room for it', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  beforeEach(() => db.database.owner.run(sql`truncate engine.runs, engine.tasks, engine.steps, engine.queues cascade`))

  /** Whether the row is still as the transaction wrote it that said "created" in the event log: there was no claim. */
  const isAsWritten = (id: string) =>
    db.database.owner.one<{ yes: boolean }>(sql`
      select t.xmin::text::bigint = e.transaction_id::text::bigint % 4294967296 as yes
      from engine.tasks t join statex.events e on e.id = t.id || '.created.0' where t.id = ${id}`)
  const works = (seen: { n: number; isEager: boolean; attempt: number }[]): Works => ({
    'test.work': {
      task: work,
      work: async ({ n }, run) => {
        seen.push({ n, isEager: (await isAsWritten(run.id)).yes, attempt: run.attempt })
        return n
      },
    },
  })

  test('by a flow is begun by the commit that stores it', async () => {
    const seen: { n: number; isEager: boolean; attempt: number }[] = []
    const worker = await openWorker(db.url, [ask], works(seen))
    try {
      await worker.start().flow(ask, 7, { key: 'k' })
      assert.equal((await ended(db.database, 'ask', 'k')).result, 7)
      assert.deepEqual(seen, [{ n: 7, isEager: true, attempt: 1 }])
    } finally {
      await worker.close()
    }
  })

  test('alone is begun by the commit that stores it, and one that is to come later is not', async () => {
    const seen: { n: number; isEager: boolean; attempt: number }[] = []
    const database = openDatabase({ url: db.url, connectionsMax: 4 })
    const worker = await openWorker(db.url, [], works(seen), { database })
    const { owner } = database
    const start = startThrough({ db: owner, tenant: 'ten_a', trace: '', nameOf: () => 'test.work', wake: db.wake.wake })
    try {
      await start.task(work, { n: 1 }, { key: 'now' })
      await eventually('the first', () => seen.length === 1)
      await start.task(work, { n: 2 }, { key: 'later', afterMs: 50 })
      await eventually('the later one', () => seen.length === 2)
      assert.deepEqual(seen, [
        { n: 1, isEager: true, attempt: 1 },
        { n: 2, isEager: false, attempt: 1 },
      ])
    } finally {
      await worker.close()
      await database.close()
    }
  })

  test('waits for its turn when its queue is paused', async () => {
    const seen: { n: number; isEager: boolean; attempt: number }[] = []
    const operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
    await operations.pause('test.work')
    const worker = await openWorker(db.url, [ask], works(seen))
    try {
      await worker.start().flow(ask, 1, { key: 'paused' })
      await eventually(
        'the task to be stored',
        async () =>
          (
            await db.database.owner.one<{ n: number }>(
              sql`select count(*)::int as n from engine.tasks where state = 'queued'`,
            )
          ).n === 1,
      )
      assert.deepEqual(seen, [])
      await operations.resume('test.work')
      await ended(db.database, 'ask', 'paused')
      assert.deepEqual(seen, [{ n: 1, isEager: false, attempt: 1 }])
    } finally {
      await worker.close()
    }
  })

  test('is done although the answer to that commit is lost', async () => {
    const seen: { n: number; isEager: boolean; attempt: number }[] = []
    const real = openDatabase({ url: db.url, connectionsMax: 4 })
    let isForgotten = false
    const many = async (query: Sql): Promise<any[]> => {
      const rows = await real.owner.many(query)
      if (isForgotten || !query.text.includes('is_begun')) return rows
      isForgotten = true
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
    }
    const database = { ...real, owner: { ...real.owner, many } }
    const worker = await openWorker(db.url, [ask], works(seen), { database: database as typeof real })
    try {
      await worker.start().flow(ask, 3, { key: 'k' })
      assert.equal((await ended(db.database, 'ask', 'k')).result, 3)
      assert.ok(isForgotten)
      assert.deepEqual(
        seen,
        [{ n: 3, isEager: true, attempt: 1 }],
        'once, and found by a look for what it holds unknowingly',
      )
    } finally {
      await worker.close()
      await real.close()
    }
  })
})
