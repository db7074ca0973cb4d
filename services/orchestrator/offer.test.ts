import assert from 'node:assert/strict'
import test from 'node:test'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Offer } from './contract.ts'
import { priceOffer } from './offer.ts'
import { defaultOfferConfig, OfferConfig } from './offer-config.ts'
import { moneyText, percentOf, sum } from './price.ts'
import { randomAnalysis, randomConfig, sequence, today } from './sample.test-support.ts'

const ajv = addFormats.default(new Ajv.Ajv2020({ strict: false }))
const isOffer = ajv.compile(Offer)
const isConfig = ajv.compile(OfferConfig)

test('The shipped rates satisfy their own schema.', () => {
  assert.ok(isConfig(defaultOfferConfig), JSON.stringify(isConfig.errors))
})

test('Every total equals the sum of its parts, in whole minor units, for random requests and rates.', () => {
  for (let round = 0; round < 400; round++) {
    const next = sequence(round)
    const config = round % 2 === 0 ? defaultOfferConfig : randomConfig(next)
    const analysis = randomAnalysis(next)
    const offer = priceOffer(analysis, config, today)
    assert.ok(isOffer(offer), JSON.stringify(isOffer.errors))
    for (const line of offer.lines) assert.equal(line.amountMinor, line.hours * line.rateMinor)
    assert.equal(offer.subtotalMinor, sum(offer.lines.map((line) => line.amountMinor)))
    assert.equal(offer.totalMinor, offer.subtotalMinor + percentOf(offer.subtotalMinor, offer.contingencyPercent))
    assert.equal(offer.terms.depositMinor, percentOf(offer.totalMinor, config.depositPercent))
    const chosen = offer.tiers.filter((tier) => tier.recommended)
    assert.equal(chosen.length, 1)
    assert.equal(chosen[0]!.price.amountMinor, offer.totalMinor)
    assert.deepEqual(
      chosen[0]!.featureIds,
      offer.lines.flatMap((line) => line.featureId ?? []),
    )
    const amounts = [
      offer.subtotalMinor,
      offer.totalMinor,
      offer.terms.depositMinor,
      ...offer.tiers.map((tier) => tier.price.amountMinor),
    ]
    assert.ok(amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0))
  }
})

test('A larger tier contains all of the smaller one and never costs less.', () => {
  for (let round = 0; round < 200; round++) {
    const next = sequence(round)
    const { tiers } = priceOffer(randomAnalysis(next), randomConfig(next), today)
    tiers.slice(1).forEach((tier, index) => {
      const smaller = tiers[index]!
      assert.ok(tier.price.amountMinor >= smaller.price.amountMinor, `${tier.name} costs less than ${smaller.name}`)
      assert.deepEqual(
        smaller.featureIds.filter((id) => !tier.featureIds.includes(id)),
        [],
      )
      assert.deepEqual(
        smaller.includes.filter((label) => !tier.includes.includes(label)),
        [],
      )
    })
  }
})

test('The calculation sentence reproduces the price of its tier.', () => {
  for (let round = 0; round < 200; round++) {
    const next = sequence(round)
    const config = { ...randomConfig(next), currency: 'EUR' }
    for (const { calculation, price } of priceOffer(randomAnalysis(next), config, today).tiers) {
      const [parts, product, reserve] = calculation.split('; ') as [string, string, string]
      const hours = [...parts.matchAll(/(\d+) h/g)].map((match) => Number(match[1]))
      assert.equal(sum(hours.slice(0, -1)), hours.at(-1), calculation)
      const [rate, subtotal, contingency, total] = [...`${product} ${reserve}`.matchAll(/([\d,]+\.\d\d) EUR/g)].map(
        (match) => Number(match[1]!.replace(/[,.]/g, '')),
      )
      assert.equal(hours.at(-1)! * rate!, subtotal, calculation)
      assert.equal(percentOf(subtotal!, config.contingencyPercent), contingency, calculation)
      assert.equal(subtotal! + contingency!, total, calculation)
      assert.equal(total, price.amountMinor, calculation)
    }
  }
})

test('A request without features is offered the base work only, and the offer says why.', () => {
  const analysis = { ...randomAnalysis(sequence(1)), features: [] }
  const offer = priceOffer(analysis, defaultOfferConfig, today)
  assert.deepEqual(
    offer.tiers.map((tier) => [tier.name, tier.recommended]),
    [['Essential', true]],
  )
  assert.equal(offer.lines.length, 5)
  assert.ok(offer.lines.every((line) => line.featureId === undefined))
  assert.match(offer.method, /names no feature that could be priced/)
})

test('What the request rules out is in no tier and is said to be left out.', () => {
  const analysis = randomAnalysis(sequence(3), 6)
  analysis.features[0]!.priority = 'wont'
  analysis.features.slice(1).forEach((feature) => {
    feature.priority = 'must'
  })
  const offer = priceOffer(analysis, defaultOfferConfig, today)
  assert.ok(offer.tiers.every((tier) => !tier.featureIds.includes(analysis.features[0]!.id)))
  assert.match(offer.method, /rules them out: 1 feature\./)
})

