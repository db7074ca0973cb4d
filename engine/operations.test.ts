import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { Permanent } from '#platform/errors'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { NotPossible, type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const work: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 5000, attemptsMax: 1 }
const calls: string[] = []
const broken = new Set<string>()
const works: Works = {
  'test.work': {
    task: work,
    work: async ({ name }) => {
      calls.push(name)
      if (broken.has(name)) throw new Permanent(`${name} is broken`)
      return name
    },
  },
}

describe('an operation', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>) => {
    calls.length = 0
    broken.clear()
    const worker = await openWorker(db.url, flows, works)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const stateOf = (id: string, state: string) =>
    eventually(`${id} to be ${state}`, async () => {
      const run = await operations.history(id)
      return run?.state === state ? run : undefined
    })

  const order = flow('order', 1, async (run, input: { last: string }) => {
    const first = await run.task('first', work, { name: 'first' })
    const handled = await run.try(run.task('optional', work, { name: 'optional' }))
    const both = await run.all([run.task('left', work, { name: 'left' }), run.task('right', work, { name: 'right' })])
    const last = await run.task('last', work, { name: input.last })
    return [first, handled.ok, ...both, last]
  })

  test('takes a failed run up again: what succeeded is not done twice, what it went on from stays, what ended it is done anew', async () => {
    await withWorker([order], async (worker) => {
      broken.add('optional').add('left')
      await worker.start().flow(order, { last: 'end' }, { key: 'retry' })
      const failed = await ended(db.database, 'order', 'retry')
      assert.deepEqual([failed.state, failed.error], ['failed', 'left is broken'])
      broken.clear()
      calls.length = 0
      await operations.retry(failed.id)
      const run = await stateOf(failed.id, 'completed')
      assert.deepEqual(run.result, ['first', false, 'left', 'right', 'end'])
      assert.deepEqual(calls, ['left', 'end'])
      await assert.rejects(operations.retry(failed.id), /It is completed; only a failed or cancelled run/)
      await assert.rejects(operations.retry('run_unknown'), NotPossible)
    })
  })

  test('takes a failed run up again with another input', async () => {
    await withWorker([order], async (worker) => {
      broken.add('wrong')
      await worker.start().flow(order, { last: 'wrong' }, { key: 'edit' })
      const failed = await ended(db.database, 'order', 'edit')
      calls.length = 0
      // The input of the failed task came from the input of the run.
      await operations.resumeWith(failed.id, { last: 'right one' })
      const run = await stateOf(failed.id, 'completed')
      assert.deepEqual([(run.result as string[]).at(-1), run.input], ['right one', { last: 'right one' }])
      assert.deepEqual(calls, ['right one'])
    })
  })

  test('takes a failed run up again with the child that failed it', async () => {
    const child = flow('lamb', 1, async (run) => run.task('work', work, { name: 'lamb' }))
    const parent = flow('sheep', 1, async (run) => run.child(child, {}))
    await withWorker([child, parent], async (worker) => {
      broken.add('lamb')
      await worker.start().flow(parent, {}, { key: 's' })
      const failed = await ended(db.database, 'sheep', 's')
      assert.equal(failed.error, 'lamb is broken')
      broken.clear()
      await operations.retry(failed.id)
      assert.equal((await stateOf(failed.id, 'completed')).result, 'lamb')
      const children = await operations.list({ parent: failed.id })
      assert.deepEqual(children.map((c) => c.state).toSorted(), ['completed', 'failed'])
    })
  })

  test('replays a run from a step on a copy, and leaves the run as it is', async () => {
    await withWorker([order], async (worker) => {
      await worker.start().flow(order, { last: 'old' }, { key: 'original' })
      const original = await ended(db.database, 'order', 'original')
      calls.length = 0
      const id = await operations.replay(original.id, { step: 'right', key: 'copy', input: { last: 'new' } })
      const copy = await stateOf(id, 'completed')
      assert.deepEqual(copy.result, ['first', true, 'left', 'right', 'new'])
      assert.deepEqual(calls, ['right', 'new'])
      assert.deepEqual((await operations.history(original.id))!.result, original.result)
      assert.equal((await operations.history(original.id))!.steps.length, 5)
      calls.length = 0
      await stateOf(await operations.replay(original.id, { key: 'whole' }), 'completed')
      assert.equal(calls.length, 5)
      await assert.rejects(operations.replay(original.id, { key: 'copy' }), /the key "copy" is taken/)
      await assert.rejects(operations.replay(original.id, { key: 'x', step: 'none' }), /has no step "none"/)
    })
  })

  test('refuses to take up a run whose compensations have run', async () => {
    const saga = flow('saga', 1, async (run) => {
      await run.compensate('a', (undo) => undo.task('undo', work, { name: 'undo' }))
      throw new Error('no')
    })
    await withWorker([saga], async (worker) => {
      await worker.start().flow(saga, {}, { key: 's' })
      const { id } = await ended(db.database, 'saga', 's')
      await assert.rejects(operations.retry(id), /Its compensations have run/)
    })
  })

  test('finds runs by tenant, flow, state, time and text, and cancels one', async () => {
    const wait = flow('wait', 1, async (run) => run.waitFor('never'))
    await withWorker([wait], async (worker) => {
      await worker.start('ten_x').flow(wait, {}, { key: '100% cotton_shirt' })
      await worker.start('ten_y').flow(wait, {}, { key: '1000 shirts' })
      const keys = async (filter: object) => (await operations.list({ flow: 'wait', ...filter })).map((r) => r.key)
      assert.deepEqual(await keys({ text: '100% Cotton_' }), ['100% cotton_shirt'])
      assert.deepEqual(await keys({ tenant: 'ten_y' }), ['1000 shirts'])
      assert.deepEqual(await keys({ until: new Date(0) }), [])
      assert.equal((await keys({ since: new Date(0) })).length, 2)
      const [run] = await operations.list({ tenant: 'ten_y' })
      assert.equal(await operations.cancel(run!.id, 'out of stock'), true)
      assert.equal((await stateOf(run!.id, 'cancelled')).error, 'out of stock')
      assert.equal(await operations.cancel(run!.id, 'again'), false)
      assert.deepEqual(await keys({ state: 'cancelled', text: 'STOCK' }), ['1000 shirts'])
    })
  })

  test('lists dead tasks, and tries one that stands alone again', async () => {
    await withWorker([], async (worker) => {
      broken.add('dead')
      await worker.start('ten_dead').task(work, { name: 'dead' }, { key: 'dead' })
      const dead = await eventually('the dead task', async () => (await operations.dead({ tenant: 'ten_dead' }))[0])
      assert.deepEqual(
        [dead.error, dead.attempts, dead.failures.length, dead.input],
        ['dead is broken', 1, 1, { name: 'dead' }],
      )
      await operations.retryTask(dead.id, { input: { name: 'alive' } })
      await eventually('its end', async () => {
        const row = await db.database.owner.maybe(
          sql`select result from engine.tasks where id = ${dead.id} and state = 'completed'`,
        )
        return row?.result === 'alive'
      })
      assert.deepEqual(await operations.dead({ tenant: 'ten_dead' }), [])
      await assert.rejects(operations.retryTask(dead.id), NotPossible)
    })
  })

  test('keeps finished runs and tasks as long as it was told, and what is not over for ever', async () => {
    const brief = flow('brief', 1, async (run, input: { waits?: boolean }) => {
      await run.task('work', work, { name: 'brief' })
      if (input.waits) await run.waitFor('never')
    })
    await withWorker([brief], async (worker) => {
      await worker.start().flow(brief, {}, { key: 'over' })
      await worker.start().flow(brief, { waits: true }, { key: 'waiting' })
      const { id } = await ended(db.database, 'brief', 'over')
      assert.deepEqual(await operations.sweep(), { runs: 0, tasks: 0 })
      await operations.retain('brief', 3_600_000)
      assert.deepEqual(await operations.sweep(), { runs: 0, tasks: 0 })
      await operations.retain('brief', 0)
      assert.deepEqual(await operations.retention(), [{ flow: 'brief', keepMs: 0 }])
      assert.deepEqual(await operations.sweep(), { runs: 1, tasks: 0 })
      assert.equal(await operations.history(id), undefined)
      assert.equal((await operations.list({ flow: 'brief' })).length, 1)
      await operations.retain('brief', undefined)
      assert.deepEqual(await operations.retention(), [])
    })
  })
})
