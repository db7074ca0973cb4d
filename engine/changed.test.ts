import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { hashOf } from './changed.ts'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Works } from './testing.ts'

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5000, attemptsMax: 1 }
const works: Works = { 'test.work': { task: work, work: async (input) => input } }

describe('what a replay asks for', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  /** Lets a flow come to its wait in one process, and go on in another. */
  const replayed = async (flows: any[], key: string, between: () => Promise<void> | void, input: unknown = {}) => {
    const first = await openWorker(db.url, flows, works)
    await first.start().flow(flows[0], input, { key })
    await eventually(`${key} to wait`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.flow = ${flows[0].name} and r.key = ${key} and s.name = 'wait:go'`,
      )
      return rows.length > 0
    })
    await first.close()
    await between()
    const second = await openWorker(db.url, flows, works)
    try {
      await second.start().signal(flows[0], key, 'go')
      return await ended(db.database, flows[0].name, key)
    } finally {
      await second.close()
    }
  }
  const child = flow('child', 1, async (_run, input: unknown) => input)

  test('in another order under one name stops the run instead of swapping results, for tasks and for children', async () => {
    for (const kind of ['task', 'child'] as const) {
      let isReversed = false
      const swapping = flow(`swapping ${kind}`, 1, async (run) => {
        const ask = (n: number) =>
          kind === 'task' ? run.task('same', work, { n }) : run.child(child, { n }, { name: 'same' })
        // Stands for branches that reach it in an order of their own.
        const branches = isReversed ? [ask(2), ask(1)].toReversed() : [ask(1), ask(2)]
        const both = await run.all(branches)
        await run.waitFor('go')
        return both
      })
      const run = await replayed([swapping, child], kind, () => {
        isReversed = true
      })
      assert.equal(run.state, 'failed', JSON.stringify(run.result))
      assert.match(
        run.error!,
        /no longer matches what this run remembers: "same(#2)?" is asked for with another input; branches that go on at the same time need different names\./,
      )
    }
  })

  test('with another input, flow or key stops the run', async () => {
    let round = 0
    const asks: Record<string, (run: any) => Promise<unknown>> = {
      input: (run) => run.task('t', work, { deep: [{ n: round }] }),
      child: (run) => run.child(child, { n: round }),
      key: (run) => run.child(child, {}, { key: `k${round}` }),
      flow: (run) => run.child(round ? { ...child, name: 'other' } : child, {}, { name: 'c' }),
    }
    const changing = flow('changing', 1, async (run, { what }: { what: string }) => {
      await asks[what]!(run)
      await run.waitFor('go')
    })
    for (const what of Object.keys(asks)) {
      round = 0
      const run = await replayed([changing, child], what, () => void round++, { what })
      assert.match(run.error ?? 'no error', /is asked for with another input/, what)
    }
  })

  test('with the same values is the same, however they come back from the database', async () => {
    const strange = {
      z: 1,
      a: { long: 1.5e300, b: -0, c: [null, undefined, 1e21] },
      at: new Date(0),
      none: undefined,
      é: '\u2028"',
    }
    const same = flow('same', 1, async (run) => {
      const echo = await run.task('echo', work, strange)
      await run.task('again', work, { ...(echo as object), more: 1 })
      await run.child(child, echo)
      await run.waitFor('go')
      return 'same'
    })
    const run = await replayed([same, child], 's', () => {})
    assert.deepEqual([run.error, run.result], [null, 'same'])
    assert.equal(hashOf([{ b: 1, a: [{ d: 1, c: 2 }] }]), hashOf([{ a: [{ c: 2, d: 1 }], b: 1 }]))
    assert.notEqual(hashOf([[1, 2]]), hashOf([[2, 1]]))
  })

  test('is not compared when somebody gave the run another input, or it began before inputs were compared', async () => {
    const echoing = flow('echoing', 1, async (run, { n }: { n: number }) => {
      const before = await run.task('t', work, { n })
      await run.child(child, { n })
      await run.waitFor('go')
      if (n < 2) throw new Error(`${n} is too few`)
      return before
    })
    const failed = await replayed([echoing, child], 'e', () => {}, { n: 1 })
    assert.equal(failed.error, '1 is too few')
    const older = await replayed(
      [echoing, child],
      'older',
      async () => {
        await db.database.owner.run(
          sql`update engine.tasks t set input_hash = null from engine.runs r where r.id = t.run_id and r.key = 'older'`,
        )
        await db.database.owner.run(sql`update engine.runs set input = '{"n": 3}' where key = 'older'`)
        await db.database.owner.run(
          sql`update engine.steps s set input_hash = null from engine.runs r where r.id = s.run_id and r.key = 'older'`,
        )
      },
      { n: 2 },
    )
    assert.deepEqual([older.error, older.result], [null, { n: 2 }])
    const worker = await openWorker(db.url, [echoing, child], works)
    try {
      await operations.replay(failed.id, { key: 'copy', input: { n: 4 }, step: 'wait:go' })
      await worker.start().signal(echoing, 'copy', 'go')
      assert.deepEqual((await ended(db.database, 'echoing', 'copy')).result, { n: 1 })
      await operations.resumeWith(failed.id, { n: 5 })
      const run = await eventually('the end', async () => {
        const run = (await operations.history(failed.id))!
        return run.state === 'completed' && run
      })
      assert.deepEqual(run.result, { n: 1 })
    } finally {
      await worker.close()
    }
  })
})
