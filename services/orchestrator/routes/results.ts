import type { Serve } from '#platform/service'
import type { orchestrator } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { partsOf } from '../store.ts'

/** Parts that are not there have not been produced; a request nobody has worked on yet has none, which is no error. */
export const results: Serve<typeof orchestrator, 'results', Needs> = async ({ id }, ctx) => {
  const parts = await partsOf(ctx.db, id)
  return {
    requestId: id,
    sources: [],
    documents: [],
    ...Object.fromEntries(parts.map((p) => [p.part, p.value])),
    updatedAt: (parts.at(-1)?.at ?? ctx.now()).toISOString(),
  }
}
