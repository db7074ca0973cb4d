import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { environment } from '#platform/config'
import { sql } from '#platform/database'
import { Permanent } from '#platform/errors'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { newsChannel } from './core.ts'
import { engineSchema } from './engine.sql.ts'
import { startThrough } from './start.ts'
import { arbitraryRounds, signalsOf } from './testing/arbitrary.ts'
import { type Effect, type Node, openGraphs, rowsTable, work } from './testing/graph.ts'
import { judge } from './testing/judge.ts'
import { foresee } from './testing/model.ts'
import { type Death, type Mortal, openMortal } from './testing/mortal.ts'
import { rootOf, seenIn } from './testing/seen.ts'

// The same flows and deaths every time, unless asked for others: FAULT_SEED=… FAULT_ROUNDS=… (see test/run.ts).
const seed = Number(environment().FAULT_SEED ?? 1)
const numRuns = Number(environment().FAULT_ROUNDS ?? 25)

const arbitraryDeath = fc.record({
  statements: fc.integer({ min: 1, max: 60 }),
  isSent: fc.boolean(),
  /** It wakes up in the middle of the work of others, or only when all is over. */
  wakes: fc.boolean(),
})

const arbitraryGraphs = fc.array(arbitraryRounds, { minLength: 1, maxLength: 6 })

describe('any flow', () => {
  let db: TestDatabase
  let trials = 0
  let died = 0
  const effects: Effect[] = []
  const { grown, works } = openGraphs(async (effect, signal) => {
    effects.push(effect)
    await pause(effect.value % 10, undefined, { signal })
    if (effect.isRefused) throw new Permanent(`no ${effect.value}`)
    return effect.value
  })
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query(rowsTable)
  })
  after(() => db.close())

  const open = () => openMortal(db.url, [grown], works, { idleMs: 15 })
  const start = () =>
    startThrough({
      db: db.database.owner,
      tenant: 'ten_a',
      trace: '0'.repeat(32),
      nameOf: (task) => (task === work ? 'test.work' : 'test.endless'),
      wake: db.wake.wake,
    })

  /** Its lease ends now and not in two seconds; whoever looks takes over. */
  async function bury(dead: Mortal): Promise<void> {
    await db.database.owner.run(
      sql`update engine.workers set expires_at = clock_timestamp() - interval '1 s' where id = ${dead.engine.worker()}`,
    )
    db.wake.wake(newsChannel)
  }

  /** One worker after the other, each until its death; the last one lives. */
  async function live(deaths: (Death & { wakes: boolean })[], isOver: () => boolean, all: Mortal[]): Promise<void> {
    for (const death of deaths) {
      const worker = all.at(-1)!
      const isDead = worker.dieAt(death).then(() => true)
      while (!isOver() && !(await Promise.race([isDead, pause(10)])));
      if (isOver()) return
      died++
      all.push(await open())
      await bury(worker)
      if (death.wakes) worker.wakeUp()
    }
  }

  /** Runs and tasks that are not over, with what somebody needs to know who looks for the reason. */
  const left = (paths: string[]) =>
    db.database.owner.many(sql`
      select r.key, r.state, r.worker, r.wake_at::text, r.has_news, r.cancel_reason, t.step, t.state as task, t.worker as at, t.attempts
      from engine.runs r left join engine.tasks t on t.run_id = r.id and t.state in ('queued', 'running')
      where (r.state in ('queued', 'running') or t.id is not null) and split_part(r.key, '/', 1) = any(${paths})`)
  async function sendSignals(path: string, rounds: Node[], isOver: () => boolean): Promise<void> {
    const open = [...signalsOf(path, rounds)]
    while (open.length > 0 && !isOver()) {
      // Those of the root may come before anybody waits; a child must be there to get one.
      const rows = await db.database.owner.many(
        sql`select key from engine.runs where split_part(key, '/', 1) = ${path}`,
      )
      const keys = new Set(rows.map((r) => r.key))
      const due = open.filter(({ run }) => keys.has(run))
      for (const signal of due) {
        open.splice(open.indexOf(signal), 1)
        await start().signal(grown, signal.run, `signal ${signal.id}`, signal.id)
      }
      await pause(10)
    }
  }

  async function trial(graphs: Node[][], deaths: (Death & { wakes: boolean })[]): Promise<void> {
    const flows = graphs.map((rounds) => ({ path: `p${++trials}`, rounds }))
    const paths = flows.map((f) => f.path)
    const workers = [await open()]
    let isOver = false
    await start().flows(
      grown,
      flows.map((input) => ({ key: input.path, input })),
    )
    const end = eventually('the end of all runs', async () => (await left(paths)).length === 0)
      .catch(async (error) => assert.fail(`${error.message}: ${JSON.stringify(await left(paths))}`))
      .finally(() => {
        isOver = true
      })
    const signals = flows.map(({ path, rounds }) => sendSignals(path, rounds, () => isOver))
    const all = [end, live(deaths, () => isOver, workers), ...signals]
    try {
      await Promise.all(all)
    } finally {
      isOver = true
      await Promise.allSettled(all)
      // The dead wake up too, and must change nothing any more.
      for (const worker of workers) worker.wakeUp()
      await Promise.all(workers.map((worker) => worker.close()))
    }
    const seen = await seenIn(db.database.owner, paths)
    for (const { path, rounds } of flows) {
      const own = effects.filter((e) => rootOf(e.path) === path)
      assert.deepEqual(judge(foresee(path, rounds), { ...seen.get(path)!, effects: own }), [])
    }
  }

  test(`ends as its graph says, wherever its processes die (FAULT_SEED=${seed})`, async () => {
    await fc.assert(fc.asyncProperty(arbitraryGraphs, fc.array(arbitraryDeath, { maxLength: 4 }), trial), {
      seed,
      numRuns,
    })
    assert.ok(died >= numRuns / 2, `${died} deaths in ${numRuns} trials prove little`)
  })
})
