import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { history } from './history.ts'
import { ended, openWorker, type Worker } from './testing.ts'

describe('a run can', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, {}, more)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }

  test('run children: their results reach it, their failures are thrown, and it sleeps meanwhile', async () => {
    const child = flow('child', 1, async (run, { n }: { n: number }) => {
      await run.sleep('a while', 150)
      if (n < 0) throw new Error(`no child for ${n}`)
      return n + 1
    })
    const parent = flow('parent', 1, async (run) => {
      const [a, b] = await run.all([run.child(child, { n: 1 }), run.child(child, { n: 2 }, { key: 'shared' })])
      const bad = await run.try(run.child(child, { n: -1 }, { name: 'bad' }))
      const same = await run.child(child, { n: 9 }, { name: 'same', key: 'shared' })
      return { a, b, bad, same }
    })
    await withWorker(
      [parent, child],
      async (worker) => {
        await worker.start().flow(parent, {}, { key: 'p' })
        const run = await ended(db.database, 'parent', 'p')
        assert.deepEqual(run.result, { a: 2, b: 3, bad: { ok: false, reason: 'no child for -1' }, same: 3 })
        const steps = (await history(db.database.owner, run.id))!.steps
        assert.equal(steps[1]!.childId, steps[3]!.childId, 'the key was taken: the same run')
        assert.deepEqual(
          steps.map((s) => [s.name, s.kind, s.what, s.state]),
          [
            ['child', 'child', 'child', 'completed'],
            ['child#2', 'child', 'child', 'completed'],
            ['bad', 'child', 'child', 'failed'],
            ['same', 'child', 'child', 'completed'],
          ],
        )
      },
      { idleMs: 30 },
    )
  })

  test('take its children and grandchildren along when it is cancelled', async () => {
    const leaf = flow('leaf', 1, async (run) => run.waitFor('never'))
    const branch = flow('branch', 1, async (run) => run.child(leaf, {}, { key: 'leaf' }))
    const tree = flow('tree', 1, async (run) => run.child(branch, {}, { key: 'branch' }))
    await withWorker([tree, branch, leaf], async (worker) => {
      await worker.start().flow(tree, {}, { key: 'tree' })
      await eventually('the leaf', async () => {
        const runs = await db.database.owner.many(
          sql`select from engine.runs where flow = 'leaf' and state = 'running'`,
        )
        return runs.length > 0
      })
      await worker.start().cancel(tree, 'tree', 'felled')
      assert.equal((await ended(db.database, 'branch', 'branch')).state, 'cancelled')
      const run = await ended(db.database, 'leaf', 'leaf')
      assert.deepEqual([run.state, run.error], ['cancelled', 'the parent run was cancelled'])
    })
  })

  test('begin anew with another input again and again, with nothing left of the rounds before', async () => {
    const keys: string[] = []
    const counting = flow('counting', 1, async (run, { n }: { n: number }) => {
      await run.step('count', async (ctx, { key }) => {
        keys.push(key)
        await ctx.db.run(sql`select 1`)
      })
      if (n < 5) return run.continueWith({ n: n + 1 })
      return n
    })
    await withWorker([counting], async (worker) => {
      await worker.start().flow(counting, { n: 0 }, { key: 'c' })
      const run = await ended(db.database, 'counting', 'c')
      assert.deepEqual([run.error, run.result], [null, 5])
      assert.equal((await history(db.database.owner, run.id))!.steps.length, 1)
      assert.equal(new Set(keys).size, 6, 'a key of its own for each round')
    })
  })
})
