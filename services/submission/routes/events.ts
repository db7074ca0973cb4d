import type { Sent, Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findSubmission, historyAfter } from '../store.ts'

const finals = new Set(['completed', 'partial', 'failed', 'cancelled'])
// A safety net only: each change wakes the stream.
const pollMs = 5_000

/** Sends the history after `Last-Event-ID`, then each change as it happens, and ends after the final status of the current attempt. */
export const events: Serve<typeof submission, 'events', Needs> = async ({ id, lastEventId }, ctx) => {
  if (!(await findSubmission(ctx.db, id))) ctx.fail('not_found', 'There is no such request.')
  return stream()

  async function* stream(): AsyncGenerator<Sent> {
    let last = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0
    while (!ctx.signal.aborted) {
      // Asked for before the look, so that a change between the look and the wait is not slept through.
      const changed = ctx.waitForWake(`request:${id}`, pollMs)
      for (const entry of await historyAfter(ctx.db, id, last)) {
        last = entry.seq
        yield { id: String(entry.seq), event: entry.event, data: entry.data }
      }
      const now = await findSubmission(ctx.db, id)
      const isUpToDate = (await historyAfter(ctx.db, id, last)).length === 0
      if (!now || (finals.has(now.status) && isUpToDate)) return
      if (isUpToDate) await changed
    }
  }
}
