import type { Analysis } from '#contracts/nlp'
import type { Offer } from './contract.ts'

const currencyWords: [RegExp, string][] = [
  [/€|\beuros?\b|\bEUR\b/iu, 'EUR'],
  [/£|\bpounds?\b|\bGBP\b/iu, 'GBP'],
  [/US\$|\bUSD\b|\bdollars?\b|\$/iu, 'USD'],
  [/Kč(?!\p{L})|\bCZK\b|\bkorun/iu, 'CZK'],
  [/\bCHF\b|\bfrancs?\b/iu, 'CHF'],
]

/**
 * An amount as people write it: `6,000 euros`, `6.000 €`, `6 000 Kč`, `EUR 6000.50`, `6k €`. A separator before exactly three digits separates thousands.
 * Undefined when the currency or the number cannot be told for sure.
 */
export function readAmount(text: string): { amountMinor: number; currency: string } | undefined {
  const currency = currencyWords.find(([pattern]) => pattern.test(text))?.[1]
  const match = /(\d{1,3}(?:[.,’'\s\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{2}))?(?!\d)\s*(k(?!\p{L}))?/iu.exec(text)
  if (!currency || !match) return undefined
  const units = Number(match[1]!.replace(/\D/gu, '')) * (match[3] ? 1_000 : 1)
  return { amountMinor: units * 100 + Number(match[2] ?? 0), currency }
}

/**
 * The budget the request states and how the tiers stand to it: the largest tier within it, or none. Only an amount that stands inside a sentence about the
 * budget counts, in the offer's currency; of several amounts the largest. Undefined when the request states none.
 */
export function statedBudget(analysis: Analysis, tiers: Offer['tiers'], currency: string): Offer['budget'] {
  const cues = analysis.cues.filter((cue) => cue.kind === 'budget').map((cue) => cue.evidence)
  const amounts = analysis.entities
    .filter(
      ({ kind, evidence: e }) =>
        kind === 'money' && cues.some((c) => c.source === e.source && c.start <= e.start && e.end <= c.end),
    )
    .flatMap(({ evidence }) => {
      const amount = readAmount(evidence.text)
      return amount?.currency === currency ? [{ evidence, amountMinor: amount.amountMinor }] : []
    })
    .sort((a, b) => b.amountMinor - a.amountMinor)
  const [largest] = amounts
  if (!largest) return undefined
  const within = tiers.filter((tier) => tier.price.amountMinor <= largest.amountMinor).at(-1)
  return {
    price: { amountMinor: largest.amountMinor, currency },
    evidence: largest.evidence,
    ...(within && { tier: within.name }),
  }
}
