import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytes, clock, day, duration, moment, money, percent, showTimesIn } from './format.ts'

test('money follows the decimals of its currency', () => {
  assert.equal(money(123456, 'EUR'), '€1,234.56')
  assert.equal(money(123400, 'EUR'), '€1,234')
  assert.equal(money(1234, 'JPY'), '¥1,234')
  assert.equal(money(1234567, 'KWD').replace(/\s/g, ' '), 'KWD 1,234.567')
})

test('money follows the language of the reader', () => {
  assert.equal(money(123456, 'EUR', 'de').replace(/\s/g, ' '), '1.234,56 €')
})

test('sizes use decimal units', () => {
  assert.equal(bytes(0), '0 bytes')
  assert.equal(bytes(48_211), '48 kB')
  assert.equal(bytes(1_536_000), '1.5 MB')
})

test('clocks show hours only when there are some', () => {
  assert.equal(clock(0), '0:00')
  assert.equal(clock(65.9), '1:05')
  assert.equal(clock(3725), '1:02:05')
})

test('durations are as precise as it matters', () => {
  assert.equal(duration(84), '84 ms')
  assert.equal(duration(3240), '3.2 s')
  assert.equal(duration(65_000), '1:05 min')
})

test('a calendar date stays the same day in every time zone', () => {
  assert.equal(day('2026-05-04'), 'May 4, 2026')
  assert.equal(day('2026-01-01', 'en', false), 'Jan 1')
})

test('percentages are whole', () => {
  assert.equal(percent(0.834), '83%')
})

test('an instant is written in the time zone of the pages, which is named where it is not the reader’s own', () => {
  const time = '2026-05-04T22:30:00Z'
  const own = moment(time)
  try {
    showTimesIn('Pacific/Kiritimati')
    assert.equal(moment(time).replace(/\s/g, ' '), 'May 5, 2026, 12:30 PM GMT+14')
    showTimesIn(new Intl.DateTimeFormat().resolvedOptions().timeZone)
    assert.equal(moment(time), own)
  } finally {
    showTimesIn(undefined)
  }
  assert.equal(moment(time), own)
})
