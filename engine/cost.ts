import { storable } from './core.ts'

/** Amounts by unit, such as `EUR_micro` or `tokens`; which units there are is up to the code that spends. */
export type Amounts = Record<string, number>
/** Amounts by what they were spent on. */
export type Costs = Record<string, Amounts>

/**
 * Adds amounts to those of an attempt.
 * @throws RangeError for an amount that is no number of at least 0; then nothing is added
 */
export function addTo(costs: Costs, attempt: string | number, amounts: Amounts): void {
  const sum = { ...costs[attempt] }
  for (const [unit, amount] of Object.entries(amounts)) {
    sum[unit] = (sum[unit] ?? 0) + amount
    if (unit !== storable(unit) || typeof amount !== 'number' || !(amount >= 0) || !Number.isFinite(sum[unit]))
      throw new RangeError(`What is spent is a number of at least 0 per unit, not ${amount} ${JSON.stringify(unit)}.`)
  }
  if (Object.keys(sum).length > 0) costs[attempt] = sum
}

/** For a column: nothing, when nothing was spent. */
export const costsOrNone = (costs: Costs): Costs | undefined => (Object.keys(costs).length > 0 ? costs : undefined)
