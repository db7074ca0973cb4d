import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { openDatabase, type Sql, sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { newsChannel } from './core.ts'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { ended, openWorker, type Works } from './testing.ts'

const kind: Task = {
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 60_000,
  attemptsMax: 3,
  backoffMs: 400,
}

describe('nothing is left behind:', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const tasksOf = (run: string) =>
    db.database.owner.many(sql`select step, state from engine.tasks where run_id = ${run} order by step`)

  for (const end of ['completed', 'failed'] as const)
    test(`a task that lost a race ends with its run when that has ${end}, and is told to stop`, async () => {
      let isAborted = false
      const works: Works = {
        'test.endless': {
          task: kind,
          work: (_, { signal }) =>
            new Promise((_resolve, reject) =>
              signal.addEventListener('abort', () => {
                isAborted = true
                reject(signal.reason)
              }),
            ),
        },
      }
      const racing = flow(`racing ${end}`, 1, async (run) => {
        const first = await run.race([run.task('endless', kind, {}), run.sleep('short', 50)])
        if (end === 'failed') throw new Error('not so')
        return first
      })
      const worker = await openWorker(db.url, [racing], works)
      try {
        await worker.start().flow(racing, {}, { key: 'r' })
        const run = await ended(db.database, racing.name, 'r')
        assert.equal(run.state, end)
        await eventually('the work to hear of it', () => isAborted)
        assert.deepEqual(await tasksOf(run.id), [{ step: 'endless', state: 'cancelled' }])
      } finally {
        await worker.close()
      }
    })

  test('a child that is being started while its parent ends is cancelled too', async () => {
    // The start of the child takes a while, as it does on a busy server; the end of the parent began before it was there to be seen.
    await db.database.pool.query(`
      create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.4); return new; end $$;
      create trigger slow before insert on engine.runs for each row when (new.parent_id is not null) execute function public.slow()`)
    const child = flow('late child', 1, async (run) => run.waitFor('never'))
    const parent = flow('hasty parent', 1, async (run) =>
      run.race([run.child(child, {}), run.step('quick', () => 'done')]),
    )
    const worker = await openWorker(db.url, [parent, child], {})
    try {
      await worker.start().flow(parent, {}, { key: 'h' })
      const { id, state } = await ended(db.database, parent.name, 'h')
      assert.equal(state, 'completed')
      await eventually('no child to be left', async () => {
        const rows = await db.database.owner.many(sql`select state from engine.runs where parent_id = ${id}`)
        return rows.every((row) => row.state === 'cancelled')
      })
    } finally {
      await worker.close()
      await db.database.pool.query('drop trigger slow on engine.runs')
    }
  })

  test('a run that ends while the database is slow is not let go, though a wait that lost a race is still open', async () => {
    const real = openDatabase({ url: db.url, connectionsMax: 8 })
    let isHeld = false
    const stateOf = async () =>
      (await db.database.owner.maybe(sql`select state from engine.runs where flow = 'slow end'`))?.state
    const slow = async <R extends object>(query: Sql): Promise<R[]> => {
      if (!isHeld && query.text.includes('has_orphans') && query.text.includes("'job.completed.v1'")) {
        isHeld = true
        const endAt = Date.now() + 1_200
        while (Date.now() < endAt && (await stateOf()) === 'running') await new Promise((r) => setTimeout(r, 20))
      }
      return real.owner.many<R>(query)
    }
    const slowEnd = flow('slow end', 1, async (run) =>
      run.race([run.waitFor('never'), run.step('quick', () => 'done')]),
    )
    const database = { ...real, owner: { ...real.owner, many: slow } }
    const worker = await openWorker(db.url, [slowEnd], {}, { database, idleMs: 20 })
    try {
      await worker.start().flow(slowEnd, {}, { key: 's' })
      await eventually('the end to be on its way', () => isHeld)
      await eventually('the run to be over', async () => (await stateOf()) === 'completed', 8_000)
    } finally {
      await worker.close()
      await real.close()
    }
  })

  test('a task that was begun again is not dropped for what a look saw before', async () => {
    const gate = { isShut: false, send: Promise.withResolvers<void>(), answer: Promise.withResolvers<void>() }
    let looked = false
    const real = openDatabase({ url: db.url, connectionsMax: 8 })
    // The look is asked for while the first attempt runs, reaches the database between the attempts, and is heard of during the second.
    const late = async <T>(query: Sql, ask: () => Promise<T>): Promise<T> => {
      if (!gate.isShut || !query.text.includes('engine.workers')) return ask()
      await gate.send.promise
      const answer = await ask()
      looked = true
      await gate.answer.promise
      return answer
    }
    const database = {
      ...real,
      beside(options: Parameters<typeof real.beside>[0]) {
        const { db: own, close } = real.beside(options)
        return { db: { ...own, one: <R extends object>(q: Sql) => late(q, () => own.one<R>(q)) }, close }
      },
    }
    const begun: (() => void)[] = []
    const works: Works = {
      'test.again': {
        task: kind,
        work: (_, { attempt, signal }) =>
          new Promise((resolve, reject) => {
            begun.push(() => (attempt === 1 ? reject(new Error('not yet')) : resolve('done')))
            signal.addEventListener('abort', () => reject(signal.reason))
          }),
      },
    }
    const worker = await openWorker(db.url, [], works, { database })
    try {
      await worker.start().task(kind, {}, { key: 'again' })
      await eventually('the first attempt', () => begun.length === 1)
      const row = () => db.database.owner.one(sql`select state, attempts from engine.tasks where key = 'again'`)
      gate.isShut = true
      db.wake.wake(newsChannel)
      await new Promise((resolve) => setTimeout(resolve, 600))
      begun[0]!()
      await eventually('the pause between the attempts', async () => (await row()).state === 'queued')
      gate.send.resolve()
      await eventually('the look', () => looked)
      await eventually('the second attempt', () => begun.length === 2)
      gate.isShut = false
      gate.answer.resolve()
      await new Promise((resolve) => setTimeout(resolve, 50))
      begun[1]!()
      await eventually('the end of the task', async () => (await row()).state === 'completed', 8_000)
    } finally {
      gate.isShut = false
      gate.send.resolve()
      gate.answer.resolve()
      await worker.close()
      await real.close()
    }
  })
})
