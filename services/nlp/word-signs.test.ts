import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordSigns } from './word-signs.ts'

test('words and pairs of words are signs, each once; any number is the same word, and so are both apostrophes', () => {
  assert.deepEqual(wordSigns('Don’t show 12,50 or 7?'), [
    '"don\'t"',
    '"show"',
    '"0"',
    '","',
    '"or"',
    '"?"',
    '"don\'t show"',
    '"show 0"',
    '"0 ,"',
    '", 0"',
    '"0 or"',
    '"or 0"',
    '"0 ?"',
  ])
  assert.deepEqual(wordSigns('sign-in'), ['"sign-in"'])
  assert.deepEqual(wordSigns(''), [])
})
