import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { Permanent } from '#platform/errors'
import { roleOf } from '#platform/migrator'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema, grantOperationsTo } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5000, attemptsMax: 1 }
const works: Works = {
  'test.write': {
    task: work,
    work: async ({ letters, isBroken }: { letters?: number; isBroken?: boolean }) => {
      if (isBroken) throw new Permanent('the pen is broken')
      return 'x'.repeat(letters ?? 0)
    },
  },
}
const long = flow('long', 1, async (run, input: { steps: number; letters: number }) => {
  for (let i = 0; i < input.steps; i++) await run.task('write', work, { letters: input.letters })
  return run.waitFor<string>('end')
})

describe('what an operator looks at', () => {
  let db: TestDatabase
  let worker: Worker
  before(async () => {
    const desk = { schema: 'desk', role: roleOf('desk'), migrations: [], grants: grantOperationsTo }
    db = await openTestDatabase([engineSchema, desk])
    worker = await openWorker(db.url, [long], works)
  })
  after(async () => {
    await worker.close()
    await db.close()
  })
  const of = (tenant: string): Operations =>
    openOperations({
      db: db.database.bound({ role: roleOf('desk'), schema: 'desk', tenant }),
      wake: db.wake.wake,
    })
  const waiting = (operations: Operations, key: string) =>
    eventually(`${key} to wait`, async () => {
      const [run] = await operations.list({ key })
      const told = run && (await operations.history(run.id))
      return told?.steps.some((s) => s.kind === 'signal') && told
    })

  test('is of the bound tenant only, and so is what it mends', async () => {
    const [a, b] = [of('ten_a'), of('ten_b')]
    await worker.start('ten_a').flow(long, { steps: 1, letters: 1 }, { key: 'mine', priority: 7 })
    await worker.start('ten_a').task(work, { isBroken: true }, { key: 'mine' })
    const { id } = await waiting(a, 'mine')
    const dead = await eventually('the dead task', async () => (await a.dead())[0])
    assert.deepEqual(
      (await a.list({ priority: 7 })).map((r) => r.id),
      [id],
    )
    assert.equal((await a.find(id))!.key, 'mine')
    assert.deepEqual(await b.list(), [])
    assert.deepEqual(await b.tasks(), [])
    assert.deepEqual(await b.dead(), [])
    assert.deepEqual([await b.find(id), await b.history(id), await b.task(dead.id)], [undefined, undefined, undefined])
    assert.deepEqual([await b.cancel(id, 'not mine'), await b.signal(id, 'end', 'not mine')], [false, false])
    await assert.rejects(b.retry(id), /There is no run/)
    await assert.rejects(b.replay(id, { key: 'copy' }), /There is no run/)
    await assert.rejects(b.retryTask(dead.id), /is no failed task/)
    assert.equal(await a.signal(id, 'end', 'well'), true)
    assert.equal((await ended(db.database, 'long', 'mine')).result, 'well')
    assert.equal(await a.signal(id, 'end', 'too late'), false)
  })

  test('comes in pages, without values longer than asked for, and says how long they are', async () => {
    const a = of('ten_a')
    await worker.start('ten_a').flow(long, { steps: 3, letters: 100 }, { key: 'pages' })
    const whole = await waiting(a, 'pages')
    const names = ['write', 'write#2', 'write#3', 'wait:end']
    assert.deepEqual(
      whole.steps.map((s) => s.name),
      names,
    )
    const first = (await a.history(whole.id, { limit: 2, bytesMax: 50 }))!
    const second = (await a.history(whole.id, { after: first.steps.at(-1)!.name, limit: 2 }))!
    assert.deepEqual(
      [...first.steps, ...second.steps].map((s) => s.name),
      names,
    )
    assert.deepEqual(
      first.steps.map((s) => [s.result, s.resultBytes, s.input]),
      [
        [null, 102, { letters: 100 }],
        [null, 102, { letters: 100 }],
      ],
    )
    assert.equal((second.steps[0]!.result as string).length, 100)
    const task = (await a.task(whole.steps[0]!.taskId!, 10))!
    assert.deepEqual([task.input, task.inputBytes, task.result, task.resultBytes], [null, 16, null, 102])
  })

  test('lists a queue that has limits, or work, and since when its oldest is due', async () => {
    await db.database.owner.run(sql`insert into engine.tasks (id, tenant_id, name, key, input, attempts_max, trace, run_at) values
      ('tsk_1', 'ten_q', 'test.none', '1', '{}', 1, '', clock_timestamp() - interval '1 hour'), ('tsk_2', 'ten_q', 'test.none', '2', '{}', 1, '', clock_timestamp()),
      ('tsk_3', 'ten_q', 'test.later', '3', '{}', 1, '', clock_timestamp() + interval '1 hour')`)
    await of('ten_q').limit('test.limited', { runningMax: 3, rate: { max: 2, perMs: 1000 } })
    const seen = (await of('ten_q').queues()).map((q) => [q.name, q.queued, q.running, q.runningMax, q.rate])
    assert.deepEqual(seen, [
      ['test.later', 1, 0, null, null],
      ['test.limited', 0, 0, 3, { max: 2, perMs: 1000 }],
      ['test.none', 2, 0, null, null],
    ])
    const [later, , none] = await of('ten_q').queues()
    assert.equal(later!.dueSince, null)
    assert.ok(Date.now() - none!.dueSince!.getTime() > 3_000_000)
    // The limit is everybody's; the work is not.
    assert.deepEqual(
      (await of('ten_a').queues()).map((q) => q.name),
      ['test.limited'],
    )
  })
})
