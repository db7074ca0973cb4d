import type { Live } from './replay.ts'
import type { RunRow } from './runs.sql.ts'

/** A run that a worker has just taken: nothing of it has been asked for yet. */
export function openLive(row: RunRow, worker: string): Live {
  return {
    row,
    worker,
    past: new Map(),
    later: [],
    pending: new Map(),
    counts: new Map(),
    position: 0,
    abort: new AbortController(),
    isGone: false,
    isAttached: false,
    hasNews: false,
    cancelReason: row.cancel_reason ?? undefined,
    isCancelling: row.cancel_reason !== null,
    isResting: false,
    isUndoing: false,
    undos: [],
    underway: new Set(),
    asking: new Set(),
    isOver: false,
    touchedAt: performance.now(),
    hears: false,
  }
}
