import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSlug, slugFrom } from './slug.ts'

test('a short name is made of what addresses can hold', () => {
  const made = ['Čajovna U Dvou Přátel', 'Müller & Söhne GmbH', '24 Hours Shop', 'ORCHARD--Works!', 'чай', ''].map(
    slugFrom,
  )
  assert.deepEqual(made, ['cajovna-u-dvou-pratel', 'muller-sohne-gmbh', 'hours-shop', 'orchard-works', '', ''])
  assert.equal(slugFrom(`${'a'.repeat(39)} b c`).length, 39)
})

test('what is made of a name of some length is a short name, and other things are not', () => {
  for (const name of ['Čajovna U Dvou Přátel', 'x'.repeat(90), '7 Up and Away']) assert.ok(isSlug(slugFrom(name)), name)
  for (const text of ['', 'ab', 'Ab-cd', '1st', 'a--b', 'a-', 'a b c', 'x'.repeat(41)]) assert.ok(!isSlug(text), text)
})
