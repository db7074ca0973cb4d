import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFeatures } from './features.ts'
import { findNeeds } from './needs.ts'
import { splitSentences } from './sentences.ts'

function features(text: string, language = 'en') {
  const source = { id: 'd', kind: 'description' as const, label: 'd', text }
  return findFeatures(findNeeds(splitSentences(source, language)).needs).features
}
const names = (text: string, language?: string) => features(text, language).map((f) => f.name)

const cases: [string, string[]][] = [
  [
    'People should be able to pay by card or PayPal and see shipping prices.',
    ['pay by card or PayPal', 'see shipping prices'],
  ],
  [
    'We need online booking, SMS reminders and a calendar for each clinic.',
    ['online booking', 'SMS reminders', 'calendar for each clinic'],
  ],
  [
    'We want an app where members can book, move or cancel a court, and invite other players.',
    ['book, move or cancel a court', 'invite other players'],
  ],
  ['Receptionists need a calendar view with drag and drop.', ['calendar view with drag and drop']],
  [
    'The manager needs a dashboard that shows open orders and errors, and exports it to Excel.',
    ['dashboard that shows open orders and errors', 'exports it to Excel'],
  ],
  ['We need a website.', []],
  ['It should be easy to maintain.', []],
  ['We want a shop with a gallery and a blog.', ['gallery', 'blog']],
  ['Please add a search box and an order history.', ['search box', 'order history']],
]
for (const [text, expected] of cases) {
  test(`parts of “${text}”`, () => {
    assert.deepEqual(
      names(text).map((n) => n.replace(/^add an? /, '')),
      expected,
    )
  })
}

test('who acts in a way that no list knows still asks for something, and taste is no part', () => {
  assert.deepEqual(names('We want a site. Singers tick whether they come to the next rehearsal.'), [
    'tick whether they come to the next rehearsal',
  ])
  assert.deepEqual(names("We want a shop. I don't want anything complicated."), [])
})

test('a name never says the opposite: where its "never" was cut off, all is said', () => {
  assert.deepEqual(names('We need a tool. When it is not sure, it asks a person.'), [
    'When it is not sure, it asks a person',
  ])
  assert.deepEqual(names('We need an app. I never want to see two jobs overlapping.'), [
    'I never want to see two jobs overlapping',
  ])
  assert.deepEqual(names('We need a club app. Nobody gets more than one message a month.'), [
    'Nobody gets more than one message a month',
  ])
})

test('a hedge inside a list lowers only its own part', () => {
  const list = features('We want a website with online booking, a newsletter and maybe later a blog.')
  assert.deepEqual(
    list.map((f) => f.priority),
    ['should', 'should', 'could'],
  )
})

test('a part asked for twice is listed once, with the stronger priority', () => {
  const list = features('We want a website with a photo gallery. A photo gallery is essential.')
  assert.deepEqual(
    list.map((f) => [f.id, f.priority]),
    [['f1', 'must']],
  )
})

test('Czech, German and French are cut at commas and at "and" between phrases', () => {
  assert.deepEqual(names('Chci e-shop, kde si zákazníci vyberou glazuru a zaplatí kartou.', 'cs'), [
    'zákazníci vyberou glazuru',
    'zaplatí kartou',
  ])
  assert.deepEqual(names('Kunden sollen online einen Termin buchen und Fotos ihrer Räume hochladen können.', 'de'), [
    'online einen Termin buchen',
    'Fotos ihrer Räume hochladen',
  ])
  assert.deepEqual(names('Il faut un paiement par carte et un rappel par SMS.', 'fr'), [
    'paiement par carte',
    'rappel par SMS',
  ])
})
