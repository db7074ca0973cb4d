import type { Analysis } from '#contracts/nlp'
import { validate } from '#platform/validate'
import { statedBudget } from './budget.ts'
import { addDays, addWorkingDays, type Calendar, type Day, dayOf, plainWeek } from './calendar.ts'
import { type Offer, tiers } from './contract.ts'
import { OfferConfig } from './offer-config.ts'
import { moneyText, percentOf, scaledHours, sum } from './price.ts'

type Line = Offer['lines'][number]
type Tier = Offer['tiers'][number]
type Feature = Analysis['features'][number]
type TierName = (typeof tiers)[number]
/** A line, what it is, and the smallest tier that includes it (index into `tiers`). */
type Placed = Line & { part: 'base' | 'feature' | 'extra'; tier: number }

/** The work every offer contains, in the order it is done. `planWork` finds its lines by these names. */
export const baseWork = {
  discovery: 'Discovery: goals, contents and open questions agreed',
  design: 'Design: pages, words and flows',
  setup: 'Set-up: the ground it is built on',
  test: 'Test of the whole',
  delivery: 'Delivery: put into service and handed over',
} as const

const priorities = ['must', 'should', 'could'] as const

/**
 * Prices an analysis. One calculation: hours × rate for each line, the lines of a tier added up, plus the contingency.
 * `lines`, `subtotalMinor` and `totalMinor` are those of the recommended tier. All amounts are whole minor units.
 *
 * @param given the rates; a table that leaves entries out gets the shipped ones for them
 * @param today the day the offer is made; all its dates count from here, in UTC
 * @param calendar the working days of the tenant; a plain week when absent
 * @throws Refusal `invalid_input` when the rates do not fit `OfferConfig`: no price is better than one made of `NaN`
 */
export function priceOffer(
  analysis: Analysis,
  given: OfferConfig,
  today: Date,
  calendar = plainWeek(given.daysPerWeek),
): Offer {
  const config = validate<OfferConfig>(OfferConfig, structuredClone(given))
  const placed = placeLines(analysis, config)
  const last = placed.some((line) => line.part === 'feature') ? tiers.length - 1 : 0
  const advised = recommend(analysis, placed)
  const recommended = Math.min(last, advised.tier)
  const range = rangeOf(analysis, config)
  const offered = tiers
    .slice(0, last + 1)
    .map((name, index) => priceTier(name, index, index === recommended, placed, config, range.percent))
  const lines = placed.filter((line) => line.tier <= recommended).map(({ part: _, tier: __, ...line }) => line)
  const totalMinor = offered[recommended]!.price.amountMinor
  const depositMinor = percentOf(totalMinor, config.depositPercent)
  const terms = {
    validDays: config.validDays,
    validUntil: addDays(dayOf(today), config.validDays),
    depositPercent: config.depositPercent,
    depositMinor,
  }
  const budget = statedBudget(analysis, offered, config.currency)
  return {
    kind: analysis.kind.value,
    complexity: analysis.complexity.level,
    currency: config.currency,
    lines,
    subtotalMinor: sum(lines.map((line) => line.amountMinor)),
    contingencyPercent: config.contingencyPercent,
    totalMinor,
    tiers: offered,
    range,
    recommendation: last === 0 ? onlyOne : { tier: tiers[recommended]!, ...advised.why },
    ...(budget && { budget }),
    terms,
    nextSteps: nextSteps(terms, analysis.openQuestions.length, config, dayOf(today), calendar),
    method: methodText(analysis, config, offered.length),
  }
}

/** The first day work may start: the plan begins there and the next steps lead to it. */
export function startDay(today: Date, config: OfferConfig, calendar = plainWeek(config.daysPerWeek)): Day {
  return addWorkingDays(dayOf(today), config.startAfterDays, calendar)
}

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

