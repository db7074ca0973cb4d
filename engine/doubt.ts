/**
 * After a claim failed, the database may hold things as ours that we never heard of: the answer was lost, or is still being made. Doubt lasts until a
 * look for such strays succeeded that began well after the failure.
 */
export function openDoubt() {
  const settleMs = 1000
  let since: number | undefined
  return {
    isOpen: () => since !== undefined,
    raise(): void {
      since = performance.now()
    },
    /** Looks with `look`, if there is doubt. */
    async check(look: () => Promise<void>): Promise<void> {
      if (since === undefined) return
      const begunAt = performance.now()
      await look()
      if (begunAt - since > settleMs) since = undefined
    },
  }
}
