import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from './contract.ts'
import { splitSentences } from './sentences.ts'

const split = (text: string, kind: Source['kind'] = 'description') =>
  splitSentences({ id: kind, kind, label: kind, text }, 'en')
const texts = (text: string) => split(text).map((s) => s.text)

test('dots inside names, numbers and abbreviations do not end a sentence', () => {
  assert.deepEqual(
    texts("i'd like something like muji.com, very calm. it costs 3.5 euros, e.g. for Dr. Novak. Fine."),
    ["i'd like something like muji.com, very calm.", 'it costs 3.5 euros, e.g. for Dr. Novak.', 'Fine.'],
  )
  assert.deepEqual(texts('Start am 1. Juli. Danke.'), ['Start am 1. Juli.', 'Danke.'])
})

test('a number before a full stop ends its sentence unless a date goes on, and the number of a requirement is none of its words', () => {
  assert.deepEqual(texts('Prices are entered in annex 3. Bids stay valid. We start on Friday 3. July is late.'), [
    'Prices are entered in annex 3.',
    'Bids stay valid.',
    'We start on Friday 3. July is late.',
  ])
  const items = split('R1: Parents book.\nB.2 Borrowers renew.\n(5a) A course is cancelled.\nA4 paper is used.')
  assert.deepEqual(
    items.map((s) => [s.text, s.isItem]),
    [
      ['Parents book.', true],
      ['Borrowers renew.', true],
      ['A course is cancelled.', true],
      ['A4 paper is used.', false],
    ],
  )
})

test('lines wrapped by a page are joined, list items and table cells are not', () => {
  const wrapped =
    'The system must let every customer see all documents that belong to\nthe account, and sign them.\n- First item\n- Second item\n| a cell | another cell |'
  const sentences = split(wrapped)
  assert.deepEqual(
    sentences.map((s) => s.text.replace('\n', ' ')),
    [
      'The system must let every customer see all documents that belong to the account, and sign them.',
      'First item',
      'Second item',
      'a cell',
      'another cell',
    ],
  )
  assert.deepEqual(
    sentences.map((s) => s.isItem),
    [false, true, true, false, false],
  )
})

test('speech without full stops is cut before a new clause', () => {
  const spoken = `so i run a studio and i want people to book a class on their phone and ${'they should get a reminder the day before and '.repeat(12)}i need a list`
  const sentences = split(spoken)
  assert.ok(sentences.length > 3)
  assert.ok(sentences.every((s) => s.text.length <= 600))
})

test('offsets are exact, in order and without overlap, also around surrogates', () => {
  const text = '🏺 Mugs! 🛒🛒 Shop.\n\ud83d broken \udc00 halves.\0 End 😀'
  let end = 0
  for (const s of split(text)) {
    assert.equal(text.slice(s.start, s.end), s.text)
    assert.ok(s.start >= end && s.text.isWellFormed() && !s.text.includes('\0'))
    for (const w of s.words) assert.equal(text.slice(w.start, w.end), w.text)
    end = s.end
  }
  assert.ok(end > 0)
})

test('page numbers, markup and lines that return on every page are noise', () => {
  const page = (n: number) =>
    `Alder & Finch internal paper\nPage ${n} of 5\nText number ${n} of the brief stands here.\n`
  const noise = split([1, 2, 3, 4, 5].map(page).join('\n'), 'document').filter((s) => s.isNoise)
  assert.equal(noise.length, 10)
  assert.ok(split('<b>bold</b> text')[0]?.isNoise)
})
