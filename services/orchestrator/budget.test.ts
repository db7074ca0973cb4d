import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAmount, statedBudget } from './budget.ts'
import { priceOffer } from './offer.ts'
import { defaultOfferConfig } from './offer-config.ts'
import { randomAnalysis, sequence, today } from './sample.test-support.ts'

test('amounts are read as people write them, and not at all when they cannot be told', () => {
  const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
  for (const text of ['6,000 euros', '6.000 €', '6 000 EUR', 'EUR 6000', '€6k', '6000.00 €'])
    assert.deepEqual(readAmount(text), eur(600_000), text)
  assert.deepEqual(readAmount('£40,000'), { amountMinor: 4_000_000, currency: 'GBP' })
  assert.deepEqual(readAmount('1 250 000 Kč'), { amountMinor: 125_000_000, currency: 'CZK' })
  assert.deepEqual(readAmount('€1,234.56'), eur(123_456))
  assert.equal(readAmount('6,000'), undefined, 'no currency')
  assert.equal(readAmount('a few euros'), undefined, 'no number')
})

const withBudget = (text: string) => {
  const analysis = randomAnalysis(sequence(7), 6)
  const sentence = `Our budget is ${text}.`
  const at = (part: string) => ({
    source: 'description',
    start: sentence.indexOf(part),
    end: sentence.indexOf(part) + part.length,
    text: part,
  })
  return {
    ...analysis,
    cues: [{ kind: 'budget' as const, evidence: at(sentence) }],
    entities: [{ kind: 'money' as const, text, evidence: at(text) }],
  }
}

test('the offer names the stated budget with its quote and the largest tier within it', () => {
  const offer = priceOffer(withBudget('9,000,000 euros'), defaultOfferConfig, today)
  assert.equal(offer.budget?.price.amountMinor, 900_000_000)
  assert.equal(offer.budget?.evidence.text, '9,000,000 euros')
  assert.equal(offer.budget?.tier, offer.tiers.at(-1)!.name)
})

test('a budget below every tier is said as it is, and changes no price', () => {
  const small = priceOffer(withBudget('50 euros'), defaultOfferConfig, today)
  assert.equal(small.budget?.tier, undefined)
  assert.deepEqual(
    { ...small, budget: undefined },
    { ...priceOffer({ ...withBudget('50 euros'), cues: [] }, defaultOfferConfig, today), budget: undefined },
  )
})

test('money that is no budget, or in another currency, is no budget', () => {
  const { cues: _, ...rest } = withBudget('6,000 euros')
  assert.equal(statedBudget({ ...rest, cues: [] }, [], 'EUR'), undefined)
  assert.equal(statedBudget(withBudget('6,000 dollars'), [], 'EUR'), undefined)
})
