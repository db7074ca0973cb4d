import { runInSandbox } from '#platform/sandbox'
import type { Work } from '#platform/service'
import type { nlp, SummaryPage } from '../contract.ts'
import type { JoinInput } from '../summary-page.ts'

/** Joins all inputs on one page. In the sandbox, for it compares every sentence of strangers' texts. */
export const join: Work<typeof nlp, 'join'> = async (input, { tenant }, run) =>
  runInSandbox<JoinInput, SummaryPage>(
    new URL('../read-request.ts', import.meta.url),
    'joinInputs',
    input as JoinInput,
    {
      timeoutMs: 30_000,
      memoryMbMax: 512,
      signal: run.signal,
      party: [tenant, run.key],
    },
  )
