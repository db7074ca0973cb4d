/** What a claim knows of the tenants: how much of theirs is under way here, and when each last had a turn (a running number; 0 is never). */
export type Turns = { tenants: string[]; busyPerTenant: number[]; lastTurnPerTenant: number[] }

const rememberedMax = 1000

/** Keeps turns between tenants: who has least under way comes first, then who waited longest for a turn. */
export function openTurns() {
  const last = new Map<string, number>()
  let turn = 0
  return {
    /** Notes that work of a tenant was taken. */
    took(tenant: string): void {
      last.delete(tenant)
      last.set(tenant, ++turn)
      if (last.size > rememberedMax) last.delete(last.keys().next().value!)
    },
    /** `underway` names the tenant of each piece of work that runs here. */
    now(underway: Iterable<string>): Turns {
      const busy = new Map<string, number>()
      for (const tenant of underway) busy.set(tenant, (busy.get(tenant) ?? 0) + 1)
      const tenants = [...new Set([...last.keys(), ...busy.keys()])]
      return {
        tenants,
        busyPerTenant: tenants.map((t) => busy.get(t) ?? 0),
        lastTurnPerTenant: tenants.map((t) => last.get(t) ?? 0),
      }
    },
  }
}
