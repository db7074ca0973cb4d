import type { Analysis } from '#contracts/nlp'
import { type Offer, tiers } from './contract.ts'
import type { OfferConfig } from './offer-config.ts'
import type { Placed, TierName } from './offer-lines.ts'
import { counted, moneyText, percentOf, sum } from './price.ts'

type Tier = Offer['tiers'][number]
const leastTier: Record<Analysis['complexity']['level'], TierName> = {
  simple: 'Essential',
  moderate: 'Essential',
  complex: 'Professional',
  enterprise: 'Enterprise',
}

type Why = Omit<NonNullable<Offer['recommendation']>, 'tier'>
export const onlyOne: Offer['recommendation'] = {
  tier: tiers[0],
  because: 'only',
  reason: 'It is the only one: the request names no feature that could be priced.',
}

/** The smallest tier with every feature the request marks must or should, and no smaller than its complexity asks for. */
export function recommend(analysis: Analysis, placed: Placed[]): { tier: number; why: Why } {
  const asked = new Set(
    analysis.features.filter(({ priority }) => priority === 'must' || priority === 'should').map(({ id }) => id),
  )
  const needed = placed.filter((line) => line.featureId !== undefined && asked.has(line.featureId))
  const { level } = analysis.complexity
  const least = tiers.indexOf(leastTier[level])
  const holds = Math.max(0, ...needed.map((line) => line.tier))
  if (holds >= least)
    return {
      tier: holds,
      why: { because: 'asked', reason: 'It is the smallest one with everything that you must or should have.' },
    }
  return {
    tier: least,
    why: {
      because: 'complexity',
      reason: `A smaller one would hold what you asked for, but for a ${level} request we advise no less than this one.`,
    },
  }
}

const rangePercentMax = 60
/** How far every price may move, from the table of the rates: the more complex and the less settled, the further. */
export function rangeOf(analysis: Analysis, config: OfferConfig): NonNullable<Offer['range']> {
  const { level } = analysis.complexity
  const questions = analysis.openQuestions.length
  const [complexityPercent, percentPerQuestion] = [config.rangePercent[level], config.rangePercentPerQuestion]
  const all = complexityPercent + questions * percentPerQuestion
  const percent = Math.min(rangePercentMax, all)
  const reason = [
    `± ${percent} %: ${complexityPercent} % for a ${level} request`,
    ...(questions > 0 ? [` and ${percentPerQuestion} % for each of ${counted(questions, 'open question')}`] : []),
    ...(all > percent ? [`, at most ${rangePercentMax} %`] : []),
    questions > 0 ? '. It narrows as they are answered.' : '.',
  ].join('')
  return { percent, complexityPercent, questions, percentPerQuestion, reason }
}

/** One tier: the lines it includes, added up, plus the contingency. */
export function priceTier(
  name: TierName,
  index: number,
  recommended: boolean,
  placed: Placed[],
  config: OfferConfig,
  rangePercent: number,
): Tier {
  const lines = placed.filter((line) => line.tier <= index)
  const [base, features, extras] = (['base', 'feature', 'extra'] as const).map((part) =>
    lines.filter((line) => line.part === part),
  ) as [Placed[], Placed[], Placed[]]
  const subtotalMinor = sum(lines.map((line) => line.amountMinor))
  const contingencyMinor = percentOf(subtotalMinor, config.contingencyPercent)
  const amountMinor = subtotalMinor + contingencyMinor
  const money = (minor: number) => moneyText(minor, config.currency)
  const total = (part: Placed[]) => sum(part.map((line) => line.hours))
  const hours = (part: Placed[]) => `${total(part)} h`
  const spread = percentOf(amountMinor, rangePercent)
  const parts = [
    `Base work ${hours(base)}`,
    ...(features.length > 0 ? [`${counted(features.length, 'feature')} ${hours(features)}`] : []),
    ...(extras.length > 0 ? [`${counted(extras.length, 'extra service')} ${hours(extras)}`] : []),
  ]
  return {
    name,
    price: { amountMinor, currency: config.currency },
    featureIds: features.map((line) => line.featureId!),
    includes: [...base, ...extras].map((line) => line.label),
    recommended,
    calculation:
      `${parts.join(' + ')} = ${hours(lines)}; ${hours(lines)} × ${money(config.rateMinorPerHour)} = ${money(subtotalMinor)}; ` +
      `+ ${config.contingencyPercent} % contingency ${money(contingencyMinor)} = ${money(amountMinor)}.`,
    sum: {
      baseHours: total(base),
      featureHours: total(features),
      extraHours: total(extras),
      rateMinor: config.rateMinorPerHour,
      subtotalMinor,
      contingencyMinor,
    },
    range: { fromMinor: amountMinor - spread, toMinor: amountMinor + spread },
  }
}
