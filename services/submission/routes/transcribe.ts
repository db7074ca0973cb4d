import type { Serve } from '#platform/service'
import { runAgain } from '../again.ts'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { lockSubmission, setTranscript } from '../store.ts'

/** A finished request runs again with the corrected words, whatever its status: everything that follows depends on them. */
export const transcribe: Serve<typeof submission, 'transcribe', Needs> = (input, outer) =>
  outer.transaction(async (ctx) => {
    const row = await lockSubmission(ctx.db, input.id)
    if (!row) return ctx.fail('not_found', 'There is no such request.')
    if (row.status === 'received' || row.status === 'processing')
      return ctx.fail(
        'still_running',
        'The request is still being worked on. Correct the transcript when it has ended.',
      )
    if (!(await setTranscript(ctx.db, input.id, input.text)))
      return ctx.fail('no_recording', 'This request has no voice note.')
    return runAgain(ctx, input.id, row.attempt)
  })
