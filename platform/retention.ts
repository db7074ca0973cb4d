import type { Database } from './database.ts'
import { deleteFinishedEvents, deleteOldReplies } from './platform.sql.ts'
import { deleteOldRefusals } from './refusals.sql.ts'
import type { Log } from './service.ts'

const everyMs = 3_600_000
/** Replies under an Idempotency-Key are kept this long; clients retry for hours, not for weeks. */
export const repliesDays = 7
/** Rows of one statement, so that no lock is held for long. */
const rowsMax = 5_000

/** Removes events older than `eventsDays` that every listener has finished, refusals as old, and old replies under idempotency keys. Answers how many rows went. */
export async function prune(
  database: Database,
  eventsDays: number,
): Promise<{ events: number; replies: number; refusals: number }> {
  const events = await database.owner.run(deleteFinishedEvents(eventsDays, rowsMax))
  const replies = await database.owner.run(deleteOldReplies(repliesDays))
  const refusals = await database.owner.run(deleteOldRefusals(eventsDays, rowsMax))
  return { events, replies, refusals }
}

/** Prunes once an hour, in every process; that several do it at once harms nothing. The returned function stops it. */
export function pruneHourly(database: Database, eventsDays: number, log: Log): () => void {
  const timer = setInterval(() => {
    pruneAll(database, eventsDays, log).catch((error) => {
      log.warn({ err: error }, 'old events and replies could not be removed, will try again in an hour')
    })
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

async function pruneAll(database: Database, eventsDays: number, log: Log): Promise<void> {
  for (;;) {
    const removed = await prune(database, eventsDays)
    if (removed.events + removed.replies + removed.refusals > 0)
      log.debug(removed, 'old events, replies and refusals removed')
    if (removed.events < rowsMax && removed.refusals < rowsMax) return
  }
}
