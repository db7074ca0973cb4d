import type { Offer, Plan, Results } from '#contracts/orchestrator'
import type { Submission } from './contract.ts'
import { languageOf, openWords, type Words } from './offer-words.ts'
import { type Cell, openPage, type Page, type Row } from './pdf-page.ts'
import { apart } from './pdf-text.ts'

/** Who makes the offer, as it stands at the head of the letter. */
export type Sender = { name?: string | undefined; address?: string | undefined }
type Parts = { page: Page; words: Words; offer: Offer; results: Results; sender: Sender }
/** Longer words of the customer are shortened in tables; the page shows them whole. */
const quoteMax = 300
const shortened = (text: string): string =>
  text.length <= quoteMax
    ? text
    : `${text
        .slice(0, text.lastIndexOf(' ', quoteMax) + 1 || quoteMax)
        .toWellFormed()
        .trim()} …`

/**
 * The offer and the plan as a document to send, in the language the request was answered in: the same figures as on the page, from the
 * same results, nothing added.
 */
export function offerPdf(request: Submission, results: Results, madeOn: string, sender: Sender = {}): Promise<Buffer> {
  const { offer, plan, analysis } = results
  if (!offer) throw new Error('There is no offer to print.')
  const words = openWords(languageOf(request.language, analysis), offer.currency)
  const { reference } = request
  const until = words.day(offer.terms.validUntil)
  const page = openPage({
    title: `${words.say('title')} ${reference}`,
    language: words.language,
    isRtl: words.isRtl,
    running: [apart(sender.name ?? ''), `${words.say('title')} ${apart(reference)}`],
    foot: words.say('foot', { reference: apart(reference), date: until }),
    pageOf: (at, pages) => words.say('page', { page: words.number(at), pages: words.number(pages) }),
  })
  const parts: Parts = { page, words, offer, results, sender }
  head(parts, request, madeOn)
  tiers(parts)
  calculation(parts)
  if (plan) timeline(parts, plan)
  risksAndQuestions(parts)
  terms(parts)
  made(parts)
  acceptance(parts)
  return page.bytes()
}

function head({ page, words, offer, results, sender }: Parts, request: Submission, madeOn: string): void {
  if (sender.name) page.text(apart(sender.name), { size: 13, weight: 'bold', gap: 1 })
  for (const line of sender.address?.split(/\s*[\n;]\s*/u) ?? [])
    page.text(apart(line), { size: 9, color: page.soft, gap: 0 })
  if (sender.name) page.gap(18)
  page.text(words.say('title'), { size: 26, weight: 'bold', gap: 8 })
  const subject = words.say('subjectOf', {
    kind: words.kind(offer.kind),
    complexity: words.complexity(offer.complexity),
  })
  const facts: [string, string][] = [
    [words.say('reference'), apart(request.reference)],
    [words.say('date'), words.day(madeOn)],
    [words.say('validUntil'), words.day(offer.terms.validUntil)],
    ...(request.name ? [[words.say('preparedFor'), apart(request.name)] as [string, string]] : []),
    [words.say('subject'), subject],
  ]
  page.facts(facts)
  const asked = results.analysis?.summary ?? []
  if (asked.length > 0) page.heading(words.say('yourWords'))
  for (const { text } of asked) page.text(words.quote(text))
}

