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

/** The parts of an analysis that the choice looks at. */
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
    summary: [],
    needs: [],
    keywords: [],
    targetUsers: [],
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
  assert.deepEqual(choice.scores.map(({ id }) => id).sort(), packs.map(({ id }) => id).sort())
})

test('When hardly anything points anywhere the most general pack is taken, and that is said.', () => {
  for (const wishes of [[], [wish('search', 'could')]]) {
    const choice = chooseTemplate(packs, analysis('e-commerce', 'other', wishes, 0))
    assert.equal(choice.id, 'landing')
    assert.match(choice.reasons[0]!, /^Too little in the request/u)
  }
  assert.throws(() => chooseTemplate([], analysis('website', 'other', [])), /no template pack/u)
})

test('A word that says what is not wanted gives no points.', () => {
  const said = {
    ...analysis('website', 'other', []),
    summary: [{ ...quote, text: 'Portfolio with large pictures, no shop.' }],
  }
  assert.equal(chooseTemplate(packs, said).id, 'portfolio')
  assert.equal(chooseTemplate(packs, said).scores.find(({ id }) => id === 'shop')?.score, 0)
})

test("The customer's own words decide between packs of one kind, and the reason quotes them.", () => {
  const said = (text: string) => ({ ...analysis('website', 'other', []), summary: [{ ...quote, text }] })
  const idFor = (text: string) => chooseTemplate(packs, said(text)).id
  assert.equal(idFor('We run a small restaurant and people want to see the menu.'), 'restaurant')
  assert.equal(idFor('A portfolio for a photographer, with a gallery of projects.'), 'portfolio')
  assert.equal(idFor('A blog where readers find our articles.'), 'blog')
  assert.equal(idFor('Online courses with lessons for members.'), 'course')
  assert.equal(idFor('An internal dashboard to track stock and report on it.'), 'dashboard')
  assert.equal(idFor('An API with documentation for developers.'), 'api-docs')
  assert.equal(idFor('Wir brauchen eine Schnittstelle mit Dokumentation für Entwickler.'), 'api-docs')
  assert.equal(idFor('Chceme web pro naši restauraci s jídelním lístkem.'), 'restaurant')
  assert.ok(
    chooseTemplate(packs, said('A blog with articles.')).reasons.includes('You wrote "blog", "articles".'),
    'the words are quoted',
  )
})

test('A word inside another word is not that word.', () => {
  const text = {
    ...analysis('website', 'other', []),
    summary: [{ ...quote, text: 'Rapid republication of capitals.' }],
  }
  assert.deepEqual(
    chooseTemplate(packs, text).scores.filter(({ id, score }) => score > 0 && id !== 'landing'),
    [],
  )
})

test('The words of a pack are words, whatever signs they hold: an organisation cannot hold up the process with a pattern.', () => {
  const pack = { ...packs.find(({ id }) => id === 'landing')!, id: 'own', words: ['(a+)+$', 'c++ (course)', '['] }
  const said = { ...analysis('website', 'other', []), summary: [`${'a'.repeat(60)}! A C++ (course) for beginners.`] }
  const quotes = { ...quote, text: said.summary[0]! }
  const chosen = chooseTemplate([pack], { ...said, needs: [{ evidence: quotes }] } as unknown as Analysis)
  assert.equal(chosen.id, 'own')
  assert.match(chosen.reasons.join(' '), /C\+\+ \(course\)/)
})
