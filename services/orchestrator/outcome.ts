import type { Step } from './contract.ts'

/**
 * The status of a run, from what its steps came to and what of the input was left unread. Pure:
 * - `failed`: nothing could be analysed, so there is no result to give;
 * - `partial`: a step failed, or a part of what the customer sent was not read;
 * - `completed`: everything sent was read and every step was done (steps with nothing to do are skipped, which takes nothing away).
 */
export function outcome(
  steps: Pick<Step, 'name' | 'state' | 'reason'>[],
  left: { label: string; reason: string }[],
): { status: 'completed' | 'partial' | 'failed'; reasons: string[] } {
  const failed = steps.filter((s) => s.state === 'failed')
  const reasons = [
    ...new Set([
      ...failed.map((s) => s.reason ?? `The step "${s.name}" failed.`),
      ...left.map((l) => `${l.label}: ${l.reason}`),
    ]),
  ]
  const isAnalysed = steps.some((s) => s.name === 'text' && s.state === 'done')
  if (!isAnalysed)
    return { status: 'failed', reasons: reasons.length > 0 ? reasons : ['There was no text to analyse.'] }
  return { status: reasons.length > 0 ? 'partial' : 'completed', reasons }
}
