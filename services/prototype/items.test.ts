import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '#contracts/nlp'
import { hoursIn, itemsIn, optionsIn } from './items.ts'

const told = (text: string): Source[] => [{ id: 'description', kind: 'description', label: '', text }]
const items = (text: string) =>
  itemsIn(told(text)).map(({ name, price, detail }) =>
    [name.text, price?.text, detail?.text].filter(Boolean).join(' / '),
  )

test('Things with a price are found in sentences, in four languages.', () => {
  assert.deepEqual(items('We sell espresso cups for £14, breakfast mugs for £22 and tea bowls for £26.'), [
    'espresso cups / £14',
    'breakfast mugs / £22',
    'tea bowls / £26',
  ])
  assert.deepEqual(items('Prodáváme hrnky za 390 Kč, misky za 1 450 Kč a talíře za 620 Kč.'), [
    'hrnky / 390 Kč',
    'misky / 1 450 Kč',
    'talíře / 620 Kč',
  ])
  assert.deepEqual(items('Wir verkaufen Becher für 24,50 € und Schalen für 31 €.'), [
    'Becher / 24,50 €',
    'Schalen / 31 €',
  ])
  assert.deepEqual(items('Nous vendons des bols à 18 € et des tasses à 22 €.'), ['bols / 18 €', 'tasses / 22 €'])
})

test('Rows of a table keep name, price and the detail between them; the heading row is no product.', () => {
  assert.deepEqual(items('Name | Size | Price\nLatte mug | 350 ml | £24\nPlate\t28 cm\t£38\nBowl,12 cm,19.50 EUR'), [
    'Latte mug / £24 / 350 ml',
    'Plate / £38 / 28 cm',
    'Bowl / 19.50 EUR / 12 cm',
  ])
})

test('Lists without prices are found after "we offer" or "services:", and end where a new thought begins.', () => {
  assert.deepEqual(items("Our services: check-up, dental hygiene and children's dentistry."), [
    'check-up',
    'dental hygiene',
    "children's dentistry",
  ])
  assert.deepEqual(
    items(
      'We offer massages, facials and manicures in our studio in Leeds, and customers should be able to book them whenever they like.',
    ),
    ['massages', 'facials', 'manicures'],
  )
})

test('Half a sentence beside a sum of money is not something for sale, nor is what follows an article.', () => {
  assert.deepEqual(
    items(
      'The council then approved 15,000 euros. We have 3000 euros. There is no money beyond £1,500. I make mugs in a small studio, and I would like to sell them.',
    ),
    [],
  )
  assert.deepEqual(items('Packages (Elopement £900, Full day £2,200) and a monthly group for £30.'), [
    'Elopement / £900',
    'Full day / £2,200',
    'monthly group / £30',
  ])
})

test('A budget, shipping or a fee is not something for sale.', () => {
  assert.deepEqual(
    items('Our budget is £6,000. Shipping costs £5. We can spend 400 EUR per month. The total is $90.'),
    [],
  )
})

test('Every item is a passage of the text, and the same thing is listed once with its price.', () => {
  const text = 'We sell mugs, plates and bowls. Mugs cost £20.'
  const found = itemsIn(told(text))
  assert.deepEqual(
    found.map(({ name, price }) => [name.text, price?.text]),
    [
      ['mugs', '£20'],
      ['plates', undefined],
      ['bowls', undefined],
    ],
  )
  for (const { name, price } of found)
    for (const said of [name, price]) if (said) assert.equal(text.slice(said.start, said.end), said.text)
})

test('Choices are taken only where they are spelled out.', () => {
  assert.deepEqual(
    optionsIn(told('Colours: sea blue, oat and charcoal. We love colours.')).map(({ name, values }) => [
      name.text,
      values.map(({ text }) => text),
    ]),
    [['Colours', ['sea blue', 'oat', 'charcoal']]],
  )
})

test('Opening hours need a day or a word for "open" and a span of times.', () => {
  const hours = (text: string) => hoursIn(told(text)).map((said) => said.text)
  assert.deepEqual(hours('We are open Monday to Friday 8:00-18:00. Come by.'), ['open Monday to Friday 8:00-18:00'])
  assert.deepEqual(hours('Máme otevřeno út-pá 9:00-17:00.'), ['otevřeno út-pá 9:00-17:00'])
  assert.deepEqual(hours('Öffnungszeiten: Mo-Fr 9-18 Uhr\nTelefon 12-34'), ['Öffnungszeiten: Mo-Fr 9-18 Uhr'])
  assert.deepEqual(hours('We have 10-20 customers a day. We open in May. The shop should open quickly.'), [])
})
