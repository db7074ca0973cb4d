import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExact, pageOf, quoteId, segments } from './evidence.ts'

const text = 'We sell mugs 🍵 and take orders by phone.'
const mark = (words: string, id = words) => {
  const start = text.indexOf(words)
  return { id, quote: { source: 'description', start, end: start + words.length, text: words } }
}

test('segments joined are the source text again', () => {
  const cut = segments(text, [mark('sell mugs'), mark('mugs 🍵 and'), mark('phone')])
  assert.equal(cut.map((part) => part.text).join(''), text)
})

test('overlapping quotes each cover their own words', () => {
  const cut = segments(text, [mark('sell mugs', 'a'), mark('mugs 🍵 and', 'b')])
  const shared = cut.find((part) => part.text === 'mugs')
  assert.deepEqual(shared?.marks, ['a', 'b'])
  assert.deepEqual(shared?.starts, ['b'])
  const wordsOf = (id: string) =>
    cut
      .filter((part) => part.marks.includes(id))
      .map((part) => part.text)
      .join('')
  assert.equal(wordsOf('a'), 'sell mugs')
  assert.equal(wordsOf('b'), 'mugs 🍵 and')
})

test('a quote that does not match the source is not marked', () => {
  const shifted = { ...mark('phone'), quote: { ...mark('phone').quote, start: 3, end: 8 } }
  assert.deepEqual(segments(text, [shifted]), [{ start: 0, text, marks: [], starts: [] }])
  assert.equal(isExact(text, { start: 0, end: 0, text: '' }), false)
  assert.equal(isExact(text, { start: 0, end: 999, text }), false)
})

test('an empty source has no segments', () => {
  assert.deepEqual(segments('', []), [])
})

test('the same words of the same source share one identity', () => {
  assert.equal(quoteId(mark('phone', 'x').quote), quoteId(mark('phone', 'y').quote))
  assert.notEqual(quoteId(mark('phone').quote), quoteId({ ...mark('phone').quote, source: 'voice' }))
})

test('a quote from a document stands on a page of it, a shifted one and a description on none', () => {
  const text = 'First page.\n\nSecond page.'
  const pages = [
    { number: 1, start: 0, end: 11 },
    { number: 4, start: 13, end: 25, part: { name: 'brief.pdf', page: 2 } },
  ]
  const source = { id: 'fil_1', kind: 'document' as const, label: 'mail.eml', text, pages }
  assert.deepEqual(pageOf(source, { start: 13, end: 19, text: 'Second' }), pages[1])
  assert.deepEqual(pageOf(source, { start: 0, end: 5, text: 'First' })?.number, 1)
  assert.equal(pageOf(source, { start: 1, end: 6, text: 'First' }), undefined)
  assert.equal(
    pageOf({ id: 'description', kind: 'description', label: '', text }, { start: 0, end: 5, text: 'First' }),
    undefined,
  )
})
