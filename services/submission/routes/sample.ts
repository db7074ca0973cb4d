import { newReference } from '#platform/ids'
import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { insertSample } from '../sample.sql.ts'
import { sampleId, sample as words } from '../sample.ts'
import { findSubmission, snapshotOf } from '../store.ts'

/**
 * The sample goes the way of every request, from the event on. It takes nothing of the plan: nobody sent it, and it has no files. Whoever was killed before
 * the answer asks again, and gets the one that is there.
 */
export const addSample: Serve<typeof submission, 'addSample', Needs> = (_input, outer) =>
  outer.transaction(async (ctx) => {
    const id = sampleId(ctx.tenant)
    const reference = newReference(ctx.config.referencePrefix)
    if (await insertSample(ctx.db, { id, reference, ...words })) {
      const snapshot = await snapshotOf(ctx.db, id, 1)
      await ctx.publish('created', snapshot)
      return { reference }
    }
    return { reference: (await findSubmission(ctx.db, id))!.reference }
  })

export const sample: Serve<typeof submission, 'sample', Needs> = async (_input, ctx) => {
  const id = sampleId(ctx.tenant)
  return (await findSubmission(ctx.db, id)) ? { id } : {}
}
