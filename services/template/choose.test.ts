import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Analysis, Feature } from '#contracts/nlp'
import { chooseTemplate } from './choose.ts'
import { loadPacks } from './packs.ts'

const packs = [...(await loadPacks()).values()].map(({ pack }) => pack)
const quote = { source: 'description', start: 0, end: 1, text: 'x' }
const wish = (category: Feature['category'], priority: Feature['priority'] = 'must'): Feature => ({
  id: 'f1',
  name: 'x',
  category,
  priority,
  evidence: quote,
})

/** The three parts of an analysis that the choice looks at. */
const analysis = (
  kind: Analysis['kind']['value'],
  industry: Analysis['industry']['value'],
  features: Feature[],
  confidence = 0.8,
) =>
  ({
    kind: { value: kind, confidence, evidence: [] },
    industry: { value: industry, confidence, evidence: [], alternatives: [] },
    features,
  }) as unknown as Analysis

test('A shop with a catalogue and orders gets the shop, a practice with appointments the booking pack, a brochure the landing pack.', () => {
  assert.equal(
    chooseTemplate(packs, analysis('e-commerce', 'crafts', [wish('catalogue'), wish('ordering'), wish('payment')])).id,
    'shop',
  )
  assert.equal(
    chooseTemplate(packs, analysis('website', 'health', [wish('booking'), wish('booking'), wish('communication')])).id,
    'booking',
  )
  assert.equal(
    chooseTemplate(packs, analysis('website', 'software', [wish('content'), wish('communication')])).id,
    'landing',
  )
})

test('Ten content wishes do not drown a booking wish in a salon.', () => {
  const many = Array.from({ length: 10 }, () => wish('content', 'could'))
  assert.equal(chooseTemplate(packs, analysis('website', 'beauty', [wish('booking'), ...many], 0.5)).id, 'booking')
})

test('A wish that is ruled out gives no points and no reason.', () => {
  const choice = chooseTemplate(packs, analysis('website', 'other', [wish('booking', 'wont')]))
  assert.equal(choice.id, 'landing')
  assert.ok(!choice.reasons.join(' ').includes('booking'))
})

test('The reasons say in words what decided, and every pack has a score.', () => {
  const choice = chooseTemplate(packs, analysis('e-commerce', 'crafts', [wish('ordering'), wish('ordering', 'could')]))
  assert.deepEqual(choice.reasons, [
    'It suits the kind "e-commerce".',
    'It has pages for "ordering", which 2 of your wishes are about.',
    'It fits the field "crafts".',
  ])
  assert.deepEqual(choice.scores.map(({ id }) => id).sort(), ['booking', 'landing', 'shop'])
})

test('When nothing points anywhere the first pack is taken, and that is said.', () => {
  const choice = chooseTemplate(packs, analysis('e-commerce', 'other', [], 0))
  assert.equal(choice.id, packs[0]!.id)
  assert.match(choice.reasons[0]!, /^Nothing in the request/u)
  assert.throws(() => chooseTemplate([], analysis('website', 'other', [])), /no template pack/u)
})
