// How many flows of 3 steps per second, 1,000 asked for at once.
import { median } from '../figures.ts'
import { dbos, restate, statex, statexBatch } from './entries.ts'
import { type Finding, finding } from './finding.ts'
import { ratioOf } from './rounds.ts'
import type { Stage } from './stage.ts'

export async function crowd(stage: Stage): Promise<Finding> {
  const count = stage.isQuick ? 100 : 1_000
  const measure = `${count.toLocaleString('en')} flows of 3 steps at once, flows/s`
  // DBOS and Restate start flows one by one, so that is what is compared; the batch is ours alone.
  const entries = [statex, statexBatch, dbos, restate]
  const figures = await stage.inRounds<number>({
    measure,
    entries,
    rounds: stage.rounds,
    prepare: ([process]) => process!.ask('crowd', { count: count / 10 }),
    run: async ([process]) => count / ((await process!.ask('crowd', { count })) / 1000),
  })
  const lines = entries.map((entry) => {
    const rates = figures.get(entry.name)
    return {
      entry,
      columns: rates && { 'flows/s': median(rates), worst: Math.min(...rates), best: Math.max(...rates) },
    }
  })
  const ours = figures.get(statex.name)
  return finding(measure, lines, stage.failures, [
    { name: '3-step flows/s ÷ DBOS', value: ratioOf(ours, figures.get(dbos.name)), better: 'more', goal: 10 },
    { name: '3-step flows/s ÷ Restate', value: ratioOf(ours, figures.get(restate.name)), better: 'more', goal: 3 },
  ])
}
