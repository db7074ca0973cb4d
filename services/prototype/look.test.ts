import assert from 'node:assert/strict'
import { test } from 'node:test'
import { artFor } from './art.ts'
import { contrast, hexOf } from './colour.ts'
import { lookCss, lookFor, textPairs } from './look.ts'

const ids = Array.from({ length: 400 }, (_, index) => `req_${index}`)

test('Contrast and colour conversion agree with published values.', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.equal(hexOf(1, 0, 0), '#ffffff')
  // CSS Color 4: oklch(0.628 0.258 29.234) is pure red, at the very edge of sRGB.
  assert.match(hexOf(0.628, 0.2576, 29.234), /^#f[ef]0[0-9a-f]0[0-9a-f]$/u)
})

test('In 400 palettes, light and dark, every text has the contrast WCAG AA asks for.', () => {
  for (const id of ids) {
    const { light, dark } = lookFor(id)
    for (const scheme of [light, dark])
      for (const { on, ratio, ratioMin } of textPairs(scheme))
        assert.ok(ratio >= ratioMin, `${id}: ${on} is ${ratio.toFixed(2)}`)
  }
})

test('The same request always looks the same, and hardly any two look alike.', () => {
  assert.deepEqual(lookFor('req_1'), lookFor('req_1'))
  const sheets = new Set(ids.map((id) => lookCss(lookFor(id))))
  assert.ok(sheets.size > ids.length * 0.99, `${sheets.size} of ${ids.length} differ`)
  const brands = new Set(ids.map((id) => lookFor(id).light.brand))
  assert.ok(brands.size > 100, `${brands.size} brand colours`)
})

test('Pictures are plain paths with whole numbers, so nothing in them can be anything but a shape.', () => {
  for (const style of ['tiles', 'hills', 'rings', 'leaves', 'bands'] as const)
    for (const { d, c } of artFor(style, 'seed')) {
      assert.match(d, /^[MmLlHhVvCcSsAaZz0-9 -]+$/u)
      assert.match(c, /^art[1-4]$/u)
    }
})
