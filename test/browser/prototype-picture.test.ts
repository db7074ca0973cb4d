// The picture of a prototype, as the customer and the console see it, taken by a real Chromium.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { browserAt, pictureOf } from '../../services/prototype/screenshot.ts'
import { typeOf } from '../../services/prototype/serving.ts'
import { allSites } from './sites.ts'

test('The picture of a prototype shows its first page, styled, and asks nobody outside for anything.', async () => {
  const files = Object.entries((await allSites()).shop!).map(([path, text]) => ({
    path,
    type: typeOf(path),
    content: Buffer.from(text),
  }))
  const picture = await pictureOf(files, browserAt(undefined)!)
  const { width, height, format } = await sharp(picture).metadata()
  assert.deepEqual([width, height, format], [640, 480, 'webp'])
  const { channels } = await sharp(picture).stats()
  assert.ok(
    channels.some(({ stdev }) => stdev > 20),
    'it is no empty page',
  )
  assert.equal(await pictureOf(files, '/no/such/browser'), undefined)
})
