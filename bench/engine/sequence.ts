// How long one flow of 40 steps takes, alone, each step durable before the next begins; beside 40 bare commits.
import { median, percentile } from '../figures.ts'
import { dbos, floor, restate, statex } from './entries.ts'
import { type Finding, finding } from './finding.ts'
import { ratioOf } from './rounds.ts'
import type { Stage } from './stage.ts'

const measure = 'One flow of 40 steps at a time, ms'
const warmups = 3

export async function sequence(stage: Stage): Promise<Finding> {
  const count = stage.isQuick ? 2 : 12
  const entries = [floor, statex, dbos, restate]
  const figures = await stage.inRounds<number[]>({
    measure,
    entries,
    rounds: stage.rounds,
    prepare: ([process]) => process!.ask('sequence', { count: warmups }),
    run: ([process]) => process!.ask('sequence', { count }),
    check: ([process]) => process!.ask('checkSequence'),
  })
  const perRound = (name: string) => figures.get(name)?.map(median)
  const lines = entries.map((entry) => {
    const times = figures.get(entry.name)?.flat()
    return {
      entry,
      columns: times && { p50: percentile(times, 0.5), p95: percentile(times, 0.95), flows: times.length },
    }
  })
  const ours = perRound(statex.name)
  return finding(measure, lines, stage.failures, [
    {
      name: '40-step flow p50 ÷ 40 bare commits',
      value: ratioOf(ours, perRound(floor.name)),
      better: 'less',
      goal: 1.5,
    },
    { name: '40-step flow p50: DBOS ÷ StateX', value: ratioOf(perRound(dbos.name), ours), better: 'more', goal: 2 },
    {
      name: '40-step flow p50: Restate ÷ StateX',
      value: ratioOf(perRound(restate.name), ours),
      better: 'more',
      goal: 2,
    },
  ])
}
