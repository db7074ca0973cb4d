/** Work that waits here for a slot should have begun after this time; elsewhere it might have begun at once. */
const aheadMs = 20
const aheadMax = 192
const weight = 0.2

/**
 * How far ahead of its slots a process claims. A claim costs as much as the work of many quick tasks, so those are claimed in advance; but what a process
 * holds no other can begin. `slots` is how many run at once.
 */
export function openPace(slots: number) {
  const perName = new Map<string, number>()
  return {
    /** A task of this name took so long, from begin to end. */
    took(name: string, ms: number): void {
      const before = perName.get(name) ?? ms
      perName.set(name, before + (ms - before) * weight)
    },
    /** Tasks that will have found a slot within 20 ms if all go on as of late; none while one is at work for longer. `oldestMs` is how long. */
    ahead(oldestMs: number): number {
      const slowest = Math.max(oldestMs, ...perName.values())
      if (perName.size === 0 || slowest >= aheadMs) return 0
      return Math.min(aheadMax, Math.floor((slots * aheadMs) / Math.max(slowest, 0.05)) - slots)
    },
  }
}
