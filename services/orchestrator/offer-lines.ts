import type { Analysis } from '#contracts/nlp'
import { type Offer, tiers } from './contract.ts'
import type { OfferConfig } from './offer-config.ts'
import { scaledHours } from './price.ts'

type Line = Offer['lines'][number]
type Feature = Analysis['features'][number]
export type TierName = (typeof tiers)[number]
/** A line, what it is, and the smallest tier that includes it (index into `tiers`). */
export type Placed = Line & { part: 'base' | 'feature' | 'extra'; tier: number }

/** The work every offer contains, in the order it is done. `planWork` finds its lines by these names. */
export const baseWork = {
  discovery: 'Discovery: goals, contents and open questions agreed',
  design: 'Design: pages, words and flows',
  setup: 'Set-up: the ground it is built on',
  test: 'Test of the whole',
  delivery: 'Delivery: put into service and handed over',
} as const

const priorities = ['must', 'should', 'could'] as const

/** Features in the order of their priority; what the request rules out is no part of any tier. */
function wantedFeatures(analysis: Analysis): { feature: Feature; tier: number }[] {
  const wanted = analysis.features.filter((feature) => feature.priority !== 'wont')
  const present = priorities.filter((priority) => wanted.some((feature) => feature.priority === priority))
  return present.flatMap((priority, rank) =>
    wanted
      .filter((feature) => feature.priority === priority)
      // The most urgent priority there is opens the list: a request without any "must" still gets an Essential tier that does something.
      .map((feature) => ({ feature, tier: rank === 0 ? 0 : priorities.indexOf(priority) })),
  )
}

/** All work there is to sell, in the order it is done: hours × rate for each line, and the smallest tier that includes it. */
export function placeLines(analysis: Analysis, config: OfferConfig): Placed[] {
  const factor = config.complexityPercent[analysis.complexity.level]
  const line = (label: string, hours: number): Line => {
    const scaled = scaledHours(hours, factor)
    return { label, hours: scaled, rateMinor: config.rateMinorPerHour, amountMinor: scaled * config.rateMinorPerHour }
  }
  const base = (label: string, hours: number): Placed => ({ ...line(label, hours), part: 'base', tier: 0 })
  const features = wantedFeatures(analysis).map(({ feature, tier }): Placed => {
    const priced = line(feature.name, config.categoryHours[feature.category])
    return { ...priced, featureId: feature.id, evidence: feature.evidence, part: 'feature', tier }
  })
  const extras = config.extras.map(
    (extra): Placed => ({
      ...line(extra.label, extra.hours),
      part: 'extra',
      tier: tiers.indexOf(extra.tier as TierName),
    }),
  )
  return [
    base(baseWork.discovery, config.discoveryHours),
    base(baseWork.design, config.designHours),
    base(baseWork.setup, config.setupHours[analysis.kind.value]),
    ...features,
    base(baseWork.test, config.testHours),
    // Extra work needs something to be done to: without a feature there is nothing to train for or to audit.
    ...(features.length > 0 ? extras : []),
    base(baseWork.delivery, config.deliveryHours),
  ]
}
