import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '#contracts/nlp'
import { introductionsIn, tradeIn } from './introduction.ts'

const told = (text: string): Source => ({ id: 'description', kind: 'description', label: '', text })
const said = (text: string) => introductionsIn(told(text)).map((one) => one.told.text)

test('What people say they are or do is found in five languages, without the greeting and up to where they begin to wish.', () => {
  assert.deepEqual(said('I make hand-thrown mugs in Brno and want an online shop where customers choose a glaze.'), [
    'I make hand-thrown mugs in Brno',
  ])
  assert.deepEqual(said('Hello, we are a travelling puppet theatre from Galway.'), [
    'we are a travelling puppet theatre from Galway.',
  ])
  assert.deepEqual(said('okay so um i run a small yoga studio in leeds and basically i want people to book'), [
    'i run a small yoga studio in leeds',
  ])
  assert.deepEqual(said('Marlow Reed is an insurance broker with 14 staff. Our hotel has 24 rooms on a lake.'), [
    'Marlow Reed is an insurance broker with 14 staff.',
    'Our hotel has 24 rooms on a lake.',
  ])
  assert.deepEqual(said('Guten Tag, wir bauen Häuser aus Holz und möchten eine Website.'), [
    'wir bauen Häuser aus Holz',
  ])
  assert.deepEqual(said('We publish a magazine about slow travel called The Long Way Round.'), [
    'We publish a magazine about slow travel',
  ])
  assert.deepEqual(said('Dobrý den, vyrábím hrnky v Brně a chtěla bych e-shop.'), ['vyrábím hrnky v Brně'])
  assert.deepEqual(said('Bonjour, nous tenons une boulangerie à Lyon et nous voudrions un site.'), [
    'nous tenons une boulangerie à Lyon',
  ])
  assert.deepEqual(said('مرحبا، أنا خبازة في حلب وأريد موقعًا.'), ['أنا خبازة في حلب'])
})

test('Wishes, prices, complaints, private matters, tools of theirs and what others do introduce nobody.', () => {
  for (const text of [
    'I want a website.',
    'We sell bowls for £26.',
    'We use a shared notebook.',
    'My wife does the books.',
    "I'm 61 and have time.",
    'We have a few questions.',
    'There is a lot to do.',
    `${'We came in May. '.repeat(6)}Shopware runs the shop.`,
    'What do we have to do?',
  ])
    assert.deepEqual(said(text), [], text)
})

test('What somebody calls their trade is taken as it was said, of two or three words at least, and never of others.', () => {
  const trade = (text: string) => tradeIn([told(text)])?.text
  assert.equal(trade('This is about our little railway museum.'), 'railway museum')
  assert.equal(trade('I run a small yoga studio in Leeds.'), 'yoga studio')
  assert.equal(trade('I want my own shop.'), undefined)
  assert.equal(trade('Our hotel has 24 rooms.'), undefined)
  assert.equal(trade('I want to open before the Christmas market, like a tea shop in York.'), undefined)
})
