import { type Analysis, complexities, industries, productKinds } from '#contracts/nlp'
import { tiers } from './contract.ts'
import { type Category, defaultOfferConfig, type OfferConfig } from './offer-config.ts'

/** A Friday, so that the first day after it is no working day. */
export const today = new Date('2026-02-27T22:30:00Z')

/** Repeatable numbers in [0, 1) from a seed (mulberry32), so that a failing round can be run again. */
export function sequence(seed: number): () => number {
  let state = seed * 0x9e3779b1 + 1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const pick = <V>(next: () => number, values: readonly V[]): V => values[Math.floor(next() * values.length)]!
const upTo = (next: () => number, max: number) => Math.floor(next() * (max + 1))
const categories = Object.keys(defaultOfferConfig.categoryHours) as Category[]

/** An analysis for tests, valid by its schema; only the parts the rules read vary. */
export function randomAnalysis(next: () => number, count = upTo(next, 14)): Analysis {
  const features = Array.from({ length: count }, (_, index) => ({
    id: `f${index + 1}`,
    name: `wish ${index + 1}`,
    category: pick(next, categories),
    priority: pick(next, ['must', 'should', 'could', 'wont'] as const),
    evidence: { source: 'description', start: index, end: index + 4, text: 'wish' },
  }))
  return {
    language: { code: 'en', confidence: 1, method: 'test' },
    depth: 'full',
    summary: [],
    industry: { value: pick(next, industries), confidence: 0.5, evidence: [], alternatives: [] },
    kind: { value: pick(next, productKinds), confidence: 0.5, evidence: [] },
    targetUsers: [],
    needs: [],
    features,
    entities: [],
    keywords: [],
    cues: [],
    sentiment: { score: 0, method: 'test' },
    complexity: { level: pick(next, complexities), points: 0, reasons: [] },
    openQuestions: Array.from({ length: upTo(next, 3) }, () => ({ question: 'When?', why: 'No date is named.' })),
    method: 'test',
    confidence: 0.5,
  }
}

/** Rates and hours far from the shipped ones, odd enough to show every rounding. */
export function randomConfig(next: () => number): OfferConfig {
  const vary = <K extends string>(table: Record<K, number>, max: number) =>
    Object.fromEntries(Object.keys(table).map((key) => [key, upTo(next, max)])) as Record<K, number>
  return {
    currency: pick(next, ['EUR', 'CZK', 'JPY', 'BHD']),
    rateMinorPerHour: upTo(next, 99_999),
    contingencyPercent: upTo(next, 100),
    validDays: 1 + upTo(next, 60),
    depositPercent: upTo(next, 100),
    hoursPerDay: 1 + upTo(next, 9),
    daysPerWeek: 1 + upTo(next, 6),
    teamSize: 1 + upTo(next, 4),
    startAfterDays: 1 + upTo(next, 30),
    discoveryHours: upTo(next, 40),
    designHours: upTo(next, 40),
    testHours: upTo(next, 40),
    deliveryHours: upTo(next, 40),
    setupHours: vary(defaultOfferConfig.setupHours, 50),
    categoryHours: vary(defaultOfferConfig.categoryHours, 50),
    complexityPercent: vary(defaultOfferConfig.complexityPercent, 333),
    rangePercent: vary(defaultOfferConfig.rangePercent, 100),
    rangePercentPerQuestion: upTo(next, 20),
    extras: Array.from({ length: upTo(next, 6) }, (_, index) => ({
      tier: pick(next, tiers.slice(1)),
      label: `extra ${index}`,
      hours: upTo(next, 20),
    })),
  }
}
