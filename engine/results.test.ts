import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { resultBytesInRowMax, resultBytesMax } from './results.ts'
import { ended, memoryBlobs, openWorker, type Worker, type Works } from './testing.ts'

/** A text whose JSON has so many bytes; every third letter takes two. */
const textOf = (bytes: number) => {
  const pairs = Math.floor((bytes - 2) / 4)
  return 'abé'.repeat(pairs) + 'x'.repeat(bytes - 2 - pairs * 4)
}
const large = resultBytesInRowMax + 1
const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')

const make: Task = { summary: 'Makes a text.', input: T.Any(), result: T.Any(), timeoutMs: 20_000, attemptsMax: 2 }
const works: Works = { 'test.make': { task: make, work: async ({ bytes }) => textOf(bytes) } }

describe('a result', () => {
  let db: TestDatabase
  let operations: Operations
  let blobs = memoryBlobs()
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  beforeEach(() => {
    blobs = memoryBlobs()
  })
  after(() => db.close())
  const open = (flows: any[], tasks: Works = works) =>
    openWorker(db.url, flows, tasks, { blobs, nameOf: () => 'test.make' })
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>) => {
    const worker = await open(flows)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const waits = (key: string) =>
    eventually(`${key} to wait`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.key = ${key} and s.kind = 'signal' and s.state = 'running'`,
      )
      return rows.length > 0
    })
  const wait = flow('wait', 1, async (run, { bytes }: { bytes: number }) => {
    const text = await run.task('make', make, { bytes })
    await run.waitFor('go')
    return (text as string).length
  })

  test('of 1 MiB lies in its row, and of one byte more in the blob store', async () => {
    const both = flow('both', 1, async (run) => {
      const small = await run.task('small', make, { bytes: resultBytesInRowMax })
      const one = await run.task('large', make, { bytes: large })
      return [small, one].map((text) => JSON.stringify(text).length)
    })
    await withWorker([both], async (worker) => {
      await worker.start().flow(both, {}, { key: 'b' })
      const { id } = await ended(db.database, 'both', 'b')
      const [small, one] = (await operations.history(id))!.steps
      assert.deepEqual([small!.result, small!.resultBlob], [textOf(resultBytesInRowMax), null])
      const { key } = one!.resultBlob!
      assert.deepEqual([one!.result, one!.resultBlob], [null, { key, bytes: large, sha256: sha256(textOf(large)) }])
      assert.deepEqual([small!.resultBytes, one!.resultBytes], [resultBytesInRowMax, large])
      assert.deepEqual((await operations.task(one!.taskId!))!.resultBlob, one!.resultBlob)
      assert.deepEqual([...blobs.stored.keys()], [key])
      assert.match(key, /^ten_a\/engine\/res_/)
    })
  })

  test('of a step, a call, a task elsewhere, a child and a run comes back whole, at first and at a replay', async () => {
    const child = flow('child', 1, async () => textOf(large + 4))
    let done = 0
    const seen: string[][] = []
    const all = flow('all', 1, async (run) => {
      const texts = await run.all([
        run.step('with ctx', async (ctx) => {
          await ctx.db.run(sql`select 1`)
          done++
          return textOf(large)
        }),
        run.step('without', () => textOf(large + 1)),
        run.call('call', () => textOf(large + 2)),
        run.task('task', make, { bytes: large + 3 }),
        run.child(child, {}),
      ])
      seen.push(texts as string[])
      await run.waitFor('go')
      return texts
    })
    const expected = [0, 1, 2, 3, 4].map((more) => textOf(large + more))
    const elsewhere = await open([])
    const first = await open([all, child], {})
    await first.start().flow(all, {}, { key: 'a' })
    await waits('a')
    await first.close()
    await elsewhere.close()
    await withWorker([all, child], async (worker) => {
      await worker.start().signal(all, 'a', 'go')
      const run = await ended(db.database, 'all', 'a')
      assert.deepEqual([run.state, run.error, run.result], ['completed', null, null])
      assert.deepEqual(seen, [expected, expected])
      assert.equal(done, 1)
      const told = (await operations.history(run.id))!
      assert.deepEqual(
        [told.resultBlob!.bytes, told.resultBlob!.sha256],
        [Buffer.byteLength(JSON.stringify(expected)), sha256(expected)],
      )
      assert.deepEqual(
        told.steps.map((s) => [s.name, s.resultBlob?.bytes]),
        [
          ['with ctx', large],
          ['without', large + 1],
          ['call', large + 2],
          ['task', large + 3],
          ['child', large + 4],
          ['wait:go', undefined],
        ],
      )
    })
  })

  test('that is missing or changed in the store ends the run with its name, and the run goes on once it is back', async () => {
    const first = await open([wait])
    await first.start().flow(wait, { bytes: large }, { key: 'lost' })
    await waits('lost')
    await first.close()
    const [key, bytes] = [...blobs.stored][0]!
    blobs.stored.delete(key)
    await withWorker([wait], async (worker) => {
      const run = await ended(db.database, 'wait', 'lost')
      assert.deepEqual(
        [run.state, run.error],
        ['failed', `The stored result ${key} (${large} bytes) is missing in the blob store.`],
      )
      blobs.stored.set(key, Buffer.from(JSON.stringify('another')))
      await operations.retry(run.id)
      const changed = await eventually('the second end', async () => {
        const now = await operations.history(run.id)
        return now!.state === 'failed' && now
      })
      assert.match(changed.error!, /has changed in the blob store: its hash is another one/)
      blobs.stored.set(key, bytes)
      await operations.retry(run.id)
      await worker.start().signal(wait, 'lost', 'go')
      assert.equal((await ended(db.database, 'wait', 'lost')).result, textOf(large).length)
    })
  })

  test('over 64 MiB is refused for good, and over 1 MiB when there is no store', async () => {
    let attempts = 0
    const huge = flow('huge', 1, async (run, { bytes }: { bytes: number }) =>
      run.call('make', () => {
        attempts++
        return 'x'.repeat(bytes)
      }),
    )
    await withWorker([huge], async (worker) => {
      await worker.start().flow(huge, { bytes: resultBytesMax - 1 }, { key: 'h' })
      const run = await ended(db.database, 'huge', 'h')
      assert.equal(
        run.error,
        `The result has ${resultBytesMax + 1} bytes as JSON; no more than ${resultBytesMax} are kept. Store it as a file and return its key.`,
      )
      assert.deepEqual([attempts, blobs.stored.size], [1, 0])
    })
    const worker = await openWorker(db.url, [huge], {})
    try {
      await worker.start().flow(huge, { bytes: large }, { key: 'without' })
      const run = await ended(db.database, 'huge', 'without')
      assert.match(run.error!, /without a blob store no more than 1048576 are kept\. Open the engine with one/)
      assert.equal(attempts, 2)
    } finally {
      await worker.close()
    }
  })

  test('survives a store that fails for a while without repeating its effect', async () => {
    let attempts = 0
    const once = flow('once', 1, async (run) => {
      const text = await run.call('make', () => textOf(large + attempts++), { attemptsMax: 1 })
      return text.length
    })
    await withWorker([once], async (worker) => {
      blobs.failures.push(new Error('no room'), new Error('no room'))
      await worker.start().flow(once, {}, { key: 'o' })
      assert.equal((await ended(db.database, 'once', 'o')).result, textOf(large).length)
      assert.equal(attempts, 1)
    })
  })
})
