// How many tasks that do nothing are enqueued and done per second by one worker process.
import { median } from '../figures.ts'
import * as all from './entries.ts'
import { type Finding, finding } from './finding.ts'
import type { TasksRun } from './orders.ts'
import { bestOf, ratioOf } from './rounds.ts'
import type { Stage } from './stage.ts'

// Fewer than of the other measures: the slowest need ten seconds each.
const rounds = 3

export async function tasks(stage: Stage): Promise<Finding> {
  const count = stage.isQuick ? 1_000 : 10_000
  const measure = `${count.toLocaleString('en')} tasks that do nothing, enqueued in batches of 1,000 and then done by one process, tasks/s`
  const { statex, statexTuned, graphile, graphileTuned, pgBossTuned, bullmq, bullmqPlain, bullmqPostgres } = all
  const entries = [statex, statexTuned, graphile, graphileTuned, pgBossTuned, bullmq, bullmqPlain, bullmqPostgres]
  const figures = await stage.inRounds<TasksRun>({
    measure,
    entries,
    rounds,
    prepare: ([process]) => process!.ask('tasks', { from: 0, count: 100 }),
    run: ([process], round) => process!.ask('tasks', { from: 100 + round * count, count }),
  })
  const perSecond = (ms: number) => count / (ms / 1000)
  const rates = (name: string) => figures.get(name)?.map((run) => perSecond(run.enqueueMs + run.processMs))
  const lines = entries.map((entry) => {
    const runs = figures.get(entry.name)
    return {
      entry,
      columns: runs && {
        'both/s': median(rates(entry.name)!),
        'enqueued/s': median(runs.map((run) => perSecond(run.enqueueMs))),
        'done/s': median(runs.map((run) => perSecond(run.processMs))),
        'its CPU, cores': median(runs.map((run) => run.cpuShare)),
      },
    }
  })
  // Like with like: as it comes with as it comes, tuned with tuned.
  const tuned = rates(statexTuned.name)
  const tunedPeers = bestOf([rates(graphileTuned.name), rates(pgBossTuned.name)], 'more')
  return finding(measure, lines, stage.failures, [
    {
      name: 'tuned tasks/s ÷ best of graphile-worker and pg-boss',
      value: ratioOf(tuned, tunedPeers),
      better: 'more',
      goal: 1.5,
    },
    {
      name: 'default tasks/s ÷ graphile-worker default',
      value: ratioOf(rates(statex.name), rates(graphile.name)),
      better: 'more',
      goal: 5,
    },
    {
      name: 'tuned tasks/s ÷ BullMQ on Redis flushed always',
      value: ratioOf(tuned, rates(bullmq.name)),
      better: 'more',
      goal: 3,
    },
    { name: 'tuned tasks/s ÷ BullMQ on plain Redis', value: ratioOf(tuned, rates(bullmqPlain.name)), better: 'more' },
  ])
}
