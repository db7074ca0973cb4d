import { runInSandbox } from '#platform/sandbox'
import type { Work } from '#platform/service'
import type { AnalyseInput } from '../analyse.ts'
import type { Analysis, nlp } from '../contract.ts'

/** Node.js, our word lists and, for texts whose language is not plain, the n-gram tables (measured: 95 MB, with them 222 MB). A child above half of this is not kept warm. */
const memoryMbMax = 512

/** Analyses the text in a process of its own, so that neither a hostile text nor the memory of the word lists burdens the platform. */
export const analyse: Work<typeof nlp, 'analyse'> = async (input, _ctx, run) => {
  return runInSandbox<AnalyseInput, Analysis>(new URL('../analyse.ts', import.meta.url), 'analyse', input, {
    timeoutMs: 45_000,
    memoryMbMax,
    signal: run.signal,
  })
}
