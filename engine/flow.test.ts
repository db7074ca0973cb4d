import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { history } from './history.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const double: Task = {
  summary: 'Doubles.',
  input: T.Object({ n: T.Number() }),
  result: T.Number(),
  timeoutMs: 5000,
  attemptsMax: 1,
}
const works: Works = {
  'maths.double': {
    task: double,
    work: async ({ n }) => {
      if (n < 0) throw new Error(`cannot double ${n}`)
      return n * 2
    },
  },
}

describe('a flow', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query('create table public.effects (run_id text, name text)')
  })
  after(() => db.close())
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, works, more)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const effects = async (key: string) =>
    (
      await db.database.owner.many(
        sql`select e.name from public.effects e join engine.runs r on r.id = e.run_id where r.key = ${key} order by e.name`,
      )
    ).map((r) => r.name as string)
  const effect = (name: string) => async (ctx: any) => {
    await ctx.db.run(sql`insert into public.effects values (${ctx.runId}, ${name})`)
    return name
  }

  test('runs its steps and tasks and gives its result', async () => {
    const sums = flow('sums', 1, async (run, input: { n: number }) => {
      const stored = await run.step('store', effect('stored'))
      const [a, none, b] = await run.all([run.task('a', double, input), undefined, run.task('b', double, { n: 10 })])
      const plain = await run.step('plain', () => ({ at: new Date(0), gone: undefined }))
      return { stored, a, none, b, plain }
    })
    await withWorker([sums], async (worker) => {
      await worker.start().flow(sums, { n: 4 }, { key: 'one' })
      const run = await ended(db.database, 'sums', 'one')
      assert.equal(run.error, null)
      assert.deepEqual(run.result, { stored: 'stored', a: 8, b: 20, plain: { at: '1970-01-01T00:00:00.000Z' } })
      assert.deepEqual(await effects('one'), ['stored'])
    })
  })

  test('starts once for one key', async () => {
    const counted = flow('counted', 1, async (run) => run.step('store', effect('counted')))
    await withWorker([counted], async (worker) => {
      const start = worker.start()
      await Promise.all([1, 2, 3].map(() => start.flow(counted, {}, { key: 'same' })))
      await ended(db.database, 'counted', 'same')
      await start.flow(counted, {}, { key: 'same' })
      await worker.start('ten_b').flow(counted, {}, { key: 'same' })
      await eventually('both tenants', async () => (await effects('same')).length === 2)
    })
  })

  test('sees the failure of one part of many as a thrown TaskFailed with its reason, after all parts ended', async () => {
    const risky = flow('risky', 1, async (run) => {
      try {
        await run.all([
          run.task('good', double, { n: 1 }),
          run.task('bad', double, { n: -1 }),
          run.task('worse', double, { n: -2 }),
        ])
        return 'fine'
      } catch (error) {
        const tried = await run.try(run.task('again', double, { n: -3 }))
        return [(error as Error).name, (error as Error).message, tried]
      }
    })
    await withWorker([risky], async (worker) => {
      await worker.start().flow(risky, {}, { key: 'r' })
      const run = await ended(db.database, 'risky', 'r')
      assert.deepEqual(run.result, ['TaskFailed', 'cannot double -1', { ok: false, reason: 'cannot double -3' }])
      const told = await history(db.database.owner, run.id)
      assert.deepEqual(
        told?.steps.map((s) => [s.name, s.kind, s.state, s.input, s.result, s.attempts]),
        [
          ['good', 'task', 'completed', { n: 1 }, 2, 1],
          ['bad', 'task', 'failed', { n: -1 }, null, 1],
          ['worse', 'task', 'failed', { n: -2 }, null, 1],
          ['again', 'task', 'failed', { n: -3 }, null, 1],
        ],
      )
      assert.ok(told!.steps.every((s) => s.durationMs !== null && s.finishedAt instanceof Date))
    })
  })

  test('that throws fails with the reason, and its step rolls back with its effects', async () => {
    const broken = flow('broken', 1, async (run) => {
      await run.step(
        'half',
        async (ctx) => {
          await effect('half')(ctx)
          throw new Error('the other half is missing')
        },
        { attemptsMax: 2, backoffMs: 1 },
      )
    })
    await withWorker([broken], async (worker) => {
      await worker.start().flow(broken, {}, { key: 'b' })
      const run = await ended(db.database, 'broken', 'b')
      assert.deepEqual([run.state, run.error], ['failed', 'the other half is missing'])
      assert.deepEqual(await effects('b'), [])
      const told = await history(db.database.owner, run.id)
      assert.deepEqual(
        told?.steps.map((s) => [s.state, s.attempts, s.error]),
        [['failed', 2, 'the other half is missing']],
      )
    })
  })

  test('remembers its steps, the clock included, when another worker goes on after a long sleep', async () => {
    const seen: string[][] = [[], []]
    let at = 0
    const nap = flow('nap', 1, async (run) => {
      const first = await run.now()
      await run.step('before', effect('before'))
      seen[at]!.push(first.toISOString())
      await run.sleep('pause', 700)
      await run.step('after', effect('after'))
      return first.toISOString()
    })
    const first = await openWorker(db.url, [nap], works)
    await first.start().flow(nap, {}, { key: 'n' })
    await eventually(
      'the sleep',
      async () => (await db.database.owner.many(sql`select from engine.steps where name = 'pause'`)).length === 1,
    )
    await first.close()
    at = 1
    await withWorker([nap], async () => {
      const run = await ended(db.database, 'nap', 'n')
      assert.equal(run.state, 'completed')
      assert.deepEqual([seen[0]![0], seen[1]![0]], [run.result, run.result])
      assert.deepEqual(await effects('n'), ['after', 'before'])
      const steps = (await history(db.database.owner, run.id))!.steps
      assert.ok(steps.find((s) => s.kind === 'sleep')!.durationMs! >= 699)
    })
  })

  test('waits for a signal across a restart, out of memory, and gives up after its patience', async () => {
    const gate = flow('gate', 1, async (run) => {
      const early = await run.waitFor<string>('early')
      const late = await run.waitFor<string>('late')
      const never = await run.waitFor('never', { timeoutMs: 50 })
      return { early, late, never: never === undefined }
    })
    const first = await openWorker(db.url, [gate], works, { idleMs: 100 })
    await first.start().flow(gate, {}, { key: 'g' })
    await first.start().signal(gate, 'g', 'early', 'bird')
    await eventually('the run to leave memory', async () => {
      const row = await db.database.owner.one(
        sql`select state, wake_at::text as wake_at from engine.runs where flow = 'gate'`,
      )
      return row.state === 'queued' && row.wake_at === 'infinity'
    })
    assert.equal((await first.engine.stats()).runsInMemory, 0)
    await first.close()
    await withWorker([gate], async (worker) => {
      await worker.start().signal(gate, 'g', 'late', 'owl')
      const run = await ended(db.database, 'gate', 'g')
      assert.deepEqual(run.result, { early: 'bird', late: 'owl', never: true })
    })
  })

  test('that changed under a run stops that run and says what does not match', async () => {
    const old = flow('changing', 1, async (run) => {
      await run.step('one', effect('one'))
      await run.step('two', effect('two'))
      await run.waitFor('go')
    })
    const first = await openWorker(db.url, [old], works)
    for (const key of ['renamed', 'kind', 'shorter']) await first.start().flow(old, {}, { key })
    await eventually(
      'the waits',
      async () => (await db.database.owner.many(sql`select from engine.steps where name = 'wait:go'`)).length === 3,
    )
    await first.close()
    const changed = flow('changing', 1, async (run) => {
      if (run.key === 'kind') await run.task('one', double, { n: 1 })
      else await run.step('one', effect('one'))
      if (run.key === 'renamed') await run.step('three', effect('three'))
    })
    await withWorker([changed], async () => {
      const of = async (key: string) => (await ended(db.database, 'changing', key)).error!
      assert.match(await of('renamed'), /asks for the new step "three", but it did not ask again for "two", "wait:go"/)
      assert.match(await of('kind'), /"one" was a step and is now a maths\.double/)
      assert.match(await of('shorter'), /it ended, but it did not ask again for "two", "wait:go"/)
      assert.deepEqual(await effects('renamed'), ['one', 'two'])
    })
  })

  test('of a version that is not here waits for code that knows it', async () => {
    const v1 = flow('versioned', 1, async () => 'old')
    const v2 = flow('versioned', 2, async () => 'new')
    await withWorker([v2], async (worker) => {
      await worker.start().flow(v1, {}, { key: 'v1' })
      await worker.start().flow(v2, {}, { key: 'v2' })
      assert.equal((await ended(db.database, 'versioned', 'v2')).result, 'new')
      const row = await db.database.owner.one(
        sql`select state from engine.runs where flow = 'versioned' and key = 'v1'`,
      )
      assert.equal(row.state, 'queued')
    })
    await withWorker([v1, v2], async () => {
      assert.equal((await ended(db.database, 'versioned', 'v1')).result, 'old')
    })
  })

  test('with branches that ran in another order than they were written replays without a false alarm', async () => {
    const branches = flow('branches', 1, async (run) => {
      const slow = async () => {
        await run.sleep('slow', 300)
        return run.step('after slow', effect('slow'))
      }
      const quick = async () => {
        for (let i = 0; i < 3; i++) await run.step('poll', effect(`poll ${i}`))
        return 'quick'
      }
      const both = await run.all([slow(), quick()])
      await run.waitFor('go')
      return both
    })
    const first = await openWorker(db.url, [branches], works)
    await first.start().flow(branches, {}, { key: 'x' })
    await eventually(
      'the wait',
      async () =>
        (
          await db.database.owner.many(
            sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.flow = 'branches' and s.name = 'wait:go'`,
          )
        ).length === 1,
    )
    await first.close()
    await withWorker([branches], async (worker) => {
      await worker.start().signal(branches, 'x', 'go')
      const run = await ended(db.database, 'branches', 'x')
      assert.deepEqual([run.error, run.result], [null, ['slow', 'quick']])
      assert.deepEqual(await effects('x'), ['poll 0', 'poll 1', 'poll 2', 'slow'])
    })
  })
})
