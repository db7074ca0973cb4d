import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast, wordsOn } from './contrast.ts'

test('words in black or white can be read on any colour', () => {
  const steps = Array.from({ length: 16 }, (_, at) => (at * 17).toString(16).padStart(2, '0'))
  for (const r of steps)
    for (const g of steps)
      for (const b of steps) {
        const colour = `#${r}${g}${b}`
        assert.ok(contrast(wordsOn(colour), colour) >= 4.5, colour)
      }
  assert.deepEqual([wordsOn('#1d4ed8'), wordsOn('#dff35a')], ['#ffffff', '#000000'])
})

test('contrast is that of WCAG', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.equal(contrast('#1d4ed8', '#1d4ed8'), 1)
})
