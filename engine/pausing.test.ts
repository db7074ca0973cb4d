import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { NotPossible, type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const kind: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 20_000, attemptsMax: 2 }

describe('a paused run', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  const withWorker = async (flows: any[], works: Works, use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, works, more)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const idOf = async (key: string): Promise<string> =>
    (
      await eventually(`the run ${key}`, () =>
        db.database.owner.maybe(sql`select id from engine.runs where key = ${key}`),
      )
    ).id
  const atRest = (id: string) =>
    eventually(`${id} to rest`, async () => {
      const run = await operations.history(id)
      const due = await db.database.owner.maybe(sql`select from engine.runs where id = ${id} and wake_at < 'infinity'`)
      return run?.isPaused && run.state === 'queued' && !due && run
    })

  test('ends the step under way and goes no further, over restarts, until it is resumed', async () => {
    const go = Promise.withResolvers<void>()
    const seen: string[] = []
    const steady = flow('steady', 1, async (run) => {
      await run.step('first', async (_ctx) => {
        seen.push('first')
        await go.promise
      })
      await run.step('second', async (_ctx) => void seen.push('second'))
      return seen
    })
    let id = ''
    await withWorker([steady], {}, async (worker) => {
      await worker.start().flow(steady, {}, { key: 'steady' })
      await eventually('the first step', () => seen.length === 1)
      id = await idOf('steady')
      await operations.pauseRun(id)
      await operations.pauseRun(id)
      assert.deepEqual(await operations.find(id).then((r) => [r!.state, r!.isPaused]), ['running', true])
      // Every chance to go on wrongly.
      await pause(700)
      go.resolve()
      const { steps } = await atRest(id)
      assert.deepEqual(
        steps.map((s) => [s.name, s.state]),
        [['first', 'completed']],
      )
      assert.equal((await worker.engine.stats()).runsInMemory, 0)
    })
    await withWorker([steady], {}, async () => {
      await pause(700)
      assert.deepEqual(seen, ['first'])
      assert.equal(await operations.resumeRun(id), true)
      assert.equal(await operations.resumeRun(id), false)
      assert.deepEqual((await ended(db.database, 'steady', 'steady')).result, ['first', 'second'])
    })
    assert.equal((await operations.find(id))!.isPaused, false)
    await assert.rejects(operations.pauseRun(id), /It is completed/)
    await assert.rejects(operations.pauseRun('run_none'), NotPossible)
  })

  test('sees what came meanwhile when it is resumed: times, signals, and the result of its task', async () => {
    const finish = Promise.withResolvers<number>()
    const works: Works = { 'test.slow': { task: kind, work: () => finish.promise } }
    const busy = flow('busy', 1, async (run) =>
      run.all([run.sleep('nap', 300), run.waitFor<string>('go'), run.task('slow', kind, {})]),
    )
    await withWorker([busy], works, async (worker) => {
      await worker.start().flow(busy, {}, { key: 'busy' })
      const id = await idOf('busy')
      await eventually('the task', async () => (await worker.engine.stats()).slotsBusy === 1)
      await operations.pauseRun(id)
      await atRest(id)
      assert.equal(await operations.signal(id, 'go', 'now'), true)
      finish.resolve(7)
      await eventually('the task', () =>
        db.database.owner.maybe(sql`select from engine.tasks where run_id = ${id} and state = 'completed'`),
      )
      await pause(600)
      const { steps } = await atRest(id)
      assert.deepEqual(
        steps.map((s) => s.state),
        ['running', 'running', 'completed'],
      )
      await operations.resumeRun(id)
      assert.deepEqual((await ended(db.database, 'busy', 'busy')).result, [null, 'now', 7])
    })
  })

  test('stays paused when its holder dies before it came to rest', async () => {
    const over = Promise.withResolvers<void>()
    const dying = flow('dying', 1, async (run) => run.step('held', () => over.promise))
    const worker = await openWorker(db.url, [dying], {})
    await worker.start().flow(dying, {}, { key: 'dying' })
    const id = await idOf('dying')
    await eventually('the step', async () => worker.engine.stats().then((s) => s.runsInMemory === 1))
    worker.stall()
    await operations.pauseRun(id)
    await withWorker([dying], {}, async (other) => {
      await atRest(id)
      await pause(600)
      assert.equal((await other.engine.stats()).runsInMemory, 0)
      assert.equal(await operations.cancel(id, 'enough'), true)
      assert.equal((await operations.find(id))!.state, 'cancelled')
    })
    over.resolve()
    await worker.close()
  })

  test('that has yet to start keeps its time, and neither a signal nor the pause brings it forward', async () => {
    const later = flow('later', 1, (run) => run.waitFor<number>('early'))
    await withWorker([later], {}, async (worker) => {
      await worker.start().flow(later, {}, { key: 'later', afterMs: 1500 })
      const id = await idOf('later')
      await operations.pauseRun(id)
      await operations.signal(id, 'early', 1)
      await operations.resumeRun(id)
      await operations.signal(id, 'early', 2)
      await pause(600)
      assert.equal((await operations.find(id))!.startedAt, null)
      const { result } = await ended(db.database, 'later', 'later')
      const run = (await operations.find(id))!
      assert.equal(result, 1)
      assert.ok(run.startedAt!.getTime() - run.createdAt.getTime() >= 1500)
    })
  })

  test('is undone when it is cancelled, and runs on when it is resumed before it came to rest', async () => {
    const undone: string[] = []
    const go = Promise.withResolvers<void>()
    const saga = flow('saga', 1, async (run) => {
      await run.compensate('first', (undo) => undo.step('back', async (_ctx) => void undone.push(run.key)))
      await run.step('held', () => go.promise)
      return run.waitFor<string>('go')
    })
    await withWorker([saga], {}, async (worker) => {
      for (const key of ['cancelled', 'resumed']) await worker.start().flow(saga, {}, { key })
      const [one, two] = [await idOf('cancelled'), await idOf('resumed')]
      await eventually('both', async () => (await worker.engine.stats()).runsInMemory === 2)
      await operations.pauseRun(one)
      await operations.pauseRun(two)
      // Their holder has seen it, and waits for the step.
      await eventually('the news', async () => {
        const news = await db.database.owner.many(sql`select from engine.runs where has_news`)
        return news.length === 0
      })
      await operations.resumeRun(two)
      go.resolve()
      await atRest(one)
      await operations.signal(two, 'go', 'on')
      assert.equal((await ended(db.database, 'saga', 'resumed')).result, 'on')
      await operations.cancel(one, 'enough')
      assert.equal((await ended(db.database, 'saga', 'cancelled')).state, 'cancelled')
      assert.deepEqual(undone, ['cancelled'])
    })
  })
})
