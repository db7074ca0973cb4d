import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayIn } from './day.ts'

test('an instant is on the day that a clock in the zone shows', () => {
  const time = new Date('2026-12-31T23:30:00Z')
  assert.equal(dayIn(time), '2026-12-31')
  assert.equal(dayIn(time, 'Europe/Prague'), '2027-01-01')
  assert.equal(dayIn(time, 'Pacific/Kiritimati'), '2027-01-01')
  assert.equal(dayIn(time, 'America/Los_Angeles'), '2026-12-31')
})

test('the day on which the clocks change is one day', () => {
  assert.equal(dayIn(new Date('2026-03-28T22:59:59Z'), 'Europe/Prague'), '2026-03-28')
  assert.equal(dayIn(new Date('2026-03-28T23:00:00Z'), 'Europe/Prague'), '2026-03-29')
  assert.equal(dayIn(new Date('2026-03-29T21:59:59Z'), 'Europe/Prague'), '2026-03-29')
  assert.equal(dayIn(new Date('2026-03-29T22:00:00Z'), 'Europe/Prague'), '2026-03-30')
})

test('a zone that is none is an error, and never taken for another', () => {
  assert.throws(() => dayIn(new Date(0), 'Europe/Nowhere'), RangeError)
})
