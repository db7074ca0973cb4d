/* A process with an engine that the tests of the lease kill and stop: it takes its time with everything it does. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { flow } from '../flow.ts'
import { openWorker, type Works } from '../testing.ts'

export const slow: Task = {
  summary: 'Slow.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 600_000,
  attemptsMax: 3,
  backoffMs: 10,
}
/** `workMs` is how long a piece of work takes in this process; the result says who did it. */
export const slowWorks = (workMs: number): Works => ({
  'test.slow': { task: slow, work: () => pause(workMs, process.pid) },
})
/** For those who start such work and do none. */
export const openStarter = (url: string) => openWorker(url, [], {}, { nameOf: () => 'test.slow' })
/** Leaves a row for every effect in public.effects, with the process that committed it. */
export const slowFlow = (workMs: number) =>
  flow('slow', 1, async (run) => {
    const step = (name: string, ms: number) =>
      run.step(name, async (ctx) => {
        await ctx.db.run(sql`insert into public.effects values (${ctx.runId}, ${name}, ${process.pid})`)
        await pause(ms)
        return process.pid
      })
    await step('first', 0)
    const second = await step('second', workMs)
    return [second, await run.task('third', slow, {}), await step('fourth', 0)]
  })

export type Child = { process: ChildProcess; pid: number; lease(): string }
/** Starts a process of its own that takes `slots` tasks and one run at once. */
export async function openProcess(url: string, workMs: number, slots: number): Promise<Child> {
  const child = fork(fileURLToPath(import.meta.url), [url, String(workMs), String(slots)], { stdio: 'inherit' })
  let lease = ''
  child.on('message', (said: { lease: string }) => {
    lease = said.lease
  })
  await once(child, 'message')
  return { process: child, pid: child.pid!, lease: () => lease }
}

if (import.meta.main) {
  const [url, workMs, slots] = [process.argv[2]!, Number(process.argv[3]), Number(process.argv[4])]
  const { engine } = await openWorker(url, [slowFlow(workMs)], slowWorks(workMs), { slots, runsMax: 1 })
  const say = () => process.send?.({ lease: engine.worker() })
  say()
  setInterval(say, 50)
  process.on('disconnect', () => process.exit())
}
