// Our engine, through its public surface, put together as main.ts and platform/host.ts do it. `slots` is the one setting that is changed.
import { type Engine, openEngine } from '#engine/engine'
import { engineSchema } from '#engine/engine.sql'
import { flow } from '#engine/flow'
import { openOperations } from '#engine/operations'
import { startThrough } from '#engine/start'
import { T, type Task } from '#platform/contract'
import { openDatabase } from '#platform/database'
import { migrate } from '#platform/migrator'
import { silent } from '#platform/testing'
import { problemWith } from '#platform/validate'
import { openWake } from '#platform/wake'
import { crowdSteps, crowdSum, expect, type Place, type Program, sequenceSteps, sequenceSum } from './program.ts'

const tenant = 'ten_bench'
const noop: Task = {
  summary: 'Does nothing.',
  input: T.Object({ n: T.Integer() }),
  result: T.Null(),
  timeoutMs: 60_000,
  attemptsMax: 3,
}
const nameOf = () => 'bench.noop'

const stepsOf = (name: string, steps: number, over: (sum: number) => void) =>
  flow(name, 1, async (run, input: { n: number }) => {
    let sum = input.n
    for (let i = 0; i < steps; i++) sum += await run.step(`step ${i}`, () => i)
    over(sum)
    return sum
  })

export async function open({ databaseUrl, settings }: Place): Promise<Program> {
  // As many connections as the platform has unless told otherwise.
  const database = openDatabase({ url: databaseUrl, connectionsMax: 16 })
  const wake = await openWake(database, () => {})
  await migrate(database, [engineSchema])
  const start = startThrough({ db: database.owner, tenant, trace: '0'.repeat(32), nameOf, wake: wake.wake })
  const operations = openOperations({ db: database.owner, wake: wake.wake })
  const returned: number[] = []
  let begin: (number: number) => void = () => {}
  let onEvents = () => {}
  let keys = 0
  const sequence = stepsOf('sequence', sequenceSteps, (sum) => void returned.push(sum))
  const crowd = stepsOf('crowd', crowdSteps, (sum) => void returned.push(sum))
  const nothing = async ({ n }: { n: number }) => {
    begin(n)
    return null
  }
  const engineOf = (hosts: { tasks: boolean; flows: boolean }): Promise<Engine> =>
    openEngine({
      database,
      wake,
      log: silent,
      flows: (hosts.flows ? [sequence, crowd] : []).map((f) => ({
        flow: f,
        binding: () => undefined,
        context: ({ tx, runId }) => ({ db: tx.db, runId }),
      })),
      tasks: new Map(hosts.tasks ? [['bench.noop', { task: noop, work: nothing }]] : []),
      nameOf,
      validate: problemWith,
      onEvents: () => onEvents(),
      ...settings,
    })
  // Made when first needed: the measures of tasks open and close workers of their own.
  let flowEngine: Promise<Engine> | undefined
  let worker: Engine | undefined

  /** Resolves when all bodies returned and no run of the flow is unfinished: at the commit of the last end, or at a look now and then. */
  async function allOver(name: string, count: number): Promise<void> {
    const engine = await flowEngine!
    const over = Promise.withResolvers<void>()
    let isLooking = false
    let isNews = false
    const look = async () => {
      if (returned.length < count) return
      isNews = true
      if (isLooking) return
      isLooking = true
      while (isNews) {
        isNews = false
        if ((await engine.stats()).runs.every((r) => r.name !== name)) over.resolve()
      }
      isLooking = false
    }
    const lookSafely = () => void look().catch(over.reject)
    // Of one run alone nothing is committed after its body but its end: no question is needed, as no peer asks one.
    onEvents = () => (count > 1 ? lookSafely() : returned.length === count && over.resolve())
    const net = setInterval(lookSafely, 50)
    const limit = setTimeout(() => over.reject(new Error(`${returned.length} of ${count} flows returned`)), 120_000)
    try {
      await over.promise
    } finally {
      clearInterval(net)
      clearTimeout(limit)
      onEvents = () => {}
    }
  }
  /** The durable record must say the same as the bodies. */
  async function checkCompleted(name: string, since: Date, count: number): Promise<void> {
    let before: string | undefined
    let completed = 0
    for (;;) {
      const page = await operations.list({ flow: name, state: 'completed', since, before, limit: 500 })
      completed += page.length
      if (page.length < 500) break
      before = page.at(-1)!.id
    }
    expect(completed, count)
  }

  return {
    flows: {
      async sequence() {
        flowEngine ??= engineOf({ flows: true, tasks: false })
        await flowEngine
        returned.length = 0
        const over = allOver('sequence', 1)
        await Promise.all([start.flow(sequence, { n: 0 }, { key: `s${keys++}` }), over])
        expect(returned[0], sequenceSum)
      },
      check: async () => checkCompleted('sequence', new Date(0), keys),
      async crowd(count) {
        flowEngine ??= engineOf({ flows: true, tasks: false })
        await flowEngine
        returned.length = 0
        const since = new Date()
        const items = Array.from({ length: count }, (_, n) => ({ key: `c${keys++}`, input: { n } }))
        const over = allOver('crowd', count)
        if (settings.batch) await Promise.all([start.flows(crowd, items), over])
        else await Promise.all([...items.map(({ key, input }) => start.flow(crowd, input, { key })), over])
        expect(returned.toSorted((a, b) => a - b).join(), items.map((_, n) => crowdSum(n)).join())
        await checkCompleted('crowd', since, count)
      },
    },
    queue: {
      put: async (numbers) =>
        void (await start.tasks(
          noop,
          numbers.map((n) => ({ key: `t${n}`, input: { n } })),
        )),
      putOne: (n) => start.task(noop, { n }, { key: `t${n}` }),
      async work(onBegin) {
        begin = onBegin
        worker = await engineOf({ flows: false, tasks: true })
        return () => worker!.close()
      },
      async left() {
        expect((await operations.dead({ name: 'bench.noop' })).length, 0)
        return (await worker!.stats()).tasks.reduce((sum, t) => sum + t.count, 0)
      },
    },
    async close() {
      await (await flowEngine)?.close()
      await wake.close()
      await database.close()
    },
  }
}
