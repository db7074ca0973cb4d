import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGuessable, productWords, wordsIn } from './guessable.ts'

const texts = [
  ...productWords,
  'Müller & Söhne',
  'shop.mueller.example.org',
  'ada.lovelace@example.org',
  'Ada Lovelace',
]

test('A password that is little more than a name of the product, the organisation or the person is guessable.', () => {
  for (const password of [
    'statex2026',
    'StateX-StateX!',
    'ada.lovelace@example.org',
    'Lovelace1815',
    'LOVELACE lovelace 1',
    'müllersöhne1',
    'MullerSohne99!',
    'example-2026',
  ])
    assert.ok(isGuessable(password, texts), password)
})

test('A sentence may hold such a name, and what has nothing of them is not judged by its length.', () => {
  for (const password of [
    'my tea at statex is cold',
    'ada counts nine blue lamps',
    'aaaaaaaaaa',
    '0123456789',
    '          ',
    '密码密码密码密码密码',
  ])
    assert.ok(!isGuessable(password, texts), password)
})

test('Words of three letters and fewer, and nothing at all, make no password guessable.', () => {
  assert.deepEqual(wordsIn(['', 'Ada', 'a@b.cz']), ['abcz'])
  assert.ok(!isGuessable('adaadaadaada', ['Ada', '']))
})
