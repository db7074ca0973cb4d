import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'

/** The orchestrator owns the results; the request's own address and token open them. */
export const results: Serve<typeof submission, 'results', Needs> = async ({ id }, ctx) =>
  ctx.call.orchestrator.results({ id })
