import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplesPerS, stretches } from './sound.ts'

/** Tone of half loudness for each positive number of seconds, a room's hiss for each negative one. */
function sound(...seconds: number[]): Int16Array {
  const parts = seconds.map((s) =>
    Int16Array.from({ length: Math.abs(s) * samplesPerS }, (_, i) => (s > 0 ? 16_000 * Math.sin(i / 5) : (i % 7) - 3)),
  )
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

test('a recording is cut in the middle of its pauses and nothing loud is lost', () => {
  assert.deepEqual(stretches(sound(6, -1, 6)), [
    { start: 0, end: 650 },
    { start: 650, end: 1_300 },
  ])
})

test('a pause soon after the beginning does not cut, since short pieces are recognised worse', () => {
  assert.deepEqual(stretches(sound(2, -1, 2)), [{ start: 0, end: 500 }])
})

test('speech without a pause is cut after 30 s', () => {
  assert.deepEqual(stretches(sound(70)), [
    { start: 0, end: 3_000 },
    { start: 3_000, end: 6_000 },
    { start: 6_000, end: 7_000 },
  ])
})

test('silence and an empty recording give nothing to recognise', () => {
  assert.deepEqual(stretches(sound(-60)), [])
  assert.deepEqual(stretches(new Int16Array(0)), [])
})
