import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { silent } from '#platform/testing'
import { brandIn } from './brand.ts'
import { hexOf } from './colour.ts'
import { logoAmong, readLogoOf } from './logo.ts'
import { coloursOf } from './logo-colours.ts'
import { lookFor } from './look.ts'

const brand = (text: string) => brandIn([{ id: 'description', kind: 'description', label: '', text }])
const words = (text: string) => brand(text).colours.map(({ said }) => said.text)

test('Colours are taken from sentences about looks, in every language, with the words they come from.', () => {
  assert.deepEqual(words('Our colours are deep green and cream.'), ['deep green', 'cream'])
  assert.deepEqual(words('The website should be navy with a touch of gold.'), ['navy', 'gold'])
  assert.deepEqual(words('Our corporate colour is #0b5d57.'), ['#0b5d57'])
  assert.deepEqual(words('Unsere Farben sind Dunkelblau und Gold.'), ['Dunkelblau', 'Gold'])
  assert.deepEqual(words('Naše barvy jsou tmavě zelená a béžová.'), ['tmavě zelená', 'béžová'])
  assert.deepEqual(words('Nos couleurs sont le bordeaux et le blanc.'), ['bordeaux', 'blanc'])
  assert.deepEqual(words('ألواننا أزرق وذهبي.').length > 0, true)
})

test('What is said of goods, or ruled out, does not colour the page.', () => {
  assert.deepEqual(words('We sell blue mugs and green bowls.'), [])
  assert.deepEqual(words('Colours: sea blue, oat, charcoal.'), [])
  assert.deepEqual(words('The design must not be pink.'), [])
  assert.deepEqual(words('A redesigned website with a blueprint of the greenhouse style.'), [])
})

test('A mood and the wish for a dark page are heard; dark blue is no dark page.', () => {
  assert.equal(brand('The style should be calm and elegant.').mood?.value, 'calm')
  assert.equal(brand('Das Design soll schlicht sein.').mood?.value, 'modern')
  assert.equal(brand('Our look is dark and technical, with violet.').scheme?.value, 'dark')
  assert.equal(brand('Our colours are dark blue and white.').scheme, undefined)
  assert.equal(brand('Our elegant guests like tea.').mood, undefined)
})

test('The reasons of a look name the words, or say that it was drawn.', () => {
  assert.deepEqual(lookFor('req_1', brand('Our colours are navy and gold. The style is elegant.')).reasons, [
    'The colours come from your words: "navy", "gold".',
    'Type and shapes follow your word "elegant".',
  ])
  assert.match(lookFor('req_1').reasons[0]!, /drawn for this request/u)
})

test('A logo gives its colours, not its paper; a photo among other files is no logo.', async () => {
  const logo = await sharp({ create: { width: 64, height: 64, channels: 4, background: '#ffffff' } })
    .composite([{ input: { create: { width: 30, height: 30, channels: 4, background: '#0a7a4b' } }, left: 4, top: 4 }])
    .raw()
    .toBuffer()
  const colours = coloursOf(logo)
  assert.equal(colours.length, 1)
  assert.equal(hexOf(colours[0]!.l, colours[0]!.c, colours[0]!.h), '#0a7a4b')
  const look = lookFor('req_1', undefined, {}, { name: 'logo.png', colours })
  assert.equal(look.light.brand, '#0a7a4b')
  assert.match(look.reasons[0]!, /picture "logo.png"/u)
  const picture = (name: string) => ({ fileId: 'fil_1', key: 'k', name, type: 'image/png' })
  assert.equal(logoAmong([picture('house.png'), picture('our-logo.png')], [])?.name, 'our-logo.png')
  assert.equal(logoAmong([picture('house.png')], []), undefined)
})

test('A logo is read in the sandbox; one that is no picture leaves the look to be drawn.', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'statex-logo-'))
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#7a1f2b' } })
    .png()
    .toFile(join(folder, 'good'))
  await writeFile(join(folder, 'bad'), 'no picture at all')
  const read = (key: string) =>
    readLogoOf(
      [{ fileId: 'fil_1', key, name: 'logo.png', type: 'image/png' }],
      [],
      {
        tenant: 'ten_a',
        adapters: { blobs: { path: async (name: string) => join(folder, name) } } as never,
        log: silent,
      },
      new AbortController().signal,
    )
  const { l, c, h } = (await read('good'))!.colours[0]!
  assert.equal(hexOf(l, c, h), '#7a1f2b')
  assert.equal(await read('bad'), undefined)
  await rm(folder, { recursive: true })
})
