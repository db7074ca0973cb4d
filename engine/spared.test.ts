import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { openCable, openWorker, type Worker, type Works } from './testing.ts'

const kind: Task = {
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 60_000,
  attemptsMax: 2,
  backoffMs: 10,
}

describe('a failure that is not the task’s own uses up no attempt:', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const taskOf = (key: string) => db.database.owner.one(sql`select * from engine.tasks where key = ${key}`)

  /** Gives the task to a worker whose lease is over: what a killed process leaves behind. */
  const killHolder = async (key: string, n: number) => {
    const dead = `wrk_${key}_${n}`
    await db.database.owner.run(
      sql`insert into engine.workers (id, expires_at) values (${dead}, clock_timestamp() - interval '1 s')`,
    )
    await db.database.owner.run(
      sql`update engine.tasks set worker = ${dead}, state = 'running', attempts = attempts + case when state = 'queued' then 1 else 0 end where key = ${key}`,
    )
    return eventually(`death ${n} to be noticed`, async () => {
      const row = await taskOf(key)
      return row.failures.at(-1)?.error === 'worker died' && row.worker !== dead && row
    })
  }
  async function withWorker(works: Works, check: (worker: Worker) => Promise<void>, url = db.url): Promise<void> {
    const worker = await openWorker(url, [], works)
    try {
      await check(worker)
    } finally {
      await worker.close()
    }
  }

  test('a task survives more deaths of its workers than it has attempts, and still has both of them', async () => {
    let begun = 0
    const deaths = 4
    const works: Works = {
      'test.spared': {
        task: kind,
        work: async () => {
          begun++
          if (begun <= deaths) return new Promise(() => {})
          if (begun === deaths + 1) throw new Error('the first failure of its own')
          return 'done'
        },
      },
    }
    await withWorker(works, async (worker) => {
      await worker.start().task(kind, {}, { key: 'spared' })
      for (let n = 1; n <= deaths; n++) {
        await eventually(`attempt ${n}`, () => begun === n)
        await killHolder('spared', n)
      }
      const row = await eventually('the end', async () => {
        const now = await taskOf('spared')
        return ['completed', 'failed'].includes(now.state) && now
      })
      assert.deepEqual([row.state, row.result, row.attempts], ['completed', 'done', deaths + 2])
      assert.equal(row.failures.length, deaths + 1)
    })
  })

  test('a task whose workers keep dying waits longer each time, and is given up at the twentieth death', async () => {
    const works: Works = { 'test.deadly': { task: kind, work: () => new Promise(() => {}) } }
    await withWorker(works, async (worker) => {
      await worker.start().task(kind, {}, { key: 'deadly' })
      const notes = (n: number) =>
        JSON.stringify(Array.from({ length: n }, (_, i) => ({ attempt: i + 1, error: 'worker died' })))
      await db.database.owner.run(
        sql`update engine.tasks set failures = ${notes(18)}::jsonb, attempts_max = 20 where key = 'deadly'`,
      )
      const waiting = await killHolder('deadly', 19)
      assert.equal(waiting.state, 'queued')
      assert.ok(waiting.run_at.getTime() - Date.now() > 50_000, 'it waits for a minute by now')
      const given = await killHolder('deadly', 20)
      assert.deepEqual([given.state, given.error], ['failed', 'worker died'])
    })
  })

  test('work that meets a dead connection waits for the database within its attempt', async () => {
    const cable = await openCable(db.url)
    let tries = 0
    let worker: Worker | undefined
    const works: Works = {
      'test.wire': {
        task: { ...kind, attemptsMax: 1 },
        work: async () => {
          if (++tries === 1) cable.cut()
          if (tries === 4) cable.mend()
          return worker!.database.owner.one(sql`select 1 as n`)
        },
      },
    }
    try {
      await withWorker(
        works,
        async (opened) => {
          worker = opened
          await opened.start().task(works['test.wire']!.task, {}, { key: 'wire' })
          const row = await eventually('the end', async () => {
            const now = await taskOf('wire')
            return ['completed', 'failed'].includes(now.state) && now
          })
          assert.deepEqual([row.state, row.result, row.attempts], ['completed', { n: 1 }, 1])
          assert.ok(tries >= 4)
        },
        cable.url,
      )
    } finally {
      await cable.close()
    }
  })
})
