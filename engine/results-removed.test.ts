import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { removeLooseBlobs, resultBytesInRowMax } from './results.ts'
import { ended, memoryBlobs, openWorker, type Worker, type Works } from './testing.ts'

const large = 'x'.repeat(resultBytesInRowMax)
const make: Task = { summary: 'Makes a text.', input: T.Any(), result: T.Any(), timeoutMs: 20_000, attemptsMax: 2 }
const works: Works = { 'test.make': { task: make, work: async () => large } }

describe('a result in the blob store', () => {
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
  const withWorker = async (flows: any[], tasks: Works, use: (worker: Worker) => Promise<void>) => {
    const worker = await openWorker(db.url, flows, tasks, { blobs })
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const clean = () => removeLooseBlobs({ database: db.database, blobs, isClosed: false })
  const waits = (key: string) =>
    eventually(`${key} to wait`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.key = ${key} and s.kind = 'signal' and s.state = 'running'`,
      )
      return rows.length > 0
    })

  test('goes from it with what referred to it: a round that is over, a run that is kept no longer, the last copy', async () => {
    const round = flow('round', 1, async (run, { left }: { left: number }): Promise<unknown> => {
      await run.task('make', make, {})
      return left > 0 ? run.continueWith({ left: left - 1 }) : run.waitFor('go')
    })
    await withWorker([round], works, async (worker) => {
      await worker.start().flow(round, { left: 2 }, { key: 'r' })
      await waits('r')
      assert.equal(blobs.stored.size, 3)
      assert.equal(await clean(), 2)
      await worker.start().signal(round, 'r', 'go')
      const { id } = await ended(db.database, 'round', 'r')
      await operations.replay(id, { step: 'wait:go', key: 'copy' })
      await waits('copy')
      await operations.retain('round', 0)
      assert.deepEqual(await operations.sweep(), { runs: 1, tasks: 0 })
      assert.deepEqual([await clean(), blobs.stored.size], [0, 1], 'the copy refers to it')
      await worker.start().signal(round, 'copy', 'go')
      await ended(db.database, 'round', 'copy')
      await operations.sweep()
      assert.deepEqual([await clean(), blobs.stored.size], [1, 0])
      assert.equal(
        (await db.database.owner.many(sql`select from engine.blobs where tenant_id = 'ten_a' and is_loose`)).length,
        0,
      )
    })
  })

  test('goes from it when its task was replaced before the commit', async () => {
    const finish = Promise.withResolvers<string>()
    let begun = 0
    const slow: Works = {
      'test.make': { task: make, work: () => (++begun === 1 ? finish.promise : Promise.resolve('')) },
    }
    await withWorker([], slow, async (worker) => {
      await worker.start().task(make, {}, { key: 'late' })
      await eventually('the task', () => begun === 1)
      // The work ends before its process can hear of its end.
      worker.stall()
      await worker.start().task(make, {}, { key: 'late', onConflict: 'replace' })
      finish.resolve(large)
      await finish.promise
      worker.resume()
      await eventually('the blob', () => blobs.stored.size === 1)
      await eventually('its removal', async () => (await clean()) === 1)
      assert.equal(blobs.stored.size, 0)
    })
  })

  test('goes from it when its process was killed before the commit: after the end of the lease, not before', async () => {
    const { owner } = db.database
    await owner.run(
      sql`insert into engine.workers (id, expires_at) values ('wrk_killed', clock_timestamp() + interval '1 h')`,
    )
    await owner.run(
      sql`insert into engine.blobs (key, tenant_id, bytes, sha256, worker) values ('ten_a/engine/res_killed', 'ten_a', 1, '', 'wrk_killed')`,
    )
    blobs.stored.set('ten_a/engine/res_killed', Buffer.from('1'))
    assert.deepEqual([await clean(), blobs.stored.size], [0, 1])
    await owner.run(sql`delete from engine.workers where id = 'wrk_killed'`)
    // The store fails: nothing is forgotten.
    blobs.failures.push(new Error('not now'))
    await assert.rejects(clean(), /not now/)
    assert.deepEqual([await clean(), blobs.stored.size], [1, 0])
  })
})
