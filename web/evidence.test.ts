import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isExact, pageOf, pictureOf, quoteId, segments } from './evidence.ts'

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

test('a quote is seen on the picture of its page, with every line that it touches marked', () => {
  const pages = [{ number: 3, start: 5, end: 25 }]
  const source = { id: 'fil_1', kind: 'document' as const, label: 'a.pdf', text: 'Five.First.\nSecond line.', pages }
  const line = (start: number, end: number, top: number) => ({ start, end, box: [0.1, top, 0.5, 0.02] })
  // The page begins with white space that the source does not have.
  const text = '\n\nFirst.\nSecond line.'
  const lines = [line(2, 8, 0.1), line(9, 21, 0.2)]
  const document = { kind: 'pdf' as const, pages: [{ number: 3, text, lines }] }
  const boxesOf = (start: number, end: number) =>
    pictureOf(document, source, { start, end, text: source.text.slice(start, end) })?.boxes
  assert.deepEqual(boxesOf(12, 18), [lines[1]?.box])
  assert.deepEqual(boxesOf(5, 11), [lines[0]?.box])
  assert.deepEqual(boxesOf(7, 18), [lines[0]?.box, lines[1]?.box])
  assert.equal(pictureOf(document, source, { start: 13, end: 19, text: 'Second' }), undefined, 'a shifted quote')
  const quote = { start: 12, end: 18, text: 'Second' }
  const bare = [{ number: 3, text }]
  assert.deepEqual(pictureOf({ kind: 'pdf', pages: bare }, source, quote), { page: 3, boxes: [] })
  assert.equal(pictureOf({ kind: 'docx', pages: bare }, source, quote), undefined, 'there are no pages to look at')
})
