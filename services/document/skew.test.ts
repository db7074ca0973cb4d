import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skewOf } from './skew.ts'

const [width, height] = [600, 400]

/** Twelve dashed lines of "text", turned by the given degrees clockwise around the top left corner. */
function stripes(degrees: number): Uint8Array {
  const slope = Math.tan((degrees * Math.PI) / 180)
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const row = y - slope * x
    return row > 60 && row < 340 && row % 24 < 8 && x % 14 < 9 ? 0 : 255
  })
}

test('the turn of a page of lines is found to a quarter of a degree, in both directions', () => {
  for (const degrees of [-9, -5, -2.25, -0.5, 0, 0.75, 2, 5, 10])
    assert.equal(skewOf(stripes(degrees), width, height), degrees, `${degrees}`)
})

test('an empty page and one of specks lie straight', () => {
  assert.equal(skewOf(new Uint8Array(width * height).fill(255), width, height), 0)
  // A fixed sequence that looks random (xorshift): every value comes from the one before.
  let seed = 7
  const specks = Uint8Array.from({ length: width * height }, () => {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    return seed % 10 === 0 ? 0 : 255
  })
  assert.equal(skewOf(specks, width, height), 0)
})
