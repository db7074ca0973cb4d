import type { Serve } from '#platform/service'
import { runAgain } from '../again.ts'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { lockSubmission } from '../store.ts'

export const retry: Serve<typeof submission, 'retry', Needs> = (input, outer) =>
  outer.transaction(async (ctx) => {
    const row = await lockSubmission(ctx.db, input.id)
    if (!row) return ctx.fail('not_found', 'There is no such request.')
    if (row.status === 'completed')
      return ctx.fail('already_completed', 'Everything was done; there is nothing to repeat.')
    if (row.status === 'received' || row.status === 'processing')
      return ctx.fail('still_running', 'The request is still being worked on.')
    return runAgain(ctx, input.id, row.attempt)
  })
