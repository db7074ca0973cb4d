/** What a tier holds, split for reading: everything of a smaller tier, and what it adds. */
export type TierReading = { name: string; inherits?: string; items: string[] }

/**
 * Shortens lists that repeat each other: a tier that holds all of the tier before it names that tier and lists only what it adds.
 * Nothing is left out: a tier that lacks anything of the one before keeps its whole list.
 */
export function readTiers(tiers: { name: string; items: string[] }[]): TierReading[] {
  return tiers.map(({ name, items }, index) => {
    const before = tiers[index - 1]
    const isSuperset =
      before !== undefined && before.items.length > 0 && before.items.every((item) => items.includes(item))
    return isSuperset
      ? { name, inherits: before.name, items: items.filter((item) => !before.items.includes(item)) }
      : { name, items }
  })
}
