import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEntities } from './entities.ts'
import { findWords, searchable } from './find-words.ts'
import { materialOf, quoteIn, withinQuote } from './material.ts'

const source = (text: string, id = 'description') => ({ id, kind: 'description' as const, label: id, text })
const found = (text: string, words: string) => {
  const span = findWords(searchable(text), words)
  return span && text.slice(span.start, span.end)
}

test('quoted words are found where they stand, white space and the kind of marks aside', () => {
  assert.equal(found('Please add a  contact\n form.', 'a contact form'), 'a  contact\n form')
  assert.equal(
    found('We don’t need – really – a forum', "don't need - really - a forum"),
    'don’t need – really – a forum',
  )
  assert.equal(found('He said: pay by card.', '“pay by card.”'), 'pay by card.')
  assert.equal(found('a party, then art', 'art'), 'art')
})

test('words that stand there otherwise, in part, or within a longer word are not found', () => {
  for (const words of ['Contact form', 'a contact forms', 'contact for', 'art', '', ' " ', '5'])
    assert.equal(found('A party with a contact form for 50', words), undefined, words)
})

const text =
  'My name is Helena Novak. Write to helena.novak@example.org or call +44 117 496 0123. Helena decides, Novak pays. We need a shop.'
const material = (isRedacted: boolean, of = text) =>
  materialOf([source(of)], findEntities([source(of)]), { charsMax: 10_000, isRedacted })

test('with redaction no address, phone number or name found offline is shown, and quotes of what is shown lead to the original', () => {
  const hidden = material(true)
  assert.doesNotMatch(hidden.text, /Helena|Novak|helena|496/)
  assert.match(
    hidden.text,
    /My name is Person1\. Write to person1@example\.com or call \+00 000 000 001\. Person1 decides/,
  )
  const sentence = quoteIn(hidden, 'Write to person1@example.com or call +00 000 000 001.', 'description')!
  assert.equal(sentence.text, 'Write to helena.novak@example.org or call +44 117 496 0123.')
  assert.equal(text.slice(sentence.start, sentence.end), sentence.text)
  assert.equal(quoteIn(hidden, 'Person1', 'description')!.text, 'Helena Novak')
  assert.equal(quoteIn(hidden, 'We need a shop.', 'description')!.text, 'We need a shop.')
  const whole = quoteIn(hidden, 'Person1 decides, Person1 pays.', 'description')!
  assert.equal(whole.text, 'Helena decides, Novak pays.')
  assert.equal(withinQuote(hidden, 'pays', whole)!.text, 'pays')
})

test('what was hidden cannot be quoted by guessing it', () => {
  assert.equal(quoteIn(material(true), 'Helena Novak', 'description'), undefined)
  assert.equal(quoteIn(material(false), 'Helena Novak', 'description')!.text, 'Helena Novak')
})

test('a placeholder that stands in the text already is not used for somebody else', () => {
  const of = `Person1 is a brand. ${text}`
  assert.match(material(true, of).text, /My name is Person2\./)
})

test('a long input is shown up to the limit, over all sources together', () => {
  const sources = [source('abc def ghi'), source('second', 'fil_1')]
  const { text: shown, charsRead } = materialOf(sources, [], { charsMax: 7, isRedacted: false })
  assert.equal(shown, '[description] (description)\nabc def')
  assert.equal(charsRead, 7)
})