function placeLines(analysis: Analysis, config: OfferConfig): Placed[] {
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

const leastTier: Record<Analysis['complexity']['level'], TierName> = {
  simple: 'Essential',
  moderate: 'Essential',
  complex: 'Professional',
  enterprise: 'Enterprise',
}

type Why = Omit<NonNullable<Offer['recommendation']>, 'tier'>
const onlyOne: Offer['recommendation'] = {
  tier: tiers[0],
  because: 'only',
  reason: 'It is the only one: the request names no feature that could be priced.',
}

/** The smallest tier with every feature the request marks must or should, and no smaller than its complexity asks for. */
function recommend(analysis: Analysis, placed: Placed[]): { tier: number; why: Why } {
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
function rangeOf(analysis: Analysis, config: OfferConfig): NonNullable<Offer['range']> {
  const { level } = analysis.complexity
  const questions = analysis.openQuestions.length
  const [complexityPercent, percentPerQuestion] = [config.rangePercent[level], config.rangePercentPerQuestion]
  const all = complexityPercent + questions * percentPerQuestion
  const percent = Math.min(rangePercentMax, all)
  const reason = [
    `± ${percent} %: ${complexityPercent} % for a ${level} request`,
    ...(questions > 0 ? [` and ${percentPerQuestion} % for each of ${count(questions, 'open question')}`] : []),
    ...(all > percent ? [`, at most ${rangePercentMax} %`] : []),
    questions > 0 ? '. It narrows as they are answered.' : '.',
  ].join('')
  return { percent, complexityPercent, questions, percentPerQuestion, reason }
}

function priceTier(
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
    ...(features.length > 0 ? [`${count(features.length, 'feature')} ${hours(features)}`] : []),
    ...(extras.length > 0 ? [`${count(extras.length, 'extra service')} ${hours(extras)}`] : []),
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

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

function nextSteps(
  terms: Offer['terms'],
  questions: number,
  config: OfferConfig,
  today: Day,
  calendar: Calendar,
): Offer['nextSteps'] {
  const start = addWorkingDays(today, config.startAfterDays, calendar)
  const { validUntil } = terms
  const noLaterThan = (day: Day, limit: Day) => (day < limit ? day : limit)
  const beforeStart = addWorkingDays(start, -1, calendar)
  const acceptBy = noLaterThan(beforeStart > today ? beforeStart : start, validUntil)
  const readBy = noLaterThan(addWorkingDays(today, 3, calendar), acceptBy)
  const deposit = moneyText(terms.depositMinor, config.currency)
  const steps = [
    {
      text:
        questions > 0
          ? `Read the offer and answer ${count(questions, 'open question')}.`
          : 'Read the offer and tell us what is wrong or missing.',
      date: readBy,
    },
    {
      text: `Accept a tier and pay the deposit (${deposit} for the recommended one), so that work can start as planned.`,
      date: acceptBy,
    },
    { text: 'Work starts with the discovery, if the offer was accepted in time.', date: start },
    { text: 'The offer ends.', date: validUntil },
  ]
  return steps.sort((a, b) => a.date.localeCompare(b.date))
}

function methodText(analysis: Analysis, config: OfferConfig, tierCount: number): string {
  const level = analysis.complexity.level
  const ruledOut = analysis.features.filter((feature) => feature.priority === 'wont').length
  return [
    'Price rules 1.',
    `Hours of each line = hours of its category × ${config.complexityPercent[level]} % (${level}), rounded up to whole hours; amount = hours × rate.`,
    `Contingency and deposit are percentages rounded half up to the smallest unit of ${config.currency}.`,
    ...(tierCount === 1
      ? ['The request names no feature that could be priced, so only the base work is offered.']
      : [
          'Essential holds the features with the most urgent priority found, Standard adds those marked should, Professional all others; extra services come with the higher tiers.',
          'Recommended is the smallest tier with every feature marked must or should; at least Professional for complex and Enterprise for enterprise requests.',
        ]),
    ...(ruledOut > 0 ? [`Not priced, because the request rules them out: ${count(ruledOut, 'feature')}.`] : []),
    'Taxes are not included.',
  ].join(' ')
}
