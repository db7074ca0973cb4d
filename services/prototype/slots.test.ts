import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introducedName } from './naming.ts'
import { isForBuilders, saidIn, wishOf } from './said.ts'
import * as samples from './sample.test-support.ts'
import { fillSlots, nameSource } from './slots.ts'

const slotNames = ['name', 'headline', 'lead', 'story', 'users', 'wishes', 'items', 'options', 'hours', 'contact']
const labels = { your_name: 'Your name here', your_headline: 'Your headline goes here', item_1: 'One', item_2: 'Two' }
const fill = (input: samples.Input) => fillSlots({ ...input, labels, slotNames, itemsMin: 2 })
const texts = (input: samples.Input) => fill(input).texts.filter(({ source }) => source === 'customer')
const said = (text: string) => ({ source: 'description', start: 0, end: text.length, text })

test('Every customer text of every sample is exactly the passage its evidence names.', () => {
  for (const input of [
    samples.mugShop,
    samples.dentist,
    samples.studio,
    samples.mugShopCzech,
    samples.bakeryArabic,
    samples.hostile,
  ]) {
    assert.ok(texts(input).length > 0)
    for (const { slot, text, evidence } of texts(input)) {
      const source =
        evidence!.source === nameSource
          ? input.customerName!
          : input.sources.find(({ id }) => id === evidence!.source)!.text
      assert.equal(source.slice(evidence!.start, evidence!.end), text, slot)
    }
  }
})

test('A quote that the source does not hold is dropped, not shown.', () => {
  const forged = structuredClone(samples.dentist)
  for (const quote of [...forged.analysis.summary, ...forged.analysis.features.map(({ evidence }) => evidence)])
    quote.text = 'The best dentist in town, since 1950.'
  for (const { text } of texts(forged)) assert.ok(!text.includes('best dentist'), text)
  assert.equal(saidIn(forged.sources, { source: 'nowhere', start: 0, end: 3, text: 'abc' }), undefined)
})

test('An input that says nothing gives placeholders only.', () => {
  const { values, texts: all } = fill(samples.inputOf({ text: '' }))
  assert.deepEqual(values.name, { text: 'Your name here', own: false })
  assert.deepEqual(values.headline, { text: 'Your headline goes here', own: false })
  assert.deepEqual(values.contact, { email: null, phone: null, place: null })
  assert.ok(all.every(({ source }) => source === 'proposal'))
})

test('The headline says what is wished for, without "we want", and the budget is for nobody else to read.', () => {
  const { values } = fill(samples.mugShop)
  assert.deepEqual(values.headline, { text: 'handmade ceramic mugs', own: true })
  assert.ok(!JSON.stringify(values).includes('6,000'))
  assert.equal(wishOf(said('Wir möchten eine Website für unsere Bäckerei in Linz.')).text, 'unsere Bäckerei in Linz')
  assert.equal(wishOf(said('Nous voudrions un site pour notre école de musique.')).text, 'notre école de musique')
  assert.equal(
    wishOf(said('Chceme otevřít e-shop s ručně točenou keramikou.')).text,
    'e-shop s ručně točenou keramikou',
  )
  assert.ok(isForBuilders(said('Our budget is about 6000 euros.'), samples.studio.analysis))
  assert.ok(!isForBuilders(said('Curators come when the budget is small.'), samples.studio.analysis))
})

test('The name is one the customer introduced, else their organisation, else the name they typed; never a partner of theirs.', () => {
  const name = (text: string) => introducedName([{ id: 'description', kind: 'description', label: '', text }])?.text
  assert.equal(name('Our studio is called Ember & Clay and we work in Bristol.'), 'Ember & Clay')
  assert.equal(name('Jmenujeme se Hlína z Polabí.'), 'Hlína z Polabí')
  assert.equal(name('Unser Café heißt „Zum blauen Topf“.'), 'Zum blauen Topf')
  assert.equal(name('Notre atelier s’appelle Terre et Feu.'), 'Terre et Feu')
  assert.equal(name('We want a button called Smart Search.'), undefined)
  assert.equal(name('We are a lettings company, Harrow Lettings, with 220 flats.'), 'Harrow Lettings')
  assert.equal(name('Our restaurant, Monday to Friday, is full.'), undefined)
  assert.equal(name('أريد موقعًا لمخبزي "خبز الصباح".'), 'خبز الصباح')
  const partner = samples.inputOf({
    text: 'We moved away from Etsy and pay with PayPal.',
    entities: [
      ['organisation', 'Etsy'],
      ['organisation', 'PayPal'],
    ],
    customerName: 'Ada',
  })
  assert.deepEqual(fill(partner).values.name, { text: 'Ada', own: true })
})

test('Contact details appear only when they are written, and only when they look like what they are called.', () => {
  assert.deepEqual(fill(samples.mugShop).values.contact, {
    email: { text: 'hello@emberandclay.example', own: true },
    phone: null,
    place: { text: 'Bristol', own: true },
  })
  assert.deepEqual(fill(samples.hostile).values.contact, { email: null, phone: null, place: null })
})

test('A wish that was ruled out is kept and marked as not asked for.', () => {
  const wishes = fill(samples.dentist).values.wishes as { id: string; asked: boolean }[]
  assert.deepEqual(
    wishes.filter(({ asked }) => !asked).map(({ id }) => id),
    ['f5'],
  )
})

test('The heading says who they are before what they wish, nothing is said twice, and a wish is not told to visitors.', () => {
  const text =
    'Hello, I make ceramic mugs in Brno and want a shop. Customers should pay by card. Every mug is fired twice (once at night, once by day). Right now I lose orders.'
  const wish = 'Customers should pay by card.'
  const told = fill(
    samples.inputOf({ text, summary: [wish, 'Every mug is fired twice (once at night, once by day).'] }),
  ).values
  assert.deepEqual(told.headline, { text: 'I make ceramic mugs in Brno', own: true })
  assert.deepEqual(told.lead, { text: 'Every mug is fired twice (once at night, once by day).', own: true })
  assert.deepEqual(told.story, [])
  const wished = fill(samples.inputOf({ text: text.split(' Every')[0]!, summary: [wish] })).values
  assert.deepEqual([wished.lead, wished.story], [null, []])
})

test('A hostile text of 100 kB does not hold the process up: what was quadratic here once took four minutes.', () => {
  const started = performance.now()
  for (const piece of [
    'we sell a, ',
    'open 9-',
    '£1 1 1 1 ',
    'colours: a,',
    'a | b | £1\n',
    '1',
    ' ',
    '.',
    'we are A ',
    'our a a a ',
    'I have a ',
    'Name A & ',
    'so, um, ',
    'Hello, ',
    '\n',
    'a@',
  ])
    fill(
      samples.inputOf({
        text: piece.repeat(100_000 / piece.length),
        summary: [piece.repeat(100_000 / piece.length)],
        wishes: [['other', piece.repeat(100_000 / piece.length)]],
      }),
    )
  assert.ok(performance.now() - started < 20_000, `${Math.round(performance.now() - started)} ms`)
})