function tiers({ page, words, offer, results }: Parts): void {
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

function calculation({ page, words, offer }: Parts): void {
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

function timeline({ page, words }: Parts, plan: Plan): void {
  page.heading(words.say('plan', { start: words.day(plan.start), end: words.day(plan.end) }))
  const columns = [
    { share: 0.52 },
    { share: 0.12, isNumber: true },
    { share: 0.18, isNumber: true },
    { share: 0.18, isNumber: true },
  ]
  const titles = (['phase', 'hours', 'begin', 'end'] as const).map((key) => words.say(key))
  const rows = plan.phases.flatMap((phase): Row[] => {
    const hours = phase.tasks.reduce((all, task) => all + task.hours, 0)
    const given = received(words, phase)
    return [
      {
        cells: [words.ours(phase.name), words.number(hours), words.shortDay(phase.start), words.shortDay(phase.end)],
        weight: 'bold',
        isTinted: true,
      },
      ...phase.tasks.map(({ title, featureId, hours, start, end }, at): Row => {
        const text = featureId ? words.name(title) : words.ours(title)
        const isLast = at === phase.tasks.length - 1 && given !== ''
        return {
          cells: [
            isLast ? { text, notes: [given] } : text,
            words.number(hours),
            start ? words.shortDay(start) : '',
            end ? words.shortDay(end) : '',
          ],
        }
      }),
    ]
  })
  page.table(columns, titles, rows)
  const { calendar } = plan
  const small = { size: 8.5, color: page.soft, gap: 1 }
  if (!calendar?.country) {
    page.text(words.say('weekendsOnly'), small)
    return
  }
  page.text(
    words.say('holidaySource', { country: apart(calendar.country), source: apart(calendar.source ?? '') }),
    small,
  )
  const days = calendar.daysOff.map(({ date, name }) =>
    words.say('dayOff', { date: words.day(date), name: apart(name) }),
  )
  if (days.length > 0) page.text(words.say('daysOff', { days: days.join(words.isRtl ? '، ' : ', ') }), small)
}

/** What a phase leaves in the hands of the customer; what only repeats its tasks is said once. */
function received(words: Words, { tasks, deliverables }: Plan['phases'][number]): string {
  if (deliverables.length === 0) return ''
  const repeats = deliverables.length === tasks.length && deliverables.every((one, i) => one.endsWith(tasks[i]!.title))
  if (repeats && tasks.length > 1) return words.say('youGetAll')
  const list = deliverables.map((deliverable) => words.ours(deliverable)).join(words.isRtl ? '؛ ' : '; ')
  return words.say('youGet', { deliverables: list })
}

function risksAndQuestions({ page, words, results: { insights, analysis } }: Parts): void {
  const risks = insights?.risks ?? []
  if (risks.length > 0) page.heading(words.say('risks'))
  for (const { text, mitigation } of risks) page.bullet(`${words.ours(text)} ${words.ours(mitigation)}`)
  const questions = analysis?.openQuestions ?? []
  if (questions.length > 0) page.heading(words.say('questions'))
  for (const { question } of questions) page.bullet(words.ours(question))
}

function terms({ page, words, offer }: Parts): void {
  const { validDays, validUntil, depositPercent, depositMinor } = offer.terms
  const deposit = words.money(depositMinor)
  const tier = apart(offer.tiers.find(({ recommended }) => recommended)!.name)
  page.heading(words.say('terms'))
  page.bullet(words.say('valid', { days: words.number(validDays), date: words.day(validUntil) }))
  page.bullet(words.say('deposit', { percent: words.number(depositPercent), amount: deposit, tier }))
  page.bullet(words.say('start'))
  page.heading(words.say('next'))
  page.facts(offer.nextSteps.map(({ text, date }) => [words.day(date), words.ours(text, { deposit })]))
}

function made({ page, words }: Parts): void {
  page.heading(words.say('made'))
  page.text(words.say('madeText'), { size: 9, color: page.soft })
  if (!words.isWhole()) page.text(words.say('untranslated'), { size: 9, color: page.soft })
  if (page.isMissing()) page.text(words.say('missing'), { size: 9, color: page.soft })
}

function acceptance({ page, words, offer, sender }: Parts): void {
  page.room(300)
  page.heading(words.say('accept'))
  page.text(words.say('acceptText'), { gap: 6 })
  for (const tier of offer.tiers)
    page.choice(`${apart(tier.name)}: ${words.money(tier.price.amountMinor)}`, tier.recommended)
  const contractor = sender.name
    ? words.say('contractorOf', { organisation: apart(sender.name) })
    : words.say('contractor')
  const [place, name] = [words.say('place'), words.say('name')]
  page.blanks([
    [place, name, words.say('customer')],
    [place, name, contractor],
  ])
}
