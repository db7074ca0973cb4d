import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { long, longWorks } from './testing/child.ts'
import { ended, openCable, openWorker, type Works } from './testing.ts'

const kind: Task = {
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 60_000,
  attemptsMax: 2,
  backoffMs: 10,
}

describe('when a worker fails,', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query('create table public.effects (run_id text, name text)')
  })
  after(() => db.close())
  const effects = async (run: string) =>
    (await db.database.owner.many(sql`select name from public.effects where run_id = ${run} order by name`)).map(
      (r) => r.name as string,
    )
  const effect = (name: string) => async (ctx: any) => {
    await ctx.db.run(sql`insert into public.effects values (${ctx.runId}, ${name})`)
  }

  test('another goes on after the last committed step, and the stalled one can commit nothing any more', async () => {
    const held = Promise.withResolvers<void>()
    const stall: { now?: () => void } = {}
    let inside = 0
    const handed = flow('handed', 1, async (run) => {
      await run.step('first', effect('first'))
      await run.step('second', async (ctx) => {
        await effect('second')(ctx)
        inside++
        if (inside === 1) stall.now?.()
        else await held.promise
      })
      return run.step('third', () => inside)
    })
    const one = await openWorker(db.url, [handed], {})
    stall.now = one.stall
    await one.start().flow(handed, {}, { key: 'h' })
    await eventually('the stall', () => inside === 1)
    const two = await openWorker(db.url, [handed], {})
    try {
      await eventually('the takeover', () => inside === 2)
      const before = one.engine.worker()
      one.resume()
      await eventually('the stalled one to notice', () => one.engine.worker() !== before)
      await eventually('its transaction to end, and only its', async () => {
        const open = await db.database.owner.many(
          sql`select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
        )
        return open.length === 1
      })
      const { id } = await db.database.owner.one(sql`select id from engine.runs where key = 'h'`)
      assert.deepEqual(await effects(id), ['first'])
      held.resolve()
      const run = await ended(db.database, 'handed', 'h')
      assert.deepEqual([run.state, run.result], ['completed', 2])
      assert.deepEqual(await effects(id), ['first', 'second'])
    } finally {
      held.resolve()
      await one.close()
      await two.close()
    }
  })

  test('the late result of its task is ignored, its work is aborted, and the attempt counts as used', async () => {
    const aborted: string[] = []
    const finish: (() => void)[] = []
    const works = (name: string): Works => ({
      'test.late': {
        task: kind,
        work: (_, { signal, attempt }) => {
          signal.addEventListener('abort', () => aborted.push(name))
          return new Promise((resolve) => finish.push(() => resolve({ name, attempt })))
        },
      },
    })
    const one = await openWorker(db.url, [], works('one'))
    await one.start().task(kind, {}, { key: 'late' })
    await eventually('the first attempt', () => finish.length === 1)
    one.stall()
    const two = await openWorker(db.url, [], works('two'))
    try {
      await eventually('the second attempt', () => finish.length === 2)
      finish[0]!()
      one.resume()
      await eventually('the fence', () => one.engine.stats().then((s) => s.slotsBusy === 0))
      const before = await db.database.owner.one(sql`select state, result from engine.tasks where key = 'late'`)
      assert.deepEqual([before.state, before.result], ['running', null])
      finish[1]!()
      const row = await eventually('the end', () =>
        db.database.owner.maybe(sql`select * from engine.tasks where key = 'late' and state = 'completed'`),
      )
      assert.deepEqual(row.result, { name: 'two', attempt: 2 })
      assert.deepEqual(
        row.failures.map((f: any) => [f.attempt, f.error]),
        [[1, 'worker died']],
      )
    } finally {
      await one.close()
      await two.close()
    }
  })

  test('a task out of attempts fails its run with "worker died", also when the run lives elsewhere', async () => {
    const last = { ...kind, attemptsMax: 1 }
    let begun = 0
    const works: Works = { 'test.last': { task: last, work: () => new Promise(() => void begun++) } }
    const careful = flow('careful', 1, async (run) => run.try(run.task('only', last, {})))
    const flows = await openWorker(db.url, [careful], {}, { nameOf: () => 'test.last' })
    const tasks = await openWorker(db.url, [], works)
    try {
      await flows.start().flow(careful, {}, { key: 'c' })
      await eventually('the attempt', () => begun === 1)
      tasks.stall()
      const run = await ended(db.database, 'careful', 'c')
      assert.deepEqual(run.result, { ok: false, reason: 'worker died' })
    } finally {
      await flows.close()
      await tasks.close()
    }
  })

  test('a drain lets running work end, gives the rest back with its attempt, and takes nothing new', async () => {
    const finish: (() => void)[] = []
    const works: Works = {
      'test.drain': {
        task: kind,
        work: async ({ n }) => (n === 1 ? new Promise((r) => finish.push(() => r('done'))) : new Promise(() => {})),
      },
    }
    const one = await openWorker(db.url, [], works, { slots: 2 })
    const start = one.start()
    for (const n of [1, 2, 3]) await start.task(kind, { n }, { key: `drain ${n}` })
    await eventually('the first two', async () => (await one.engine.stats()).slotsBusy === 2)
    const drained = one.engine.drain(300)
    finish[0]!()
    await drained
    const rows = await db.database.owner.many(
      sql`select state, attempts, worker is null as is_free from engine.tasks where name = 'test.drain' order by key`,
    )
    assert.deepEqual(
      rows.map((r) => [r.state, r.attempts]),
      [
        ['completed', 1],
        ['queued', 0],
        ['queued', 0],
      ],
    )
    await one.close()
  })

  test('and it is a process killed by SIGKILL again and again, its run ends with its one right result and each effect once', async () => {
    const children: ChildProcess[] = []
    const spawn = async () => {
      const child = fork(fileURLToPath(new URL('./testing/child.ts', import.meta.url)), [db.url], { stdio: 'inherit' })
      children.push(child)
      await once(child, 'message')
      return child
    }
    try {
      const starter = await openWorker(db.url, [], {})
      for (const key of ['k1', 'k2', 'k3']) await starter.start().flow(long, {}, { key })
      for (const aliveMs of [60, 150, 300]) {
        const child = await spawn()
        await new Promise((resolve) => setTimeout(resolve, aliveMs))
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await spawn()
      for (const key of ['k1', 'k2', 'k3']) {
        const run = await ended(db.database, 'long', key)
        assert.deepEqual([run.error, run.result], [null, 20])
        assert.deepEqual(
          await effects(run.id),
          [0, 1, 2, 3, 4].map((i) => `step ${i}`),
        )
      }
      await starter.close()
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
  })

  test('and it is only its connections that are cut, everything goes on without a lost or doubled effect', async () => {
    const worker = await openWorker(db.url, [long], longWorks)
    try {
      const keys = Array.from({ length: 10 }, (_, i) => `cut ${i}`)
      for (const key of keys) await worker.start().flow(long, {}, { key })
      for (let i = 0; i < 15; i++) {
        await db.database.owner.run(sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'engine-worker'`)
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
      for (const key of keys) {
        const run = await ended(db.database, 'long', key)
        assert.deepEqual([run.error, run.result], [null, 20])
        assert.deepEqual(
          await effects(run.id),
          [0, 1, 2, 3, 4].map((i) => `step ${i}`),
        )
        const tasks = await db.database.owner.one(
          sql`select max(attempts)::int as attempts from engine.tasks where run_id = ${run.id}`,
        )
        assert.equal(tasks.attempts, 1)
      }
    } finally {
      await worker.close()
    }
  })

  test('and the database is away for longer than the lease, it only pauses: what was at work is committed later, with the attempt it had', async () => {
    const cable = await openCable(db.url)
    const finish: (() => void)[] = []
    const once = { ...kind, attemptsMax: 1 }
    const works: Works = {
      'test.cable': { task: once, work: () => new Promise((resolve) => finish.push(() => resolve('kept'))) },
    }
    const patient = flow('patient', 1, async (run) => {
      const result = await run.task('work', once, {})
      await run.step('store', effect('stored'))
      return result
    })
    const worker = await openWorker(cable.url, [patient], works)
    try {
      await worker.start().flow(patient, {}, { key: 'p' })
      await eventually('the task', () => finish.length === 1)
      // A lone worker's lease may run out unseen; with others alive it would be taken over, which the tests above show.
      cable.cut()
      finish[0]!()
      await new Promise((resolve) => setTimeout(resolve, 3000))
      cable.mend()
      const run = await ended(db.database, 'patient', 'p')
      assert.deepEqual([run.error, run.result], [null, 'kept'])
      assert.deepEqual(await effects(run.id), ['stored'])
    } finally {
      await worker.close()
      await cable.close()
    }
  })
})
