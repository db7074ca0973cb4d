import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import type { TaskRun } from '#platform/service'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const work: Task = {
  summary: 'Spends.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 20_000,
  attemptsMax: 3,
  backoffMs: 1,
}
/** What the task does, by the name in its input. */
const deeds: Record<string, (run: TaskRun) => unknown> = {}
const works: Works = { 'test.work': { task: work, work: async ({ deed }, run) => deeds[deed]!(run) } }

describe('what work costs', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>) => {
    const worker = await openWorker(db.url, flows, works)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const told = async (flow: string, key: string) => {
    const { id } = await ended(db.database, flow, key)
    return (await operations.history(id))!
  }
  const taskOf = async (key: string) => {
    const [task] = await operations.tasks({ key })
    return task && (await operations.task(task.id))
  }

  test('is added up per unit over all attempts, steps, tasks and children', async () => {
    deeds.flaky = ({ spend, attempt }) => {
      spend({ EUR_micro: 100, tokens: 10 })
      spend({ tokens: 5 })
      if (attempt < 3) throw new Error('busy')
      return 'done'
    }
    const child = flow('child', 1, async (run) =>
      run.call('ask', ({ spend }) => spend({ tokens: 1000, seconds: 0.25 })),
    )
    const all = flow('all', 1, async (run) => {
      await run.task('flaky', work, { deed: 'flaky' })
      await run.step('free', () => 1)
      await run.try(
        run.step(
          'broken',
          async (ctx, { spend }) => {
            spend({ EUR_micro: 7 })
            await ctx.db.run(sql`select 1`)
            throw new Error('broken')
          },
          { attemptsMax: 2, backoffMs: 1 },
        ),
      )
      await run.child(child, {})
      await run.child(child, {})
    })
    await withWorker([all, child], async (worker) => {
      await worker.start().flow(all, {}, { key: 'a' })
      const run = await told('all', 'a')
      assert.deepEqual(
        run.steps.map((s) => [s.name, s.cost]),
        [
          ['flaky', { EUR_micro: 300, tokens: 45 }],
          ['free', null],
          ['broken', { EUR_micro: 14 }],
          ['child', null],
          ['child#2', null],
        ],
      )
      const sum = { EUR_micro: 314, tokens: 2045, seconds: 0.5 }
      assert.deepEqual([run.cost, (await operations.list({ flow: 'all' }))[0]!.cost], [sum, sum])
      assert.deepEqual((await operations.list({ flow: 'child' }))[0]!.cost, { tokens: 1000, seconds: 0.25 })
    })
  })

  test('is a number of at least 0, or the attempt fails and nothing of that report counts', async () => {
    const wrong: Record<string, number>[] = [
      { tokens: -1 },
      { tokens: Number.NaN },
      { tokens: Infinity },
      { tokens: '1' as any },
      { 'a\0': 1 },
    ]
    deeds.wrong = ({ spend }) => {
      spend({ tokens: 1 })
      for (const amounts of wrong) assert.throws(() => spend({ units: 1, ...amounts }), RangeError)
      spend({ units: -1 })
    }
    await withWorker([], async (worker) => {
      await worker.start().task(work, { deed: 'wrong' }, { key: 'wrong' })
      const task = await eventually('the end', async () => {
        const task = await taskOf('wrong')
        return task?.state === 'failed' && task
      })
      assert.equal(task.error, 'What is spent is a number of at least 0 per unit, not -1 "units".')
      assert.deepEqual(task.cost, { tokens: 3 })
    })
  })

  test('is kept while the work goes on, survives the death of its process, and counts when the work is done again', async () => {
    deeds.long = async ({ spend }) => {
      spend({ tokens: 10 })
      await new Promise(() => {})
    }
    await withWorker([], async (worker) => {
      await worker.start().task(work, { deed: 'long' }, { key: 'long' })
      await eventually('the report', async () => (await taskOf('long'))?.cost?.tokens === 10)
      deeds.long = ({ spend }) => spend({ tokens: 1 })
      // What a killed process leaves behind.
      await db.database.owner.run(sql`update engine.tasks set worker = 'wrk_dead' where key = 'long'`)
      await db.database.owner.run(
        sql`insert into engine.workers (id, expires_at) values ('wrk_dead', clock_timestamp() - interval '1 s')`,
      )
      const task = await eventually('the end', async () => {
        const task = await taskOf('long')
        return task?.state === 'completed' && task
      })
      assert.deepEqual(task.cost, { tokens: 11 })
      const events = await db.database.owner.many(
        sql`select from statex.events where subject = ${task.id} and type = 'job.progress.v1'`,
      )
      assert.equal(events.length, 0, 'a cost is no progress')
    })
  })

  test('of an attempt whose outcome nobody wants any more counts all the same', async () => {
    const finish = Promise.withResolvers<void>()
    const begun = new Set<string>()
    deeds.late = async ({ spend, signal }) => {
      begun.add('task')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      spend({ tokens: 3 })
    }
    const late = flow('late', 1, async (run) => {
      await run.all([
        run.task('late', work, { deed: 'late' }),
        run.call('call', async ({ spend }) => {
          begun.add('call')
          spend({ tokens: 20 })
          await finish.promise
        }),
      ])
    })
    await withWorker([late], async (worker) => {
      await worker.start().flow(late, {}, { key: 'l' })
      await eventually('both', () => begun.size === 2)
      await worker.start().cancel(late, 'l', 'enough')
      const { id } = await ended(db.database, 'late', 'l')
      finish.resolve()
      await eventually('the cost', async () => (await operations.history(id))!.cost?.tokens === 23)
    })
  })

  test('stays with the run when it forgets what it was spent on: in a new round, and when a failure is taken up again', async () => {
    let isBroken = true
    deeds.fails = ({ spend }) => {
      spend({ tokens: 100 })
      if (isBroken) throw new Error('no')
    }
    const rounds = flow('rounds', 1, async (run, { round }: { round: number }): Promise<unknown> => {
      await run.call('round', ({ spend }) => spend({ tokens: 1 }))
      if (round < 3) return run.continueWith({ round: round + 1 })
      return run.task('fails', work, { deed: 'fails' })
    })
    await withWorker([rounds], async (worker) => {
      await worker.start().flow(rounds, { round: 1 }, { key: 'r' })
      const { id, cost } = await told('rounds', 'r')
      assert.deepEqual(cost, { tokens: 303 })
      isBroken = false
      await operations.retry(id)
      const run = await eventually('the end', async () => {
        const run = (await operations.history(id))!
        return run.state === 'completed' && run
      })
      assert.deepEqual([run.cost, run.steps.map((s) => s.cost)], [{ tokens: 403 }, [{ tokens: 1 }, { tokens: 100 }]])
      const copy = await operations.replay(id, { key: 'copy', step: 'fails' })
      await told('rounds', 'copy')
      assert.deepEqual(
        (await operations.find(copy))!.cost,
        { tokens: 100 },
        'what the copy remembers was paid for once',
      )
    })
  })

  test('reported in one thousand parts is exact, and no report is lost at the end', async () => {
    deeds.parts = async ({ spend }) => {
      for (let i = 0; i < 1000; i++) {
        spend({ tokens: 1 })
        if (i % 100 === 0) await pause(1)
      }
    }
    await withWorker([], async (worker) => {
      await worker.start().task(work, { deed: 'parts' }, { key: 'parts' })
      const task = await eventually('the end', async () => {
        const task = await taskOf('parts')
        return task?.state === 'completed' && task
      })
      assert.deepEqual(task.cost, { tokens: 1000 })
    })
  })
})
