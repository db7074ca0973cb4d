import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '#contracts/nlp'
import { problemWith } from '#platform/validate'
import type { Scene } from './change.ts'
import { materialFor, withModel } from './change-by-model.ts'
import { type NamedChange, NamedChanges } from './change-vocabulary.ts'
import { changeRules, readChanges } from './changes.ts'

const scene: Scene = {
  pages: [
    { path: 'index.html', title: 'Home' },
    { path: 'about.html', title: 'About' },
  ],
  items: [{ name: 'Latte mug', isPlace: false }],
  hasItems: true,
  hasContact: true,
  texts: ['Add to order', 'handmade ceramic mugs'],
}
const input: Source = {
  id: 'description',
  kind: 'description',
  label: '',
  text: 'We throw every mug by hand. Open Monday 9-17.',
}
const wishOf = (text: string): Source => ({ id: 'change-1', kind: 'description', label: '', text })
type Named = Omit<NamedChange, 'wish'>

/** What becomes of one open sentence when a model names these changes for it. */
function read(sentence: string, ...changes: Named[]) {
  const answer = { changes: changes.map((change) => ({ wish: 1, ...change })), impossible: [] }
  assert.equal(problemWith(NamedChanges, answer), undefined)
  const open = { understood: [], refused: [{ sentence, because: 'Not understood.' }] }
  return withModel(open, answer, { model: 'fake', wish: wishOf(sentence), sources: [input], scene })
}

/** For each rule a sentence that the rules understand, and the same as a model names it. */
const same: [string, Named][] = [
  ['Replace "Add to order" with "Take it"', { rule: 'replace', target: 'Add to order', text: 'Take it' }],
  ['Change the title to "Slow mugs"', { rule: 'headline', text: 'Slow mugs' }],
  ['Change the subtitle to "Thrown by two."', { rule: 'lead', text: 'Thrown by two.' }],
  ['Change the name to "Ember"', { rule: 'name', text: 'Ember' }],
  [
    'Change the phone number to +44 117 496 0999',
    { rule: 'contact', target: 'phone number', text: '+44 117 496 0999' },
  ],
  ['Change the price of Latte mug to £26', { rule: 'price', target: 'Latte mug', price: '£26' }],
  ['Add the product "Sugar bowl" for £18', { rule: 'add-item', text: 'Sugar bowl', price: '£18' }],
  ['Remove Latte mug', { rule: 'remove-item', target: 'Latte mug' }],
  ['Add a page about prices', { rule: 'add-page', text: 'prices' }],
  ['Remove the page About', { rule: 'remove-page', target: 'About' }],
  ['Rename the page About to "Story"', { rule: 'rename-page', target: 'About', text: 'Story' }],
  ['Translate to German', { rule: 'language', choice: 'German' }],
  ['Make the header green', { rule: 'colour', target: 'header', choice: 'green' }],
  ['Make the background cream', { rule: 'colour', target: 'background', choice: 'cream' }],
  ['Use navy and gold', { rule: 'colour', target: 'main', choice: 'navy and gold' }],
  ['Use a darker look', { rule: 'dark-or-light', choice: 'dark' }],
  ['Use sharp corners', { rule: 'corners', choice: 'sharp' }],
  ['Make the text larger', { rule: 'size', choice: 'larger' }],
  ['Use a serif font', { rule: 'type', choice: 'serif' }],
  ['Make it more elegant', { rule: 'mood', choice: 'elegant' }],
  ['Remove the pictures', { rule: 'pictures', choice: 'none' }],
  ['Use waves for the pictures', { rule: 'pictures', choice: 'waves' }],
  ['Put the picture above the heading', { rule: 'arrangement', choice: 'above' }],
]

test('A change that a model names does exactly what the sentence for it does, for every rule of the table.', () => {
  for (const [sentence, change] of same) {
    const { understood, refused } = read(sentence, change)
    assert.deepEqual(refused, [], sentence)
    const byRules = readChanges({ source: 'change-1', start: 0, end: sentence.length, text: sentence }, scene)
    assert.deepEqual(
      understood.flatMap(({ edits }) => edits),
      byRules.understood.flatMap(({ edits }) => edits),
      sentence,
    )
    assert.equal(understood[0]!.model, 'fake')
    assert.equal(understood[0]!.proposals, undefined, 'every word was said')
  }
  assert.deepEqual(new Set(same.map(([, { rule }]) => rule)), new Set(changeRules.map(({ id }) => id)))
})

