import type { Live } from './replay.ts'

const quietKinds = new Set<string>(['sleep', 'signal', 'event', 'child', 'race'])
/** Runs that only sleep or wait, with nothing due for `idleMs`; `dueMs` is when, or null for a signal or an event without limit. */
export function idleRuns(lives: Iterable<Live>, idleMs: number): { live: Live; dueMs: number | null }[] {
  const now = performance.now()
  return [...lives].flatMap((live) => {
    const waits = [...live.pending.values()]
    // While something is underway, such as a look whether a signal is there, its news has been taken note of already: letting go would lose it.
    const isAtRest = live.underway.size === 0 && live.isAttached && !live.isOver && !live.hasNews
    const isQuiet = isAtRest && live.later.length === 0 && now - live.touchedAt >= Math.min(idleMs, 5000)
    if (!isQuiet || waits.length === 0 || waits.some((p) => !quietKinds.has(p.kind))) return []
    const dueMs = Math.min(...waits.map((p) => p.dueAt ?? (p.kind === 'race' ? Infinity : 0))) - now
    return dueMs < idleMs ? [] : [{ live, dueMs: dueMs === Infinity ? null : dueMs }]
  })
}
