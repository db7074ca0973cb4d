import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { clearSteps, findSubmission, lockSubmission, setStatus, snapshotOf } from '../store.ts'

export const retry: Serve<typeof submission, 'retry', Needs> = (input, outer) =>
  outer.transaction(async (ctx) => {
    const row = await lockSubmission(ctx.db, input.id)
    if (!row) return ctx.fail('not_found', 'There is no such request.')
    if (row.status === 'completed')
      return ctx.fail('already_completed', 'Everything was done; there is nothing to repeat.')
    if (row.status === 'received' || row.status === 'processing')
      return ctx.fail('still_running', 'The request is still being worked on.')
    const attempt = row.attempt + 1
    await clearSteps(ctx.db, input.id)
    await setStatus(ctx.db, input.id, 'received', attempt, false)
    await ctx.publish('retried', await snapshotOf(ctx.db, input.id, attempt))
    ctx.wake(`request:${input.id}`)
    return (await findSubmission(ctx.db, input.id))!
  })
