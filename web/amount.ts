/** A positive amount as people write it, with a point or a comma before the decimals: "75", "75.50", "1800,5". Undefined when it is none. */
export function amountIn(text: string): number | undefined {
  const plain = text.trim().replace(',', '.')
  return /^\d{1,9}(\.\d{1,4})?$/.test(plain) ? Number(plain) : undefined
}

/** Decimals of a currency's minor unit (ISO 4217), as the browser knows them: 2 for EUR, 0 for JPY. */
const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** An amount in minor units of its currency; undefined when it has more decimals than the currency, or is none. */
export function minorOf(text: string, currency: string): number | undefined {
  const amount = amountIn(text)
  if (amount === undefined) return undefined
  const minor = amount * 10 ** decimalsOf(currency)
  return Math.abs(minor - Math.round(minor)) < 1e-6 ? Math.round(minor) : undefined
}

/** Minor units as somebody would type them: 7550 EUR is "75.50", 1800 JPY is "1800". */
export const amountOf = (minor: number, currency: string): string => {
  const decimals = decimalsOf(currency)
  return (minor / 10 ** decimals).toFixed(decimals)
}
