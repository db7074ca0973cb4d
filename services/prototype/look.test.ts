import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contrast } from '#platform/contrast'
import { artFor } from './art.ts'
import { brandIn } from './brand.ts'
import { hexOf, oklchOf } from './colour.ts'
import { namedColours } from './colour-names.ts'
import { emblemFor, signFor } from './emblem.ts'
import { emblems } from './emblem-shapes.ts'
import { artStyles, lookFor } from './look.ts'
import { lookCss } from './look-css.ts'
import { bandOn, textPairs } from './scheme.ts'

const ids = Array.from({ length: 400 }, (_, index) => `req_${index}`)
const path = /^[MmLlHhVvCcSsAaZz0-9 -]+$/u

test('Contrast and colour conversion agree with published values, there and back.', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  assert.equal(hexOf(1, 0, 0), '#ffffff')
  // CSS Color 4: oklch(0.628 0.258 29.234) is pure red, at the very edge of sRGB.
  assert.match(hexOf(0.628, 0.2576, 29.234), /^#f[ef]0[0-9a-f]0[0-9a-f]$/u)
  for (const hex of ['#0b5d57', '#ffffff', '#1f2f5c', '#c8102e', '#808080']) {
    const { l, c, h } = oklchOf(hex)
    assert.equal(hexOf(l, c, h), hex)
  }
})

test('In 400 palettes, light and dark, every text has the contrast WCAG AA asks for.', () => {
  for (const id of ids) {
    const { light, dark } = lookFor(id)
    for (const scheme of [light, dark])
      for (const { on, ratio, ratioMin } of textPairs(scheme))
        assert.ok(ratio >= ratioMin, `${id}: ${on} is ${ratio.toFixed(2)}`)
  }
})

test('So has every palette of one or two colours that can be asked for, whatever they are, and every header.', () => {
  for (const main of namedColours)
    for (const other of [undefined, ...namedColours]) {
      const colours = other ? [main, other] : [main]
      const { light, dark, header } = lookFor('req_1', undefined, { colours, header: main })
      for (const scheme of [light, dark])
        for (const { on, ratio, ratioMin } of textPairs(scheme))
          assert.ok(ratio >= ratioMin, `${main.stems} with ${other?.stems}: ${on} is ${ratio.toFixed(2)}`)
      for (const ink of ['ink', 'inkSoft', 'brandInk'] as const)
        assert.ok(contrast(header![ink], header!.bg) >= 4.5, `${ink} on a header in ${main.stems}`)
      assert.ok(contrast(bandOn(main).onBrand, bandOn(main).brand) >= 4.5)
    }
})

test('A colour that was asked for is used as it is when anything can be read on it.', () => {
  const navy = oklchOf('#1f2f5c')
  assert.equal(lookFor('req_1', undefined, { colours: [navy] }).light.brand, '#1f2f5c')
  const { brand, onBrand } = lookFor('req_1', undefined, { colours: [oklchOf('#f28c28')] }).light
  assert.equal(brand, '#f28c28')
  assert.ok(contrast(onBrand, brand) >= 4.5)
})

test('The same request always looks the same, and hardly any two look alike.', () => {
  assert.deepEqual(lookFor('req_1'), lookFor('req_1'))
  const sheets = new Set(ids.map((id) => lookCss(lookFor(id))))
  assert.ok(sheets.size > ids.length * 0.99, `${sheets.size} of ${ids.length} differ`)
  const brands = new Set(ids.map((id) => lookFor(id).light.brand))
  assert.ok(brands.size > 100, `${brands.size} brand colours`)
})

test('Pictures are plain paths with whole numbers, so nothing in them can be anything but a shape.', () => {
  for (const style of artStyles)
    for (const { d, c } of artFor(style, 'seed')) {
      assert.match(d, path)
      assert.match(c, /^art[0-4]$/u)
    }
  for (const sign of Object.keys(emblems))
    for (const { d, c } of emblemFor(sign, 'seed')) {
      assert.match(d, path, sign)
      assert.match(c, /^art[0-4]$/u)
    }
})

test('A thing gets the sign of its own word, in each language, and none where we have none.', () => {
  const expected = {
    'Espresso cups': 'cup',
    hrnky: 'cup',
    'Kinder-Fahrrad': 'bicycle',
    'dental hygiene': 'tooth',
    'tagliatelle with mushrooms': 'bowl',
    'pain de seigle': 'bread',
    'خبز القمح': 'bread',
    'Quux 3000': undefined,
  }
  for (const [name, sign] of Object.entries(expected)) assert.equal(signFor(name), sign, name)
})

test('Looks named in a sentence of nothing else are heard, those of goods in a list are not.', () => {
  const brand = (text: string, kind: 'description' | 'document' = 'description') =>
    brandIn([{ id: kind, kind, label: '', text }])
  const airy = brand('I take pictures. Natural, airy, sage green.')
  assert.deepEqual([airy.colours.map(({ said }) => said.text), airy.mood?.value], [['sage green'], 'calm'])
  assert.equal(brand('Please keep it warm and calm.').mood?.value, 'calm')
  assert.deepEqual(brand('We sell mugs. Navy and gold mugs are loved.').colours, [])
  assert.deepEqual(brand('Navy, gold', 'document').colours, [])
})

test('Pictures in a row take turns in three kinds, and are of one kind where somebody asked for it.', () => {
  assert.equal(new Set(lookFor('req_1').arts).size, 3)
  assert.deepEqual(lookFor('req_1', undefined, { art: 'waves' }).arts, ['waves'])
})

test('Larger headings are larger than the text in every pack, and nothing else changes.', () => {
  const plain = lookCss(lookFor('req_1'))
  assert.equal(
    lookCss(lookFor('req_1', undefined, { headings: 'larger' })),
    `${plain}main :is(h1, h2) {\n  zoom: 1.2;\n}\n`,
  )
})
