import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coloursOf, contrast } from './colours.ts'

test('words on any colour of an organisation can be read, under the pointer too', () => {
  const steps = Array.from({ length: 16 }, (_, at) => (at * 17).toString(16).padStart(2, '0'))
  for (const r of steps)
    for (const g of steps)
      for (const b of steps) {
        const { brand, strong, on } = coloursOf(`#${r}${g}${b}`)
        assert.equal(brand, `#${r}${g}${b}`)
        assert.ok(contrast(on, brand) >= 4.5, `${on} on ${brand}: ${contrast(on, brand)}`)
        assert.ok(contrast(on, strong) >= contrast(on, brand), `${on} on ${strong}`)
      }
})

test('contrast is that of WCAG', () => {
  assert.equal(Math.round(contrast('#000000', '#ffffff')), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.equal(contrast('#1d4ed8', '#1d4ed8'), 1)
})