test('Words of the input are quoted from there; words that nobody said are proposals, and are named.', () => {
  const quoted = read('Say up front how we work', { rule: 'headline', text: 'We throw every mug by hand' })
  const [edit] = quoted.understood[0]!.edits
  assert.deepEqual(edit, {
    kind: 'text',
    slot: 'headline',
    said: { source: 'description', start: 0, end: 26, text: 'We throw every mug by hand' },
  })
  const own = read('Find us a nicer heading', { rule: 'headline', text: 'Mugs with a memory' })
  assert.deepEqual(own.understood[0]!.proposals, ['Mugs with a memory'])
  assert.ok(JSON.stringify(own.understood[0]!.edits).includes('"source":"proposal"'))
})

test('A price, a contact, opening hours and a name are never made up.', () => {
  for (const change of [
    { rule: 'price', target: 'Latte mug', price: '£31' },
    { rule: 'add-item', text: 'Sugar bowl', price: '£18' },
    { rule: 'contact', target: 'phone number', text: '+44 117 496 0999' },
    { rule: 'contact', target: 'opening hours', text: 'Sunday 9-17' },
    { rule: 'name', text: 'Ember & Clay' },
  ] as Named[]) {
    const { understood, refused } = read('Make it better', change)
    assert.deepEqual(understood, [])
    assert.match(refused[0]!.because, /nobody said: such a thing is never made up/u)
  }
  const hours = read('Our hours are missing', { rule: 'contact', target: 'opening hours', text: 'Monday 9-17' })
  assert.equal(hours.refused.length, 0, 'what the customer wrote may be copied')
})

test('What a model names is refused for the same reasons as a sentence, and without what its rule needs.', () => {
  const because = (change: Named) =>
    read('Do it', change)
      .refused.map((one) => one.because)
      .join(' ')
  assert.match(because({ rule: 'remove-page', target: 'Home' }), /first page cannot be removed/u)
  assert.match(because({ rule: 'remove-page', target: 'Blog' }), /There are: "Home", "About"/u)
  assert.match(because({ rule: 'price', target: 'Teapot', price: '£9' }), /Nothing called "Teapot" is offered/u)
  assert.match(because({ rule: 'language', choice: 'Klingon' }), /English, Czech, German/u)
  assert.match(because({ rule: 'colour', target: 'main', choice: 'like the sea' }), /without what it needs/u)
  assert.match(because({ rule: 'headline' }), /without what it needs/u)
  assert.match(because({ rule: 'corners', choice: 'wavy' }), /without what it needs/u)
  for (const bad of [
    { wish: 1, rule: 'headline', text: '<b>Mugs</b>' },
    { wish: 1, rule: 'run-script', text: 'x' },
    { wish: 0, rule: 'corners', choice: 'sharp' },
  ])
    assert.ok(problemWith(NamedChanges, { changes: [bad], impossible: [] }), JSON.stringify(bad))
})

test('Each open sentence is done, refused with the reason, or said to be left out; a wish sees what the one before it did.', () => {
  const open = ['More room for prices', 'Call that one "What it costs"', 'Make the logo dance', 'And the rest']
  const readings = { understood: [], refused: open.map((sentence) => ({ sentence, because: 'Not understood.' })) }
  const answer: NamedChanges = {
    changes: [
      { wish: 1, rule: 'add-page', text: 'Prices' },
      { wish: 2, rule: 'rename-page', target: 'Prices', text: 'What it costs' },
      { wish: 9, rule: 'corners', choice: 'sharp' },
    ],
    impossible: [{ wish: 3, because: 'Nothing here moves.' }],
  }
  const wish = wishOf(open.join('. '))
  const { understood, refused } = withModel(readings, answer, { model: 'fake', wish, sources: [input], scene })
  assert.deepEqual(
    understood.map(({ rule, sentence }) => [rule, sentence]),
    [
      ['add-page', open[0]],
      ['rename-page', open[1]],
    ],
  )
  assert.deepEqual(refused, [
    { sentence: open[2], because: 'Nothing here moves. (fake)' },
    { sentence: open[3], because: 'Not understood. A model was asked and named no change for it.' },
  ])
})

test('The material holds the wish, the open sentences with numbers, the prototype and the input, and no more than a bound of each.', () => {
  const long: Source = { ...input, text: 'x'.repeat(50_000) }
  const many = { ...scene, texts: Array.from({ length: 500 }, (_, number) => `text ${number}`) }
  const material = materialFor('Wish.', [{ sentence: 'Dance', because: '' }], many, [long])
  for (const part of ['Wish.', '[1] Dance', '- Home', '- Latte mug', 'text 79'])
    assert.ok(material.includes(part), part)
  assert.ok(material.length < 12_000)
})
