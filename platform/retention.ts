import type { Database } from './database.ts'
import { deleteOldReplies, type Position, type PrunedEvents, pruneEvents } from './platform.sql.ts'
import { deleteOldRefusals } from './refusals.sql.ts'
import type { Log } from './service.ts'

const everyMs = 3_600_000
/** Replies under an Idempotency-Key are kept this long; clients retry for hours, not for weeks. */
export const repliesDays = 7
/** Rows that one statement looks at or removes, so that no lock is held for long. */
const rowsMax = 5_000

/** Removes events older than `eventsDays` that every listener has finished, refusals as old, and old replies under idempotency keys. Answers how many rows went. */
export async function prune(
  database: Database,
  eventsDays: number,
): Promise<{ events: number; replies: number; refusals: number }> {
  const { owner } = database
  const events = await pruneLog(database, eventsDays)
  const replies = await inBatches(() => owner.run(deleteOldReplies(repliesDays, rowsMax)))
  const refusals = await inBatches(() => owner.run(deleteOldRefusals(eventsDays, rowsMax)))
  return { events, replies, refusals }
}

/** Walks the log from its beginning to where nothing old is left. What is kept for a delivery is passed, not stopped at. */
async function pruneLog({ owner }: Database, eventsDays: number): Promise<number> {
  let after: Position = { transactionId: '0', seq: 0 }
  let removed = 0
  for (;;) {
    const batch: PrunedEvents = await owner.one<PrunedEvents>(pruneEvents(after, eventsDays, rowsMax))
    removed += batch.removed
    if (!batch.hasOld || !batch.last || batch.looked < rowsMax) return removed
    after = batch.last
  }
}

async function inBatches(remove: () => Promise<number>): Promise<number> {
  for (let removed = 0; ; ) {
    const rows = await remove()
    removed += rows
    if (rows < rowsMax) return removed
  }
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
  const removed = await prune(database, eventsDays)
  if (removed.events + removed.replies + removed.refusals > 0)
    log.debug(removed, 'old events, replies and refusals removed')
}
