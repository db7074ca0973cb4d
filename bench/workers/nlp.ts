// Analysing by rules: the requests of the corpus, in the sandbox as the worker runs them, one after another and two at once.
import { runInSandbox } from '#platform/sandbox'
import { corpus, inputOf } from '../../services/nlp/corpus.test-support.ts'
import type { ByRules } from '../../services/nlp/read-request.ts'
import { watchMemory } from '../../test/faults/process-group.ts'
import { median, percentile, type Ratio, rounded } from '../figures.ts'
import type { Finding } from '../workers.ts'
import { computeMs } from '../yardstick.ts'

const room = new URL('../../services/nlp/read-request.ts', import.meta.url)
// As services/nlp/tasks/analyse.ts has them.
const bounds = { timeoutMs: 45_000, memoryMbMax: 512 }
/** What the sandbox lets run at once. */
const lanes = 2

type Input = ReturnType<typeof inputOf>
const analyse = async (input: Input): Promise<number> => {
  const startedAt = performance.now()
  await runInSandbox<{ input: Input }, ByRules>(room, 'readByRules', { input }, bounds)
  return performance.now() - startedAt
}

/** Each request of the corpus once, or a tenth of them. No other program does this, so the measure is the machine itself. */
export async function nlp(isQuick: boolean): Promise<Finding> {
  const inputs = corpus.filter((_, at) => !isQuick || at % 10 === 0).map(inputOf)
  const yardstickMs = median(Array.from({ length: 5 }, computeMs))
  const largest = watchMemory(process.pid, 50)
  await Promise.all(Array.from({ length: lanes }, () => analyse(inputs[0]!)))
  const times: number[] = []
  for (const input of inputs) times.push(await analyse(input))
  const startedAt = performance.now()
  await Promise.all(inputs.map(analyse))
  const perSecond = rounded(inputs.length / ((performance.now() - startedAt) / 1_000))
  const long = { sources: inputs.map(({ sources: [source] }, at) => ({ ...source!, id: `file ${at}` })) }
  const longMs = median([await analyse(long), await analyse(long), await analyse(long)])
  const { startedMb: peakMb } = largest()
  const [p50Ms, p95Ms] = [0.5, 0.95].map((share) => rounded(percentile(times, share)))
  const ratios: Ratio[] = [
    { name: 'nlp: one analysis, p50 ÷ yardstick', value: rounded(p50Ms! / yardstickMs), better: 'less' },
  ]
  return {
    rows: [
      ['analyses, one after another', `p50 ${p50Ms} ms, p95 ${p95Ms} ms`, ''],
      ['analyses, all at once', `${perSecond}/s`, ''],
      [`one analysis of ${inputs.length} requests as files`, `${rounded(longMs)} ms`, ''],
      ['memory of its processes, at most', `${peakMb} MB`, ''],
    ],
    figures: { p50Ms, p95Ms, perSecond, longMs: rounded(longMs), peakMb },
    ratios,
    problems: [],
  }
}
