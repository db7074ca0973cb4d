import type { Offer, Results } from '#contracts/orchestrator'
import type { Words } from './offer-words.ts'
import type { Cell, Page, Row } from './pdf-page.ts'
import { apart } from './pdf-text.ts'

/** What a section about the price is made of, and the page it is written on. */
export type Priced = { page: Page; words: Words; offer: Offer; results: Results }
/** Longer words of the customer are shortened in tables; the page shows them whole. */
const quoteMax = 300
const shortened = (text: string): string =>
  text.length <= quoteMax
    ? text
    : `${text
        .slice(0, text.lastIndexOf(' ', quoteMax) + 1 || quoteMax)
        .toWellFormed()
        .trim()} …`

/** The recommendation, how the budget stands to it, and every tier with its price, what it holds and its range. */
export function tiers({ page, words, offer, results }: Priced): void {
  const { recommendation, budget, range } = offer
  const chosen = offer.tiers.find((tier) => tier.recommended)!
  const complexity = words.complexity(offer.complexity)
  page.heading(words.say('price'))
  page.text(words.say('recommend', { tier: apart(chosen.name), price: words.money(chosen.price.amountMinor) }), {
    weight: 'bold',
    gap: 2,
  })
  if (recommendation) page.text(words.say(`because_${recommendation.because}`, { complexity }))
  if (budget) {
    const named = { budget: words.money(budget.price.amountMinor) }
    const least = offer.tiers[0]!
    const over = words.money(least.price.amountMinor - budget.price.amountMinor)
    page.text(
      budget.tier
        ? words.say('budgetWithin', { ...named, tier: apart(budget.tier) })
        : words.say('budgetNone', { ...named, tier: apart(least.name), over }),
    )
  }
  page.gap(6)
  const hasRange = offer.tiers.every((tier) => tier.range)
  const columns = hasRange
    ? [{ share: 0.58 }, { share: 0.18, isNumber: true }, { share: 0.24, isNumber: true }]
    : [{ share: 0.75 }, { share: 0.25, isNumber: true }]
  const titles = [words.say('tier'), words.say('tierPrice'), ...(hasRange ? [words.say('range')] : [])]
  const rows = offer.tiers.map((tier, index): Row => {
    const name = tier.recommended ? `${apart(tier.name)} (${words.say('recommended')})` : apart(tier.name)
    const span = tier.range ? words.span(tier.range.fromMinor, tier.range.toMinor) : ''
    return {
      cells: [
        { text: name, notes: contents(words, offer, results, index) },
        words.money(tier.price.amountMinor),
        ...(hasRange ? [span] : []),
      ],
      weight: tier.recommended ? 'bold' : 'normal',
    }
  })
  page.table(columns, titles, rows)
  if (range) {
    const { percent, complexityPercent, questions, percentPerQuestion } = range
    const n = words.number
    const why = words.say('rangeWhy', { percent: n(percent), complexityPercent: n(complexityPercent), complexity })
    const more = words.say('rangeQuestions', { each: n(percentPerQuestion), count: n(questions) })
    page.text(`${why}${questions > 0 ? more : '.'}`, { size: 8.5, color: page.soft, gap: 1 })
  }
  page.text(words.say('prices', { currency: words.currency() }), { size: 8.5, color: page.soft })
}

/** What a tier holds beyond the one before it, and its sum in numbers. */
function contents(words: Words, offer: Offer, { analysis }: Results, index: number): string[] {
  const [tier, smaller] = [offer.tiers[index]!, offer.tiers[index - 1]]
  const nameOf = (id: string) => apart(analysis?.features.find((feature) => feature.id === id)?.name ?? id)
  const features = tier.featureIds.filter((id) => !smaller?.featureIds.includes(id)).map(nameOf)
  const included = tier.includes.filter((label) => !smaller?.includes.includes(label)).map((label) => words.ours(label))
  const list = [...features, ...included].join(words.isRtl ? '؛ ' : '; ')
  const held = smaller ? `${words.say('everythingIn', { tier: apart(smaller.name) })} ${list || '–'}` : list
  return [held, sumOf(words, tier, offer.contingencyPercent)]
}

function sumOf(words: Words, { sum, price, calculation }: Offer['tiers'][number], percent: number): string {
  if (!sum) return apart(calculation)
  const money = (minor: number) => apart(words.money(minor))
  const parts = [sum.baseHours, sum.featureHours, sum.extraHours].filter((hours) => hours > 0)
  const hours = words.number(parts.reduce((all, part) => all + part, 0))
  const added = parts.length > 1 ? `${parts.map((part) => `${words.number(part)} h`).join(' + ')} = ` : ''
  const product = `${added}${hours} h × ${money(sum.rateMinor)} = ${money(sum.subtotalMinor)}`
  return `\u2066${product}; +\u00a0${words.number(percent)}\u00a0%\u00a0=\u00a0${money(price.amountMinor)}\u2069`
}

/** The lines of the recommended tier, each with its hours, rate and amount, down to the total. */
export function calculation({ page, words, offer }: Omit<Priced, 'results'>): void {
  const columns = [
    { share: 0.52 },
    { share: 0.12, isNumber: true },
    { share: 0.16, isNumber: true },
    { share: 0.2, isNumber: true },
  ]
  const chosen = offer.tiers.find((tier) => tier.recommended)!
  page.heading(words.say('calculation', { tier: apart(chosen.name) }))
  const titles = (['work', 'hours', 'rate', 'amount'] as const).map((key) => words.say(key))
  const rows = offer.lines.map(({ label, hours, rateMinor, amountMinor, evidence }): Row => {
    const work: Cell = evidence
      ? { text: words.name(label), notes: [words.quote(shortened(evidence.text))] }
      : words.ours(label)
    return { cells: [work, words.number(hours), words.money(rateMinor), words.money(amountMinor)] }
  })
  const sum = (label: string, minor: number): Row => ({ cells: [label, '', '', words.money(minor)] })
  const hours = words.number(offer.lines.reduce((all, line) => all + line.hours, 0))
  page.table(columns, titles, [
    ...rows,
    { cells: [words.say('subtotal'), hours, '', words.money(offer.subtotalMinor)], isTinted: true },
    sum(
      words.say('reserve', { percent: words.number(offer.contingencyPercent) }),
      offer.totalMinor - offer.subtotalMinor,
    ),
    { ...sum(words.say('total'), offer.totalMinor), weight: 'bold' },
  ])
}
