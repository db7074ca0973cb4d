import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scene } from './change.ts'
import { changeRules, clausesOf, readChanges } from './changes.ts'
import type { Said } from './said.ts'

const scene: Scene = {
  pages: [
    { path: 'index.html', title: 'Home' },
    { path: 'catalogue.html', title: 'Products' },
    { path: 'order.html', title: 'Order' },
    { path: 'about.html', title: 'About' },
    { path: 'sources.html', title: 'About this prototype' },
  ],
  items: [
    { name: 'Latte mug', isPlace: false },
    { name: 'Serving plate', isPlace: false },
    { name: 'Your third product', isPlace: true },
  ],
  hasItems: true,
  hasContact: true,
  texts: ['Add to order', 'Products', 'handmade ceramic mugs'],
}
const said = (text: string): Said => ({ source: 'change-1', start: 0, end: text.length, text })
const read = (text: string) => readChanges(said(text), scene)
const edits = (text: string) => {
  const { understood, refused } = read(text)
  assert.deepEqual(refused, [], text)
  return understood.flatMap((one) => one.edits)
}
const refusal = (text: string) => {
  const { understood, refused } = read(text)
  assert.deepEqual(understood, [], text)
  return refused.map(({ because }) => because).join(' ')
}

for (const { id, examples } of changeRules)
  test(`Every example of the rule "${id}" is understood by that rule, and every word it brings is quoted from it.`, () => {
    for (const example of examples) {
      const { understood, refused } = read(example)
      assert.deepEqual(refused, [], example)
      assert.deepEqual(
        understood.map(({ rule }) => rule),
        [id],
        example,
      )
      const quotes = JSON.stringify(understood).matchAll(/"start":(\d+),"end":(\d+),"text":("(?:[^"\\]|\\.)*")/gu)
      for (const [, start, end, text] of quotes)
        assert.equal(example.slice(Number(start), Number(end)), JSON.parse(text!))
    }
  })

test('Several wishes are told apart, politeness is left out, and what stands in quotation marks is one thing.', () => {
  const texts = (text: string) => clausesOf(said(text)).map((clause) => clause.text)
  assert.deepEqual(texts('Please make the header green, add a page about prices and remove the About page, thanks.'), [
    'make the header green',
    'add a page about prices',
    'remove the About page',
  ])
  assert.deepEqual(texts('Could you please change the title to "Stop. Make and add mugs"?'), [
    'change the title to "Stop. Make and add mugs"',
  ])
  assert.deepEqual(texts('Make the header navy and the buttons gold'), ['Make the header navy', 'the buttons gold'])
  assert.deepEqual(texts('Use navy and gold.'), ['Use navy and gold'])
  assert.deepEqual(texts('  …  '), [])
})

test('The sentences of the offer do what they say.', () => {
  const [header, page, removed] = edits('make the header green, add a page about prices. Remove the About page.')
  assert.equal(header!.kind === 'look' && Math.round(header.wish.header!.h), 150)
  assert.deepEqual(page && 'path' in page && [page.path, page.kind === 'page-add' && page.parts], [
    'prices.html',
    ['items'],
  ])
  assert.deepEqual(removed, { kind: 'page-remove', path: 'about.html' })
  const [title] = edits('change the title to Mugs for slow mornings.')
  assert.equal(title?.kind === 'text' && title.said.text, 'Mugs for slow mornings')
  assert.deepEqual(edits('use a darker look'), [{ kind: 'look', wish: { scheme: 'dark' } }])
  assert.deepEqual(edits('translate to German'), [{ kind: 'language', code: 'de' }])
})

test('What is not understood, or cannot be done, is refused with the reason.', () => {
  assert.match(refusal('Make the logo dance'), /not one of the changes/u)
  assert.match(refusal('Make it blue like the sea we grew up by'), /not one of the changes/u)
  assert.match(refusal('Connect it to our warehouse software'), /not one of the changes/u)
  assert.match(refusal('Remove the blog'), /no page "blog"\. There are: "Home", "Products"/u)
  assert.match(refusal('Remove the first page Home'), /cannot be removed|no page/u)
  assert.match(refusal('Remove the page Home'), /first page cannot be removed/u)
  assert.match(refusal('Remove the page About this prototype'), /stays in every prototype/u)
  assert.match(
    refusal('Change the price of Teapot to £9'),
    /Nothing called "Teapot" is offered\. There are: "Latte mug", "Serving plate"/u,
  )
  assert.match(refusal('Change the e-mail to call me'), /does not look like an e-mail address/u)
  assert.match(refusal('Replace "no such text" with "x"'), /only whole texts can be replaced/u)
  assert.match(refusal('Translate to Klingon'), /English, Czech, German, French and Arabic/u)
  assert.match(refusal('Use the Comic Sans Pro font from the web for the titles'), /not one of|Only types/u)
  assert.match(refusal(`Change the title to "${'x'.repeat(200)}"`), /At most 150 characters/u)
})

test('A change may be said as a fact, with its reason, or as a question; a remark that only sounds like one is none.', () => {
  const rules = (text: string) => read(text).understood.map(({ rule, effect }) => [rule, effect].join(': '))
  assert.deepEqual(rules('Could you please make the text bigger, it is hard to read?'), ['size: Text is larger.'])
  assert.deepEqual(rules('The headline should be "Mugs made by hand"'), [
    'headline: The heading is "Mugs made by hand".',
  ])
  assert.deepEqual(rules('I would like rounder buttons'), ['corners: Corners are round.'])
  assert.deepEqual(rules('Bitte entfernen Sie die Seite About'), ['remove-page: The page "About" is removed.'])
  assert.deepEqual(edits('Use a bigger headline'), [{ kind: 'look', wish: { headings: 'larger' } }])
  for (const text of [
    'The title is too long',
    'The headline should be bolder',
    'The place is lovely',
    'Our name is good',
  ])
    assert.deepEqual(rules(text), [], text)
})

test('What is not one of the changes is answered with what can be asked instead, nearest to what it is about.', () => {
  assert.match(refusal('I don’t like the font'), /What can be asked: “Use a serif font”/u)
  assert.match(refusal('Write "Open on Sundays" at the top'), /“Change the title to/u)
  assert.match(refusal('Add our Instagram'), /“Add a page about prices”/u)
  assert.match(refusal('Add a newsletter'), /“Add a page about prices”/u)
  assert.match(refusal('Undo my last change'), /list of versions/u)
  assert.match(refusal('Make the logo dance'), /“Change the name to/u)
  assert.match(refusal('Remove the "How it works" section'), /no page "How it works section"\..* no parts of a page/u)
  for (const [example] of refusal('Move it all to the left').matchAll(/(?<=“).*?(?=”)/gu))
    assert.equal(read(example!).understood.length, 1, example)
})

test('One sentence of two that is not understood does not hide the other.', () => {
  const { understood, refused } = read('Make the header green and make the logo dance.')
  assert.deepEqual(
    understood.map(({ rule }) => rule),
    ['colour'],
  )
  assert.equal(refused.length, 1)
})

test('A wish sees what the one before it did.', () => {
  const { understood, refused } = read(
    'Add a page about prices. Rename the page prices to "What it costs". Remove the page "What it costs".',
  )
  assert.deepEqual(refused, [])
  assert.deepEqual(
    understood.map(({ rule }) => rule),
    ['add-page', 'rename-page', 'remove-page'],
  )
})

test('A long hostile text is read in time that grows with its length.', () => {
  const text = 'make the the the the '.repeat(2_000) + '"'.repeat(2_000) + ' and add and add'.repeat(2_000)
  const { refused } = read(text)
  assert.ok(refused.length > 0)
})
