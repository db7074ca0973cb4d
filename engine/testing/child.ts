/* A process for the fault test: one engine that runs the flow of the test until it is killed. */
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { flow } from '../flow.ts'
import { openWorker } from '../testing.ts'

export const work: Task = {
  summary: 'Slow.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 5000,
  attemptsMax: 50,
  backoffMs: 10,
}
/** Ten steps and tasks in turn; each leaves a row where the test can count it. */
export const long = flow('long', 1, async (run) => {
  let sum = 0
  for (let i = 0; i < 5; i++) {
    sum += await run.step(`step ${i}`, async (ctx) => {
      await ctx.db.run(sql`insert into public.effects values (${ctx.runId}, ${`step ${i}`})`)
      return 1
    })
    const both = await run.all([run.task(`task ${i}a`, work, { n: 1 }), run.task(`task ${i}b`, work, { n: 2 })])
    sum += (both as number[]).reduce((a, b) => a + b, 0)
    await run.sleep(`pause ${i}`, 20)
  }
  return sum
})
export const longWorks = {
  'test.work': {
    task: work,
    work: async ({ n }: { n: number }) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return n
    },
  },
}

if (import.meta.main) {
  await openWorker(process.argv[2]!, [long], longWorks)
  process.send?.('ready')
}
