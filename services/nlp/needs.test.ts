import assert from 'node:assert/strict'
import { test } from 'node:test'
import { last, later, seen, trap, unseen } from './needs.labelled.ts'
import { clausesOf, findNeeds } from './needs.ts'
import { splitSentences } from './sentences.ts'

const opening = 'We are planning a new website.'

function needsIn(text: string, language = 'en') {
  const source = { id: 'description', kind: 'description' as const, label: 'Description', text }
  return findNeeds(splitSentences(source, language)).needs
}
const isNeed = (text: string) => needsIn(`${opening}\n${text}`).some((n) => n.evidence.start > opening.length)

test('labelled sentences: precision is at least 0.95 and recall at least 0.8', () => {
  const all = [...seen, ...unseen, ...later, ...last, ...trap]
  assert.ok(all.length >= 60)
  const wrong: string[] = []
  let [hits, found, wanted] = [0, 0, 0]
  for (const [text, expected] of all) {
    const got = isNeed(text)
    if (got) found++
    if (expected) wanted++
    if (got && expected) hits++
    if (got !== expected) wrong.push(`${expected ? 'missed' : 'false'}: ${text}`)
  }
  assert.ok(hits / found >= 0.95, wrong.join('\n'))
  assert.ok(hits / wanted >= 0.8, wrong.join('\n'))
})

const priorities: [string, string | undefined][] = [
  ['The site must be fast.', 'must'],
  ['Customers need to see the price.', 'must'],
  ['PayPal is a must.', 'must'],
  ['I want a gallery.', 'should'],
  ['I would also like a page about the studio.', 'should'],
  ['We would really love a newsletter.', 'should'],
  ["I'd like a gallery.", 'should'],
  ['Visitors should find the opening hours.', 'should'],
  ['It would be nice to have a newsletter.', 'could'],
  ['Maybe later a blog.', 'could'],
  ['The shelves could be shown on a map.', 'could'],
  ['We do not need a forum.', 'wont'],
  ['No newsletter, please.', 'wont'],
  ['Other buyers must not see my phone number.', 'must'],
  ["I don't want anything complicated.", 'should'],
  ['We have maybe 120 products.', undefined],
  ['In May 2026 we open.', undefined],
]
for (const [text, priority] of priorities) {
  test(`“${text}” is ${priority ? `put as ${priority}` : 'no wish'}`, () => {
    assert.equal(needsIn(`${opening}\n${text}`).find((n) => n.evidence.start > opening.length)?.priority, priority)
  })
}

test('without a product named before, a sentence about customers describes the present', () => {
  assert.equal(needsIn('Customers choose a mug and pay in cash.').length, 0)
  assert.equal(needsIn('We want an online shop. Customers choose a mug and pay by card.').length, 2)
})

test('only the clause that wishes is quoted', () => {
  const [need] = needsIn('We sell oak tables, but customers must see the price; the rest is fine.')
  assert.equal(need?.evidence.text, 'but customers must see the price'.slice(4))
})

test('a heading whose number opens that of the next line ends the list of wishes above it', () => {
  const wishes = '3. Requirements\n3.1 The system shall show free seats.\n3.2 Tickets shall be sent as PDF.'
  const needs = needsIn(`Tender for a portal\n${wishes}\n4. Conditions\n4.1 Payment shall be made within 30 days.`)
  assert.deepEqual(
    needs.map((n) => n.evidence.text),
    ['The system shall show free seats.', 'Tickets shall be sent as PDF.'],
  )
})

test('the name of who speaks is no part of the wish', () => {
  const [need] = needsIn(`${opening}\nKit: so members should be able to freeze their membership online.`)
  assert.equal(need?.evidence.text, 'members should be able to freeze their membership online.')
})

test('what a colon explains is not refused with what stands before it', () => {
  const text = 'We do not need customer accounts: people should be able to order as a guest.'
  const clauses = clausesOf(text).map(({ from, to }) => text.slice(from, to))
  assert.deepEqual(clauses, ['We do not need customer accounts', 'people should be able to order as a guest.'])
})

test('clauses cover the sentence without overlap', () => {
  const text = 'I want a blog, so we can write; it should be simple, and I need photos.'
  let end = 0
  for (const clause of clausesOf(text)) {
    assert.ok(clause.from >= end && clause.to > clause.from)
    end = clause.to
  }
  assert.equal(end, text.length)
})

test('the same statement counts once, with its strongest wording', () => {
  const needs = needsIn(
    'We want an online shop. Customers should be able to pay by card. Customers must be able to pay by card!',
  )
  const paying = needs.filter((n) => /pay by card/.test(n.evidence.text))
  assert.deepEqual(
    paying.map((n) => n.priority),
    ['must'],
  )
})
