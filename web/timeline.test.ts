import assert from 'node:assert/strict'
import { test } from 'node:test'
import { span } from './timeline.ts'

const whole = { start: '2026-03-01', end: '2026-03-10' }

test('a phase takes the share of days it lasts, both ends included', () => {
  assert.deepEqual(span(whole, whole), { start: 0, width: 1 })
  assert.deepEqual(span(whole, { start: '2026-03-06', end: '2026-03-10' }), { start: 0.5, width: 0.5 })
  assert.deepEqual(span(whole, { start: '2026-03-01', end: '2026-03-01' }), { start: 0, width: 0.1 })
})

test('a phase outside the plan never leaves the picture', () => {
  const { start, width } = span(whole, { start: '2026-03-09', end: '2026-04-30' })
  assert.ok(start + width <= 1)
  assert.deepEqual(span({ start: '2026-03-01', end: '2026-03-01' }, { start: '2026-03-01', end: '2026-03-01' }), {
    start: 0,
    width: 1,
  })
})
