import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountIn, amountOf, minorOf } from './amount.ts'

test('an amount is read as people write it, and becomes minor units of its currency', () => {
  assert.deepEqual(['75', ' 75.50 ', '1800,5', '', '-1', '1e9', '7 5', '1.2.3'].map(amountIn), [
    75,
    75.5,
    1800.5,
    ...Array(5).fill(undefined),
  ])
  assert.deepEqual([minorOf('75.50', 'EUR'), minorOf('1,10', 'CZK'), minorOf('1800', 'JPY')], [7550, 110, 1800])
  assert.deepEqual([minorOf('1.005', 'EUR'), minorOf('1.5', 'JPY'), minorOf('x', 'EUR')], Array(3).fill(undefined))
  assert.equal(minorOf('0.29', 'EUR'), 29, 'not one less, as floating point would have it')
})

test('minor units are shown as somebody would type them', () => {
  assert.deepEqual([amountOf(7550, 'EUR'), amountOf(1800, 'JPY'), amountOf(5, 'EUR')], ['75.50', '1800', '0.05'])
})
