import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findSubmission, lockSubmission, setStatus, skipOpenSteps } from '../store.ts'

export const cancel: Serve<typeof submission, 'cancel', Needs> = (input, outer) =>
  outer.transaction(async (ctx) => {
    const row = await lockSubmission(ctx.db, input.id)
    if (!row) return ctx.fail('not_found', 'There is no such request.')
    if (row.status !== 'received' && row.status !== 'processing')
      return ctx.fail('already_finished', `The request is already ${row.status}.`)
    await skipOpenSteps(ctx.db, input.id, 'The request was cancelled.')
    await setStatus(ctx.db, input.id, 'cancelled', row.attempt, true)
    await ctx.publish('cancelled', { id: input.id, attempt: row.attempt })
    ctx.wake(`request:${input.id}`)
    return (await findSubmission(ctx.db, input.id))!
  })
