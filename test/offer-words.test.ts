// What other services write in English and the offer says in its own language: every sentence of ours that any request leads to has its words.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advise } from '../services/nlp/advice.ts'
import { risks } from '../services/nlp/advice-rules.ts'
import { texts as examples } from '../services/nlp/analyse.examples.ts'
import { analyse } from '../services/nlp/analyse.ts'
import { corpus } from '../services/nlp/corpus.test-support.ts'
import { priceOffer } from '../services/orchestrator/offer.ts'
import { defaultOfferConfig } from '../services/orchestrator/offer-config.ts'
import { baseWork } from '../services/orchestrator/offer-lines.ts'
import { planWork } from '../services/orchestrator/plan.ts'
import { languages, openWords, type Texts, textsOf } from '../services/submission/offer-words.ts'

const today = new Date('2026-11-20T09:00:00Z')
const translated = languages.filter((language) => language !== 'en')
const requests = [
  ...corpus,
  ...Object.entries(examples).map(([id, text]) => ({ text, language: id.length === 2 ? id : 'en' })),
]

/** Our own sentences in the results of a request; the words of customers are not among them. */
async function sentences({ text, language }: { text: string; language: string }): Promise<string[]> {
  const analysis = await analyse({ language, sources: [{ id: 'description', kind: 'description', label: 'x', text }] })
  const offer = priceOffer(analysis, defaultOfferConfig, today)
  const plan = planWork(analysis, offer, defaultOfferConfig, today)
  return [
    ...offer.lines.filter(({ featureId }) => !featureId).map(({ label }) => label),
    ...offer.tiers.flatMap(({ includes }) => includes),
    ...offer.nextSteps.map((step) => step.text),
    ...plan.phases.flatMap(({ name, deliverables }) => [name, ...deliverables]),
    ...advise(analysis).risks.flatMap((risk) => [risk.text, risk.mitigation]),
    ...analysis.openQuestions.map(({ question }) => question),
  ]
}

test('every sentence that our rules lead to is said in every language', async () => {
  const all = new Set([
    ...Object.values(baseWork),
    ...defaultOfferConfig.extras.map(({ label }) => label),
    ...risks.flatMap(({ text, mitigation }) => [text, mitigation]),
    ...(await Promise.all(requests.map(sentences))).flat(),
  ])
  assert.ok(all.size > 100, `${all.size} sentences`)
  for (const language of translated) {
    const words = openWords(language, 'EUR')
    const missing = [...all].filter((sentence) => {
      const before = openWords(language, 'EUR')
      before.ours(sentence)
      return !before.isWhole()
    })
    assert.deepEqual(missing, [], language)
    assert.ok(words.isWhole())
  }
})

test('a sentence we have no words for stays as it is, and the offer knows', () => {
  const words = openWords('de', 'EUR')
  assert.match(words.ours('Shall the bell ring?'), /Shall the bell ring\?/)
  assert.equal(words.isWhole(), false)
})

test('every language has the same texts with the same places for values', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String)
  const flat = ({ frame, kind, complexity }: Texts) => Object.entries({ ...frame, ...kind, ...complexity })
  const english = new Map(flat(textsOf('en')))
  for (const language of translated) {
    const own = textsOf(language)
    assert.deepEqual(
      flat(own)
        .map(([key]) => key)
        .sort(),
      [...english.keys()].sort(),
      language,
    )
    for (const [key, text] of flat(own)) {
      assert.notEqual(text.trim(), '', `${language}: ${key}`)
      assert.deepEqual(new Set(places(text)), new Set(places(english.get(key)!)), `${language}: ${key}`)
    }
    assert.deepEqual(Object.keys(own.phrases).sort(), Object.keys(textsOf('de').phrases).sort(), language)
    for (const [phrase, text] of Object.entries(own.phrases))
      for (const place of places(text)) assert.ok(phrase.includes(place), `${language}: ${place} in ${phrase}`)
  }
})
