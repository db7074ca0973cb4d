import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow, type Run } from './flow.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const slow: Task = { summary: 'Slow.', input: T.Any(), result: T.Any(), timeoutMs: 20_000, attemptsMax: 1 }
let aborted = 0
const works: Works = {
  'test.slow': {
    task: slow,
    work: async ({ ms }, { signal }) => {
      signal.addEventListener('abort', () => aborted++)
      await pause(ms, undefined, { signal })
      return ms
    },
  },
}

describe('compensations', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query('create table public.effects (seq serial, run text, name text)')
  })
  after(() => db.close())
  beforeEach(() => db.database.pool.query('truncate public.effects'))
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, works, more)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const effect = (name: string) => async (ctx: any) => {
    await ctx.db.run(sql`insert into public.effects (run, name) values (${ctx.runId}, ${name})`)
  }
  const effects = async () =>
    (await db.database.owner.many(sql`select name from public.effects order by seq`)).map((r) => r.name as string)
  const book = async (run: Run, what: string) => {
    await run.compensate(what, async (undo) => {
      await undo.step('cancel', effect(`cancel ${what}`))
    })
    await run.step(`book ${what}`, effect(`book ${what}`))
  }

  test('run in reverse order when the run fails, and the run ends as failed with its own reason', async () => {
    const trip = flow('trip', 1, async (run) => {
      await book(run, 'flight')
      await book(run, 'hotel')
      throw new Error('no car left')
    })
    await withWorker([trip], async (worker) => {
      await worker.start().flow(trip, {}, { key: 't' })
      const run = await ended(db.database, 'trip', 't')
      assert.deepEqual([run.state, run.error], ['failed', 'no car left'])
      assert.deepEqual(await effects(), ['book flight', 'book hotel', 'cancel hotel', 'cancel flight'])
    })
  })

  test('run when the run is cancelled in the middle of a task, which is aborted first; only then is the run over', async () => {
    const tour = flow('tour', 1, async (run) => {
      await book(run, 'flight')
      await run.task('slow', slow, { ms: 15_000 })
    })
    await withWorker([tour], async (worker) => {
      aborted = 0
      await worker.start().flow(tour, {}, { key: 't' })
      await eventually('the task', async () => {
        const rows = await db.database.owner.many(sql`select from engine.tasks where state = 'running'`)
        return rows.length > 0
      })
      await worker.start().cancel(tour, 't', 'changed my mind')
      const run = await ended(db.database, 'tour', 't')
      assert.deepEqual([run.state, run.error], ['cancelled', 'changed my mind'])
      assert.deepEqual(await effects(), ['book flight', 'cancel flight'])
      assert.equal(aborted, 1)
      const [task] = await db.database.owner.many(sql`select state from engine.tasks where run_id = ${run.id}`)
      assert.equal(task!.state, 'cancelled')
      const events = await db.database.owner.many(
        sql`select type from statex.events where subject = ${run.id} order by seq`,
      )
      assert.equal(events.filter((e) => e.type === 'job.cancelled.v1').length, 2, 'one of the task, one of the run')
    })
  })

  test('run when a sleeping run is cancelled that no process holds', async () => {
    const nap = flow('nap', 1, async (run) => {
      await book(run, 'bed')
      await run.sleep('long', 3_600_000)
    })
    const first = await openWorker(db.url, [nap], works)
    await first.start().flow(nap, {}, { key: 'n' })
    await eventually('the sleep', async () => {
      const rows = await db.database.owner.many(sql`select from engine.steps where name = 'long'`)
      return rows.length > 0
    })
    await first.close()
    await withWorker([nap], async (worker) => {
      await worker.start().cancel(nap, 'n', 'awake')
      const run = await ended(db.database, 'nap', 'n')
      assert.deepEqual([run.state, run.error], ['cancelled', 'awake'])
      assert.deepEqual(await effects(), ['book bed', 'cancel bed'])
    })
  })

  test('go on elsewhere after a crash in their midst, each effect once', async () => {
    let isStuck = true
    const crash = flow('crash', 1, async (run) => {
      await book(run, 'a')
      await run.compensate('b', async (undo) => {
        await undo.step('first', effect('undo b first'))
        await undo.call('outside', async () => {
          if (isStuck) await new Promise(() => {})
        })
        await undo.task('task', slow, { ms: 1 })
        await undo.step('last', effect('undo b last'))
      })
      throw new Error('broken')
    })
    const first = await openWorker(db.url, [crash], works)
    await first.start().flow(crash, {}, { key: 'c' })
    await eventually('the undoing', async () => (await effects()).includes('undo b first'))
    await first.close()
    isStuck = false
    await withWorker([crash], async () => {
      const run = await ended(db.database, 'crash', 'c')
      assert.deepEqual([run.state, run.error], ['failed', 'broken'])
      assert.deepEqual(await effects(), ['book a', 'undo b first', 'undo b last', 'cancel a'])
    })
  })

  test('that fail are named in the reason, and keep no other from running', async () => {
    const stubborn = flow('stubborn', 1, async (run) => {
      await book(run, 'a')
      await run.compensate('b', (undo) =>
        undo.step(
          'refuse',
          () => {
            throw new Error('not refundable')
          },
          { attemptsMax: 2, backoffMs: 1 },
        ),
      )
      throw new Error('broken')
    })
    await withWorker([stubborn], async (worker) => {
      await worker.start().flow(stubborn, {}, { key: 's' })
      const run = await ended(db.database, 'stubborn', 's')
      assert.equal(run.error, 'broken. Not undone: b: not refundable')
      assert.deepEqual(await effects(), ['book a', 'cancel a'])
    })
  })

  test('of an effect that is under way when the cancel comes wait for its end', async () => {
    const begun = Promise.withResolvers<void>()
    const racing = flow('racing', 1, async (run) => {
      await run.compensate('slow', (undo) => undo.step('cancel', effect('cancel slow')))
      await run.step('slow', async (ctx) => {
        begun.resolve()
        await pause(300)
        await effect('book slow')(ctx)
      })
    })
    await withWorker([racing], async (worker) => {
      await worker.start().flow(racing, {}, { key: 'r' })
      await begun.promise
      await worker.start().cancel(racing, 'r', 'too slow')
      assert.equal((await ended(db.database, 'racing', 'r')).state, 'cancelled')
      assert.deepEqual(await effects(), ['book slow', 'cancel slow'])
    })
  })
})
