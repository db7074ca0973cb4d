// Runs in the process of a contestant: opens its program and carries out the orders of the benchmark.
import { type Flows, type Program, type Queue, until } from './program.ts'

/** A task began; time by the monotonic clock that all processes of a machine share. */
export type Begun = { number: number; atMs: number }
export type TasksRun = { enqueueMs: number; processMs: number; cpuShare: number }
export type OrderName = keyof ReturnType<typeof ordersOf>

const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6
const putMax = 1_000

/** Times of so many flows, one after the other. */
async function sequence(flows: Flows, { count }: { count: number }): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now()
    await flows.sequence()
    times.push(performance.now() - startedAt)
  }
  return times
}

async function crowd(flows: Flows, { count }: { count: number }): Promise<number> {
  const startedAt = performance.now()
  await flows.crowd!(count)
  return performance.now() - startedAt
}

/** Enqueues tasks in batches, then starts one worker and waits until all are durably done. @throws when one is missing or was done twice */
async function tasks(queue: Queue, { from, count }: { from: number; count: number }): Promise<TasksRun> {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  for (let at = from; at < from + count; at += putMax)
    await queue.put!(Array.from({ length: Math.min(putMax, from + count - at) }, (_, i) => at + i))
  const enqueuedAt = performance.now()
  const begun = new Map<number, number>()
  const rest = await queue.work((number) => void begun.set(number, (begun.get(number) ?? 0) + 1))
  await until(`${count} tasks to begin; ${begun.size} did`, () => begun.size >= count)
  await until('all tasks to be done', async () => (await queue.left!()) === 0)
  const doneAt = performance.now()
  const { user, system } = process.cpuUsage(cpuBefore)
  await rest()
  const missing = Array.from({ length: count }, (_, i) => from + i).filter((number) => !begun.has(number))
  const repeated = [...begun.values()].filter((times) => times > 1)
  if (missing.length > 0 || repeated.length > 0 || begun.size !== count)
    throw new Error(`of ${count} tasks ${missing.length} were missing and ${repeated.length} done more than once`)
  return {
    enqueueMs: enqueuedAt - startedAt,
    processMs: doneAt - enqueuedAt,
    cpuShare: (user + system) / 1000 / (doneAt - startedAt),
  }
}

/** Times at which a worker began `count` tasks of those that wait; then it stops and gives back what it holds. */
async function claims(queue: Queue, { count }: { count: number }): Promise<number> {
  const begun: number[] = []
  const rest = await queue.work(() => void begun.push(performance.now()))
  await until(`${count} tasks to begin`, () => begun.length >= count)
  await rest()
  return begun[count - 1]! - begun[0]!
}

function ordersOf(program: Program, report: (begun: Begun) => void) {
  let rest: (() => Promise<void>) | undefined
  return {
    sequence: (input: any) => sequence(program.flows!, input),
    checkSequence: async () => program.flows!.check?.(),
    crowd: (input: any) => crowd(program.flows!, input),
    tasks: (input: any) => tasks(program.queue!, input),
    claims: (input: any) => claims(program.queue!, input),
    put: (numbers: number[]) => program.queue!.put!(numbers),
    async work() {
      rest = await program.queue!.work((number) => report({ number, atMs: monotonicMs() }))
    },
    async loadWork({ keepMs }: { keepMs: number }) {
      rest = await program.load!.work(keepMs)
    },
    give: (units: number) => program.load!.give(units),
    done: () => program.load!.done(),
    tidy: () => program.load!.tidy(),
    async rest() {
      await rest?.()
      rest = undefined
    },
    /** Answers when it was asked for, by the clock of `Begun`. */
    async putOne(number: number) {
      const askedMs = monotonicMs()
      await program.queue!.putOne(number)
      return askedMs
    },
  }
}

if (import.meta.main) {
  const [file, place] = process.argv.slice(2)
  const reasonOf = (error: unknown) => (error instanceof Error ? error.message || error.name : String(error))
  const say = (message: object) => process.connected && process.send!(message)
  try {
    const program: Program = await (await import(`./${file}`)).open(JSON.parse(place!))
    const orders = ordersOf(program, (begun) => say({ begun }))
    process.on('message', ({ id, order, input }: { id: number; order: OrderName; input: any }) => {
      orders[order](input).then(
        (answer: unknown) => say({ id, answer }),
        (error: unknown) => say({ id, error: reasonOf(error) }),
      )
    })
    const exit = () => process.exit(0)
    process.once('disconnect', () => void program.close().then(exit, exit))
    say({ id: 0, answer: 'open' })
  } catch (error) {
    process.send!({ id: 0, error: reasonOf(error) }, () => process.exit(1))
  }
}
