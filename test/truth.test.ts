// Every request of the corpus through all that is derived from it: nobody's words but the customer's, ours by name, or marked as a proposal.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Quote } from '#contracts/nlp'
import { advise } from '../services/nlp/advice.ts'
import { texts as examples } from '../services/nlp/analyse.examples.ts'
import { analyse } from '../services/nlp/analyse.ts'
import { corpus } from '../services/nlp/corpus.test-support.ts'
import { strangersIn } from '../services/nlp/strangers.ts'
import { priceOffer } from '../services/orchestrator/offer.ts'
import { defaultOfferConfig } from '../services/orchestrator/offer-config.ts'
import { planWork } from '../services/orchestrator/plan.ts'
import { buildSite } from '../services/prototype/build.ts'
import { chooseTemplate } from '../services/template/choose.ts'
import { loadPacks } from '../services/template/packs.ts'
import { root } from './tree.ts'

/** The named tables: whatever these files say is ours, and open to read. Word lists that only recognise words are not among them. */
const tables = [
  'nlp/questions.ts',
  'nlp/conflicts.ts',
  'nlp/complexity.ts',
  'orchestrator/offer.ts',
  'orchestrator/offer-config.ts',
  'orchestrator/plan.ts',
  'orchestrator/contract.ts',
]
const tableWords = new Set(
  tables
    .flatMap((path) =>
      readFileSync(join(root, 'services', path), 'utf8').match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu),
    )
    .map(String),
)
const today = new Date('2026-11-20T09:00:00Z')
const packs = await loadPacks()
const requests = [
  ...corpus,
  ...Object.entries(examples).map(([id, text]) => ({ id, text, language: id.length === 2 ? id : 'en' })),
]

/** All strings of a value with the key they stand under, all its numbers, all its quotes. */
function contents(value: unknown) {
  const strings: { at: string; text: string }[] = []
  const numbers: number[] = []
  const quotes: Quote[] = []
  const walk = (one: unknown, at: string): void => {
    if (typeof one === 'string') strings.push({ at, text: one })
    else if (typeof one === 'number') numbers.push(one)
    else if (Array.isArray(one)) {
      numbers.push(one.length)
      for (const item of one) walk(item, at)
    } else if (one && typeof one === 'object') {
      if ('source' in one && 'start' in one && 'end' in one) quotes.push(one as unknown as Quote)
      for (const [key, item] of Object.entries(one)) walk(item, key)
    }
  }
  walk(value, '')
  return { strings, numbers, quotes }
}

/** The sum in words adds up, from hours of the lines to the price of the tier. */
function checkSum(calculation: string, priceMinor: number): void {
  const [hours, work, all] = calculation.split('; ')
  const read = (text: string | undefined, pattern: RegExp) =>
    [...(text ?? '').matchAll(pattern)].map(([, n]) => Math.round(Number(n!.replaceAll(',', '')) * 100))
  const parts = read(hours, /([\d,.]+) h\b/gu)
  const total = parts.pop()!
  assert.equal(
    parts.reduce((a, b) => a + b, 0),
    total,
    calculation,
  )
  const [rate, subtotal] = read(work, /([\d,.]+) [A-Z]{3}/gu)
  assert.equal((total / 100) * rate!, subtotal, calculation)
  const [contingency, price] = read(all, /([\d,.]+) [A-Z]{3}/gu)
  assert.equal(subtotal! + contingency!, price, calculation)
  assert.equal(price, priceMinor, calculation)
}

/** Names of ours and not words for a reader: ids, dates worked out by the calendar, which method spoke. */
const isOurs = (at: string) =>
  /^(?:id|calculation|source|featureId|featureIds|dependsOn|currency|code|method|start|end|date|validUntil|kind|value|level|name)$/u.test(
    at,
  )
const flat = (text: string) => text.replace(/\s+/gu, ' ').trim()

