/**
 * `amount × percent / 100` in whole minor units, halves rounded up. Integers only, and the hundreds apart from the rest, so that it is exact as long as
 * the result is (9 × 10^15); `amount × (percent / 100)` was rejected because 0.15 has no exact binary form.
 */
export function percentOf(amount: number, percent: number): number {
  const hundreds = Math.floor(amount / 100)
  return hundreds * percent + Math.floor(((amount - hundreds * 100) * percent + 50) / 100)
}

/** Hours × factor, rounded up to whole hours, so that no hour is sold in fractions. */
export function scaledHours(hours: number, factorPercent: number): number {
  return Math.ceil((hours * factorPercent) / 100)
}

/** Minor units as text with the number of decimals ISO 4217 gives the currency: `11,212.50 EUR`, `1,200 JPY`. */
export function moneyText(amountMinor: number, currency: string): string {
  const decimals = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits!
  const digits = String(amountMinor).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''} ${currency}`
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

/** A number and its noun: `1 feature`, `2 features`. */
export const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
