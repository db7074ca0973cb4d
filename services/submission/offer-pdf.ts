import type { Offer, Plan, Results } from '#contracts/orchestrator'
import type { Submission } from './contract.ts'
import { openPage, type Page } from './pdf-page.ts'

const locale = 'en-GB'
const day = (date: string) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date))
function moneyIn(currency: string) {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return (minor: number) => format.format(minor / 10 ** digits)
}

/** The offer and the plan as a document to send: the same figures as on the page, from the same results, nothing added. */
export function offerPdf(
  request: Submission,
  { offer, plan, analysis, insights }: Results,
  madeOn: string,
): Promise<Buffer> {
  if (!offer) throw new Error('There is no offer to print.')
  const money = moneyIn(offer.currency)
  const page = openPage(`Offer ${request.reference}`, `Offer ${request.reference} · ${offer.method}`)
  page.text('Offer', { size: 26, weight: 'bold', gap: 2 })
  page.text(`${request.reference} · ${day(madeOn)} · valid until ${day(offer.terms.validUntil)}`, { color: page.soft })
  if (request.name) page.text(`Prepared for ${request.name}`, { color: page.soft })

  const asked = analysis?.summary ?? []
  if (asked.length > 0) page.heading('In your words')
  for (const { text } of asked) page.text(`“${text}”`)
  tiers(page, offer, money)
  calculation(page, offer, money)
  if (plan) timeline(page, plan)
  const risks = insights?.risks ?? []
  if (risks.length > 0) page.heading('Risks, and what we would do about them')
  for (const { text, mitigation } of risks) page.bullet(`${text} ${mitigation}`)
  const questions = analysis?.openQuestions ?? []
  if (questions.length > 0) page.heading('Questions to settle first')
  for (const { question } of questions) page.bullet(question)
  terms(page, offer, money)
  return page.bytes()
}

function tiers(page: Page, offer: Offer, money: (minor: number) => string): void {
  page.heading('Price')
  for (const tier of offer.tiers) {
    const name = tier.recommended ? `${tier.name} (recommended)` : tier.name
    page.row([{ share: 0.7 }, { share: 0.3, isNumber: true }], [name, money(tier.price.amountMinor)], {
      size: 11,
      weight: tier.recommended ? 'bold' : 'normal',
    })
    page.text(tier.calculation, { size: 8.5, color: page.soft })
  }
}

function calculation(page: Page, offer: Offer, money: (minor: number) => string): void {
  const columns = [
    { share: 0.55 },
    { share: 0.12, isNumber: true },
    { share: 0.15, isNumber: true },
    { share: 0.18, isNumber: true },
  ]
  page.heading('How the recommended price comes about')
  page.row(columns, ['What', 'Hours', 'Rate', 'Amount'], { weight: 'bold' })
  page.rule()
  for (const { label, hours, rateMinor, amountMinor, evidence } of offer.lines) {
    page.row(columns, [label, `${hours}`, money(rateMinor), money(amountMinor)])
    if (evidence) page.text(`“${evidence.text}”`, { size: 8.5, color: page.soft })
  }
  page.rule()
  const reserve = offer.totalMinor - offer.subtotalMinor
  page.row(columns, ['Subtotal', '', '', money(offer.subtotalMinor)])
  page.row(columns, [`Reserve for what nobody knows yet, ${offer.contingencyPercent} %`, '', '', money(reserve)])
  page.row(columns, ['Total', '', '', money(offer.totalMinor)], { weight: 'bold' })
}

function timeline(page: Page, plan: Plan): void {
  page.heading(`Plan: ${day(plan.start)} to ${day(plan.end)}`)
  for (const phase of plan.phases) {
    page.text(`${phase.name}: ${day(phase.start)} to ${day(phase.end)}`, { weight: 'bold', gap: 2 })
    for (const { title, hours } of phase.tasks) page.bullet(`${title}, ${hours} h`, { gap: 1 })
    if (phase.deliverables.length > 0)
      page.text(`You get: ${phase.deliverables.join('; ')}.`, { color: page.soft, gap: 8, indent: 14 })
  }
}

function terms(
  page: Page,
  { terms: { validDays, validUntil, depositPercent, depositMinor }, nextSteps }: Offer,
  money: (minor: number) => string,
): void {
  page.heading('Terms')
  page.bullet(`This offer is valid for ${validDays} days, until ${day(validUntil)}.`)
  page.bullet(`${depositPercent} % (${money(depositMinor)}) is due before work starts.`)
  page.heading('Next steps')
  for (const { text, date } of nextSteps) page.bullet(`${day(date)}: ${text}`)
}