test('The recommended tier is the smallest one with all that is asked for, and grows with the complexity.', () => {
  const analysis = randomAnalysis(sequence(5), 3)
  const recommended = (level: typeof analysis.complexity.level, ...given: ('must' | 'should' | 'could')[]) => {
    const features = given.map((priority, index) => ({ ...analysis.features[index]!, priority }))
    const offer = priceOffer(
      { ...analysis, features, complexity: { level, points: 0, reasons: [] } },
      defaultOfferConfig,
      today,
    )
    return offer.tiers.find((tier) => tier.recommended)!.name
  }
  assert.equal(recommended('simple', 'must'), 'Essential')
  assert.equal(recommended('moderate', 'must', 'could'), 'Essential')
  assert.equal(recommended('moderate', 'must', 'should'), 'Standard')
  assert.equal(recommended('moderate', 'should', 'could'), 'Essential')
  assert.equal(recommended('complex', 'must', 'should'), 'Professional')
  assert.equal(recommended('enterprise', 'must'), 'Enterprise')
})

test('The next steps are dated in order, from the day of the offer to its last valid day.', () => {
  for (let round = 0; round < 100; round++) {
    const next = sequence(round)
    const { nextSteps, terms } = priceOffer(randomAnalysis(next), randomConfig(next), today)
    const dates = nextSteps.map((step) => step.date)
    assert.deepEqual(dates, [...dates].sort())
    assert.ok(dates[0]! >= '2026-02-27')
    assert.equal(nextSteps.find((step) => step.text === 'The offer ends.')!.date, terms.validUntil)
    assert.ok(nextSteps.find((step) => step.text.startsWith('Accept'))!.date <= terms.validUntil)
  }
  assert.equal(priceOffer(randomAnalysis(sequence(1)), defaultOfferConfig, today).terms.validUntil, '2026-03-29')
})

test('Each feature line carries the words of the customer that it is priced for.', () => {
  const analysis = randomAnalysis(sequence(8), 5)
  const offer = priceOffer(analysis, defaultOfferConfig, today)
  for (const line of offer.lines.filter((candidate) => candidate.featureId !== undefined)) {
    assert.deepEqual(line.evidence, analysis.features.find((feature) => feature.id === line.featureId)!.evidence)
  }
})

test('Money is written with the decimals of its currency.', () => {
  assert.equal(moneyText(1_121_250, 'EUR'), '11,212.50 EUR')
  assert.equal(moneyText(5, 'EUR'), '0.05 EUR')
  assert.equal(moneyText(0, 'CZK'), '0.00 CZK')
  assert.equal(moneyText(1_200, 'JPY'), '1,200 JPY')
  assert.equal(moneyText(1_234_567, 'BHD'), '1,234.567 BHD')
})

test('Percentages round halves up and have no binary residue.', () => {
  assert.equal(percentOf(10, 15), 2)
  assert.equal(percentOf(1, 50), 1)
  assert.equal(percentOf(115, 15), 17)
  assert.equal(percentOf(1_000_000_000_050, 15), 150_000_000_008)
  assert.equal(percentOf(900_719_925_474_099_1, 99), 8_917_127_262_193_581)
})

test('A table with a few own hours keeps the shipped ones for the rest, and a broken table gives no price at all.', () => {
  const analysis = randomAnalysis(sequence(4), 8)
  const few = { ...defaultOfferConfig, categoryHours: { content: 8 } } as OfferConfig
  assert.equal(priceOffer(analysis, few, today).totalMinor, priceOffer(analysis, defaultOfferConfig, today).totalMinor)
  const broken = { ...defaultOfferConfig, setupHours: { website: 'many' } } as unknown as OfferConfig
  assert.throws(() => priceOffer(analysis, broken, today), /setupHours\.website must be integer/)
})

test('Each tier says in which range its price may end, and the range names the numbers it is made of.', () => {
  const analysis = randomAnalysis(sequence(5), 3)
  const range = (level: typeof analysis.complexity.level, questions: number) => {
    const openQuestions = Array.from({ length: questions }, () => ({ question: 'When?', why: 'No date.' }))
    const complexity = { level, points: 0, reasons: [] }
    return priceOffer({ ...analysis, complexity, openQuestions }, defaultOfferConfig, today)
  }
  assert.equal(range('simple', 0).range!.reason, '± 5 %: 5 % for a simple request.')
  assert.equal(
    range('complex', 3).range!.reason,
    '± 26 %: 20 % for a complex request and 2 % for each of 3 open questions. It narrows as they are answered.',
  )
  assert.match(range('enterprise', 40).range!.reason, /^± 60 %: .*, at most 60 %\./)
  for (const { price, range: span } of range('complex', 3).tiers) {
    const spread = percentOf(price.amountMinor, 26)
    assert.deepEqual(span, { fromMinor: price.amountMinor - spread, toMinor: price.amountMinor + spread })
  }
})

test('The offer says why it recommends a tier.', () => {
  const analysis = randomAnalysis(sequence(5), 2)
  const because = (level: typeof analysis.complexity.level, features = analysis.features) =>
    priceOffer({ ...analysis, features, complexity: { level, points: 0, reasons: [] } }, defaultOfferConfig, today)
      .recommendation!
  const must = analysis.features.map((feature) => ({ ...feature, priority: 'must' as const }))
  assert.equal(because('simple', must).because, 'asked')
  assert.deepEqual(
    [because('enterprise', must).because, because('enterprise', must).tier],
    ['complexity', 'Enterprise'],
  )
  assert.deepEqual([because('enterprise', []).because, because('enterprise', []).tier], ['only', 'Essential'])
})
