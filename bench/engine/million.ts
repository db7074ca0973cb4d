// Whether a long queue makes claims slower: a worker takes 1,000 tasks of a queue of 1,000,000, and of one of 1,000.
import { median } from '../figures.ts'
import type { Contestant } from './contestant.ts'
import { statexTuned } from './entries.ts'
import { type Finding, finding } from './finding.ts'
import { ratioOf } from './rounds.ts'
import { vacuum } from './rows.sql.ts'
import type { Entry, Stage } from './stage.ts'

const measure = 'Claims from a long queue, tasks/s'
const claimed = 1_000
const chunk = 5_000

/** Fills the queue. */
async function fill(process: Contestant, from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at += chunk)
    await process.ask(
      'put',
      Array.from({ length: Math.min(chunk, from + count - at) }, (_, i) => at + i),
    )
}

export async function million(stage: Stage): Promise<Finding> {
  const queueOf = (queued: number): Entry => ({ ...statexTuned, name: `StateX, ${queued.toLocaleString('en')} queued` })
  const many = stage.isQuick ? 100_000 : 1_000_000
  const [short, long] = [queueOf(claimed), queueOf(many)]
  const figures = await stage.inRounds<number>({
    measure,
    entries: [short, long],
    rounds: stage.isQuick ? 3 : 15,
    async prepare([process], entry) {
      if (entry === long) await fill(process!, 0, many)
      // A queue of that length has been seen by autovacuum by then; it must not come in the middle of a measurement.
      await stage.queryLatest(vacuum)
    },
    async run([process], round, entry) {
      // What was taken is put back first, so that the length stays.
      if (entry === short || round > 0) await fill(process!, many + round * claimed, claimed)
      return claimed / ((await process!.ask('claims', { count: claimed })) / 1000)
    },
  })
  const lines = [short, long].map((entry) => {
    const rates = figures.get(entry.name)
    return {
      entry,
      columns: rates && { 'claims/s': median(rates), worst: Math.min(...rates), best: Math.max(...rates) },
    }
  })
  const value = ratioOf(figures.get(long.name), figures.get(short.name))
  return finding(measure, lines, stage.failures, [
    { name: `claims/s with ${many.toLocaleString('en')} queued ÷ with 1,000`, value, better: 'more', goal: 0.8 },
  ])
}
