// A mixture as an installation has it: flows with steps, tasks, a sleep, now and then a child or a signal, and tasks that stand alone.
import { type Engine, openEngine } from '#engine/engine'
import { engineSchema } from '#engine/engine.sql'
import { flow } from '#engine/flow'
import { openOperations } from '#engine/operations'
import { startThrough } from '#engine/start'
import { T, type Task } from '#platform/contract'
import { openDatabase } from '#platform/database'
import { migrate } from '#platform/migrator'
import { prune } from '#platform/retention'
import { silent } from '#platform/testing'
import { problemWith } from '#platform/validate'
import { openWake } from '#platform/wake'
import { expect, type Place, type Program } from './program.ts'

const work = {
  summary: 'Gives its number back.',
  input: T.Object({ n: T.Integer(), isAlone: T.Optional(T.Boolean()) }),
  result: T.Integer(),
  timeoutMs: 60_000,
  attemptsMax: 3,
} satisfies Task
const aloneEach = 3
type Input = { n: number }

const part = flow('part', 1, async (run, { n }: Input) => run.task('work', work, { n }))
const whole = flow('whole', 1, async (run, { n }: Input) => {
  const first = await run.step('first', () => n)
  const both = await run.all([run.task('left', work, { n }), run.task('right', work, { n })])
  await run.sleep('pause', 20)
  if (n % 10 === 0) await run.waitFor('go', { timeoutMs: 60_000 })
  const last = n % 10 === 5 ? await run.child(part, { n }) : await run.step('last', () => n)
  if (first + both[0] + both[1] + last !== 4 * n) throw new Error(`flow ${n} has a wrong sum`)
  return n
})

export async function open({ databaseUrl, settings }: Place): Promise<Program> {
  const database = openDatabase({ url: databaseUrl, connectionsMax: 16 })
  const wake = await openWake(database, () => {})
  await migrate(database, [engineSchema])
  const nameOf = () => 'soak.work'
  const start = startThrough({
    db: database.owner,
    tenant: 'ten_soak',
    trace: '0'.repeat(32),
    nameOf,
    wake: wake.wake,
  })
  const operations = openOperations({ db: database.owner, wake: wake.wake })
  // Only sums: a list of half an hour would be the growth that is looked for.
  let given = 0
  let aloneDone = 0
  let flowsDone = 0
  const counted = {
    ...whole,
    async run(run: any, input: Input) {
      const n = await whole.run(run, input)
      flowsDone++
      return n
    },
  }
  const numberOf = async ({ n, isAlone }: Input & { isAlone?: boolean }) => {
    if (isAlone) aloneDone++
    return n
  }
  const openWorker = (): Promise<Engine> =>
    openEngine({
      database,
      wake,
      log: silent,
      flows: [counted, part].map((f) => ({
        flow: f,
        binding: () => undefined,
        context: ({ tx, runId }) => ({ db: tx.db, runId }),
      })),
      tasks: new Map([['soak.work', { task: work, work: numberOf }]]),
      nameOf,
      validate: problemWith,
      ...settings,
    })
  return {
    load: {
      async work(keepMs) {
        for (const name of [whole.name, part.name, nameOf()]) await operations.retain(name, keepMs)
        const engine = await openWorker()
        return () => engine.close()
      },
      async give(units) {
        const numbers = Array.from({ length: units }, () => given++)
        await start.flows(
          whole,
          numbers.map((n) => ({ key: `flow ${n}`, input: { n } })),
        )
        const alone = numbers.flatMap((n) =>
          Array.from({ length: aloneEach }, (_, i) => ({ key: `task ${n}.${i}`, input: { n, isAlone: true } })),
        )
        await start.tasks(work, alone)
        await Promise.all(numbers.filter((n) => n % 10 === 0).map((n) => start.signal(whole, `flow ${n}`, 'go')))
      },
      async done() {
        for (const name of [whole.name, part.name])
          expect((await operations.list({ flow: name, state: 'failed', limit: 1 })).length, 0)
        expect((await operations.dead({ name: nameOf(), limit: 1 })).length, 0)
        return Math.min(flowsDone, Math.floor(aloneDone / aloneEach))
      },
      async tidy() {
        while ((await prune(database, 0)).events > 0);
      },
    },
    async close() {
      await wake.close()
      await database.close()
    },
  }
}