/** Fails for a quote, number or proper noun in `output` that neither the input nor a number of the output or of `known` nor a named table accounts for. */
function checkTruth(output: unknown, text: string, known: readonly unknown[] = []): void {
  const { strings, numbers, quotes } = contents(output)
  for (const quote of quotes) assert.equal(text.slice(quote.start, quote.end), quote.text)
  const counted = [...numbers, ...contents(known).numbers].flatMap((n) => [String(n), (n / 100).toFixed(2)])
  for (const { at, text: said } of strings.filter((s) => !isOurs(s.at))) {
    for (const [, inner] of said.matchAll(/“([^”]*)”/gu))
      assert.ok(flat(text).includes(inner!.replace(/ …$/u, '').trim()), `${at}: “${inner}” stands nowhere`)
    const strangers = strangersIn(said, [text, ...counted, ...contents(known).strings.map((s) => s.text)]).filter(
      (word) => !tableWords.has(word),
    )
    assert.deepEqual(strangers, [], `${at}: ${said}`)
  }
}

test('the check of truth catches an invented name, number and quote, each', () => {
  const text = 'We want a shop for 30 people in Brno.'
  const quote = (part: string) => ({
    source: 'd',
    start: text.indexOf(part),
    end: text.indexOf(part) + part.length,
    text: part,
  })
  checkTruth({ because: [quote('30 people')], why: '“30 people” in Brno' }, text)
  assert.throws(() => checkTruth({ why: 'Ask Fernsby.' }, text))
  assert.throws(() => checkTruth({ why: 'It costs 4711 in all.' }, text))
  assert.throws(() => checkTruth({ why: '“a museum”' }, text))
  assert.throws(() => checkTruth({ because: [{ ...quote('30 people'), text: '40 people' }] }, text))
})

test('analysis, insights, offer and plan of every request say nothing that its input or a named table does not', async () => {
  assert.ok(requests.length >= 70)
  for (const { id, text } of requests) {
    const analysis = await analyse({ sources: [{ id: 'description', kind: 'description', label: 'Text', text }] })
    const insights = advise(analysis)
    const offer = priceOffer(analysis, defaultOfferConfig, today)
    const plan = planWork(analysis, offer, defaultOfferConfig, today)
    try {
      checkTruth(analysis, text)
      for (const { name } of [...analysis.features, ...analysis.targetUsers])
        assert.ok(flat(text).includes(name), `“${name}” stands nowhere`)
      for (const part of [...insights.technology, ...insights.risks, ...insights.opportunities]) {
        // Advice is ours and says so; what it rests on is the customer's.
        assert.equal(part.source, 'proposal')
        checkTruth(part.because, text)
      }
      checkTruth(offer, text, [analysis.openQuestions, analysis.features, defaultOfferConfig])
      for (const tier of offer.tiers) checkSum(tier.calculation, tier.price.amountMinor)
      checkTruth(plan, text, [offer, defaultOfferConfig])
    } catch (error) {
      throw new Error(`${id}: ${(error as Error).message}`, { cause: error })
    }
  }
})

test('each text of the prototype of every request is the customer’s, exactly, or marked as a proposal', async () => {
  for (const { id, text, language } of requests) {
    const sources = [{ id: 'description', kind: 'description' as const, label: 'Text', text }]
    const analysis = await analyse({ sources })
    const manifests = [...packs.values()].map((p) => p.pack)
    const pack = packs.get(chooseTemplate(manifests, analysis, text).id)!
    const site = await buildSite(pack, { requestId: `req_${id}`, language, analysis, sources })
    for (const { source, text: said, evidence, slot } of site.texts) {
      if (source === 'proposal') continue
      assert.equal(text.slice(evidence!.start, evidence!.end), said, `${id} ${slot}`)
    }
    const labels = Object.entries(pack.files).filter(([path]) => path.startsWith('labels/'))
    const ours = [...site.texts.map((t) => t.text), ...(site.look ?? []), ...labels.map(([, json]) => json)]
    for (const [path, html] of Object.entries(site.files).filter(([name]) => name.endsWith('.html'))) {
      const shown = html
        .replace(/<(?:script|style)[\s\S]*?<\/(?:script|style)>|<[^>]+>/gu, ' ')
        .replace(/&#?\w+;/gu, ' ')
      const names = strangersIn(shown, [text, ...ours]).filter((word) => !/^\d+$/u.test(word))
      assert.deepEqual(names, [], `${id} ${path}`)
    }
  }
})
