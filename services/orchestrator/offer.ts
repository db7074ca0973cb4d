import type { Analysis } from '#contracts/nlp'
import { validate } from '#platform/validate'
import { statedBudget } from './budget.ts'
import { addDays, addWorkingDays, type Calendar, type Day, dayOf, plainWeek } from './calendar.ts'
import { type Offer, tiers } from './contract.ts'
import { OfferConfig, type Rates } from './offer-config.ts'
import { placeLines } from './offer-lines.ts'
import { onlyOne, priceTier, rangeOf, recommend } from './offer-tiers.ts'
import { counted, moneyText, percentOf, sum } from './price.ts'

/**
 * Prices an analysis. One calculation: hours × rate for each line, the lines of a tier added up, plus the contingency.
 * `lines`, `subtotalMinor` and `totalMinor` are those of the recommended tier. All amounts are whole minor units.
 *
 * @param given the rates; a table that leaves entries out gets the shipped ones for them
 * @param today the day the offer is made; all its dates count from the day this is in the time zone of the calendar
 * @param calendar the working days of the tenant; a plain week when absent
 * @throws Refusal `invalid_input` when the rates do not fit `OfferConfig`: no price is better than one made of `NaN`
 */
export function priceOffer(
  analysis: Analysis,
  given: Rates,
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
    validUntil: addDays(dayOf(today, calendar), config.validDays),
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
    nextSteps: nextSteps(terms, analysis.openQuestions.length, config, dayOf(today, calendar), calendar),
    method: methodText(analysis, config, offered.length, given.chosen),
  }
}

/** The first day work may start: the plan begins there and the next steps lead to it. */
export function startDay(today: Date, config: OfferConfig, calendar = plainWeek(config.daysPerWeek)): Day {
  return addWorkingDays(dayOf(today, calendar), config.startAfterDays, calendar)
}

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
          ? `Read the offer and answer ${counted(questions, 'open question')}.`
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

function methodText(analysis: Analysis, config: OfferConfig, tierCount: number, chosen: Rates['chosen'] = []): string {
  const rate = moneyText(config.rateMinorPerHour, config.currency)
  const level = analysis.complexity.level
  const ruledOut = analysis.features.filter((feature) => feature.priority === 'wont').length
  return [
    'Price rules 1.',
    `Hours of each line = hours of its category × ${config.complexityPercent[level]} % (${level}), rounded up to whole hours; amount = hours × rate.`,
    `The rate is ${rate} an hour, as ${chosen.includes('rateMinorPerHour') ? 'the organisation has chosen' : 'this installation is configured'}.`,
    `Contingency and deposit are percentages rounded half up to the smallest unit of ${config.currency}.`,
    ...(tierCount === 1
      ? ['The request names no feature that could be priced, so only the base work is offered.']
      : [
          'Essential holds the features with the most urgent priority found, Standard adds those marked should, Professional all others; extra services come with the higher tiers.',
          'Recommended is the smallest tier with every feature marked must or should; at least Professional for complex and Enterprise for enterprise requests.',
        ]),
    ...(ruledOut > 0 ? [`Not priced, because the request rules them out: ${counted(ruledOut, 'feature')}.`] : []),
    'Taxes are not included.',
  ].join(' ')
}
