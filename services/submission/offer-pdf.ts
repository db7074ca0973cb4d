import type { Results } from '#contracts/orchestrator'
import type { Submission } from './contract.ts'
import { timeline } from './offer-pdf-plan.ts'
import { calculation, type Priced, tiers } from './offer-pdf-price.ts'
import { languageOf, openWords, type Words } from './offer-words.ts'
import { openPage } from './pdf-page.ts'
import { apart } from './pdf-text.ts'

/** Who makes the offer, as it stands at the head of the letter. */
export type Sender = { name?: string | undefined; address?: string | undefined }
type Parts = Priced & { sender: Sender }

/**
 * The offer and the plan as a document to send, in the language the request was answered in: the same figures as on the page, from the
 * same results, nothing added.
 */
export function offerPdf(request: Submission, results: Results, madeOn: string, sender: Sender = {}): Promise<Buffer> {
  const { offer, plan, analysis } = results
  if (!offer) throw new Error('There is no offer to print.')
  const words = openWords(languageOf(request.language, analysis), offer.currency)
  const { reference } = request
  const title = titleOf(words, request)
  const until = words.day(offer.terms.validUntil)
  const page = openPage({
    title: `${title} ${reference}`,
    language: words.language,
    isRtl: words.isRtl,
    running: [apart(sender.name ?? ''), `${title} ${apart(reference)}`],
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

const titleOf = (words: Words, { isSample }: Submission): string => words.say(isSample ? 'sampleTitle' : 'title')

function head({ page, words, offer, results, sender }: Parts, request: Submission, madeOn: string): void {
  if (sender.name) page.text(apart(sender.name), { size: 13, weight: 'bold', gap: 1 })
  for (const line of sender.address?.split(/\s*[\n;]\s*/u) ?? [])
    page.text(apart(line), { size: 9, color: page.soft, gap: 0 })
  if (sender.name) page.gap(18)
  page.text(titleOf(words, request), { size: 26, weight: 'bold', gap: 8 })
  if (request.isSample) page.text(words.say('sampleText'), { weight: 'bold', gap: 8 })
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
