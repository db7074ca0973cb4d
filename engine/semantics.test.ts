import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { ended, openWorker, type Worker, type Works } from './testing.ts'

const kind = (more: Partial<Task> = {}): Task => ({
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 5000,
  attemptsMax: 1,
  ...more,
})
const nap = kind()
const log: string[] = []
const works: Works = {
  'test.nap': {
    task: nap,
    work: async ({ ms, name, fails }, { signal }) => {
      await pause(ms, undefined, { signal })
      if (fails) throw new Error(`${name} failed`)
      log.push(name)
      return name
    },
  },
}

describe('a flow can', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
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
  const stepExists = (name: string) =>
    eventually(`the step ${name}`, async () => {
      const rows = await db.database.owner.many(sql`select from engine.steps where name = ${name}`)
      return rows.length > 0
    })

  test('race entries, and the winner stays the winner at a replay, even when the other has ended since', async () => {
    const winners: string[] = []
    const racing = flow('racing', 1, async (run) => {
      const first = await run.race([
        run.task('slow', nap, { ms: 300, name: 'slow' }),
        run.task('quick', nap, { ms: 1, name: 'quick' }),
      ])
      winners.push(first as string)
      await run.waitFor('go')
      return first
    })
    const first = await openWorker(db.url, [racing], works)
    await first.start().flow(racing, {}, { key: 'r' })
    await stepExists('wait:go')
    await eventually('the slow one', () => log.includes('slow'))
    await first.close()
    await withWorker([racing], async (worker) => {
      await worker.start().signal(racing, 'r', 'go')
      assert.equal((await ended(db.database, 'racing', 'r')).result, 'quick')
      assert.deepEqual(winners, ['quick', 'quick'])
    })
  })

  test('wait for a signal or a time, whichever comes first, without staying in memory', async () => {
    const patient = flow('patient', 1, async (run) => {
      return run.race([run.waitFor<string>('never'), run.sleep('until', 400)])
    })
    await withWorker(
      [patient],
      async (worker) => {
        await worker.start().flow(patient, {}, { key: 'p' })
        await eventually('the run to leave memory', async () => (await worker.engine.stats()).runsInMemory === 0)
        assert.equal((await ended(db.database, 'patient', 'p')).state, 'completed')
      },
      { idleMs: 50 },
    )
  })

  test('map over items, no more at once than it says, with results in their order and a replay that asks for nothing twice', async () => {
    let now = 0
    let most = 0
    let count = 0
    const mapping = flow('mapping', 1, async (run) => {
      const sums = await run.map(
        [5, 1, 3, 2, 4],
        async (n, part) => {
          const a = await part.step('first', async () => {
            count++
            most = Math.max(most, ++now)
            await pause(n * 4)
            now--
            return n
          })
          return part.step('second', () => a * 10)
        },
        { concurrency: 2 },
      )
      await run.waitFor('go')
      return sums
    })
    const first = await openWorker(db.url, [mapping], works)
    await first.start().flow(mapping, {}, { key: 'm' })
    await eventually('the wait', async () => {
      const runs = await db.database.owner.many(
        sql`select from engine.steps s join engine.runs r on r.id = s.run_id where r.flow = 'mapping' and s.name = 'wait:go'`,
      )
      return runs.length > 0
    })
    await first.close()
    await withWorker([mapping], async (worker) => {
      await worker.start().signal(mapping, 'm', 'go')
      const run = await ended(db.database, 'mapping', 'm')
      assert.deepEqual([run.error, run.result], [null, [50, 10, 30, 20, 40]])
    })
    assert.deepEqual([most, count], [2, 5])
  })

  test('sleep until a time', async () => {
    const until = flow('until', 1, async (run) => {
      const begun = await run.now()
      await run.sleep('for a moment', new Date(begun.getTime() + 300))
      await run.sleep('not at all', new Date(0))
      return (await run.now()).getTime() - begun.getTime()
    })
    await withWorker([until], async (worker) => {
      await worker.start().flow(until, {}, { key: 'u' })
      const { result } = await ended(db.database, 'until', 'u')
      assert.ok(result >= 300 && result < 3000, `${result}`)
    })
  })

  test('call the outside with one key for all attempts, a time limit, and failures that are not repeated', async () => {
    const seen: { key: string; attempt: number }[] = []
    class Refused extends Error {}
    let refusals = 0
    const calling = flow('calling', 1, async (run) => {
      const late = { timeoutMs: 30, attemptsMax: 2, backoffMs: 1 }
      const answer = await run.call(
        'pay',
        async ({ key, attempt, signal }) => {
          seen.push({ key, attempt })
          if (attempt === 1) await pause(2000, undefined, { signal })
          return 'paid'
        },
        late,
      )
      const refused = await run.try(
        run.call(
          'refused',
          async () => {
            refusals++
            throw new Refused('no')
          },
          { isPermanent: (error) => error instanceof Refused },
        ),
      )
      const key = await run.step('with ctx', async (_ctx, step) => step.key)
      return { answer, refused, key }
    })
    await withWorker([calling], async (worker) => {
      await worker.start().flow(calling, {}, { key: 'c' })
      const run = await ended(db.database, 'calling', 'c')
      assert.deepEqual(run.result, {
        answer: 'paid',
        refused: { ok: false, reason: 'no' },
        key: `${run.id}/with ctx`,
      })
      assert.deepEqual(seen, [
        { key: `${run.id}/pay`, attempt: 1 },
        { key: `${run.id}/pay`, attempt: 2 },
      ])
      assert.equal(refusals, 1)
    })
  })
})
