// How long a task waits for its start when nothing else is going on, enqueued in the worker's own process or in another one.
import { percentile, type Ratio } from '../figures.ts'
import { sleep } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { bullmq, bullmqPlain, dbos, graphile, pgBoss, restate, statex } from './entries.ts'
import { type Finding, finding } from './finding.ts'
import type { Begun } from './orders.ts'
import { ratioOf } from './rounds.ts'
import type { Stage } from './stage.ts'

const limitMs = 10_000
const settleMs = 300

/** Milliseconds from asking for a task to its begin, `count` times with random pauses between. @throws when one does not begin */
async function latencies(worker: Contestant, client: Contestant, from: number, count: number): Promise<number[]> {
  const times: number[] = []
  await worker.ask('work')
  await sleep(settleMs)
  for (let number = from; number < from + count; number++) {
    await sleep(5 + Math.random() * 40)
    const begun = Promise.withResolvers<Begun>()
    const limit = setTimeout(() => begun.reject(new Error('a task did not begin within 10 s')), limitMs)
    worker.onBegun((b) => b.number === number && begun.resolve(b))
    const [askedMs, { atMs }] = await Promise.all([client.ask('putOne', number), begun.promise])
    clearTimeout(limit)
    times.push(atMs - askedMs)
  }
  await worker.ask('rest')
  return times
}

async function idleOf(stage: Stage, isApart: boolean): Promise<Finding> {
  const measure = `Idle, from enqueueing to start, ${isApart ? 'enqueued in another process' : 'in one process'}, ms`
  // Across processes DBOS has a queue that polls once a second: no figure that says anything beside these.
  const entries = [statex, graphile, pgBoss, bullmq, bullmqPlain, restate, ...(isApart ? [] : [dbos])]
  const count = stage.isQuick ? 5 : 40
  const figures = await stage.inRounds<number[]>({
    measure,
    entries,
    rounds: stage.rounds,
    processes: isApart ? 2 : 1,
    run: ([worker, client = worker], round) => latencies(worker!, client!, 1 + round * count, count),
  })
  const perRound = (name: string) => figures.get(name)?.map((times) => percentile(times, 0.5))
  const pooled = (name: string) => figures.get(name)?.flat()
  const lines = entries.map((entry) => {
    const times = pooled(entry.name)
    const columns = times && {
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      worst: Math.max(...times),
      samples: times.length,
    }
    return { entry, columns }
  })
  const where = isApart ? 'apart' : 'in one process'
  const ours = perRound(statex.name)
  const p99 = lines[0]!.columns?.p99
  const ratios: (Omit<Ratio, 'value'> & { value: number | undefined })[] = [
    {
      name: `idle start p50, ${where} ÷ BullMQ on Redis flushed always`,
      value: ratioOf(ours, perRound(bullmq.name)),
      better: 'less',
      goal: 1,
    },
    {
      name: `idle start p50, ${where} ÷ graphile-worker`,
      value: ratioOf(ours, perRound(graphile.name)),
      better: 'less',
      goal: 0.5,
    },
    { name: `idle start p99, ${where}, ms`, value: p99, better: 'less', goal: 15 },
  ]
  return finding(measure, lines, stage.failures, ratios)
}

export const idleTogether = (stage: Stage) => idleOf(stage, false)
export const idleApart = (stage: Stage) => idleOf(stage, true)
