import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseCron } from './cron.ts'

/** The next times, as UTC. */
const times = (text: string, after: string, count: number, zone?: string): string[] => {
  const cron = parseCron(text, zone)
  const found: string[] = []
  let at: Date | undefined = new Date(after)
  while (found.length < count) {
    at = cron.next(at!)
    if (!at) break
    found.push(at.toISOString().slice(0, 16))
  }
  return found
}

describe('a cron expression', () => {
  test('gives the times after a time, with lists, ranges, steps and names', () => {
    assert.deepEqual(times('*/20 9-10 * * mon-fri', '2026-11-20T10:30:00Z', 4), [
      '2026-11-20T10:40',
      '2026-11-23T09:00',
      '2026-11-23T09:20',
      '2026-11-23T09:40',
    ])
    assert.deepEqual(times('5,10 0 1 jan,jul *', '2026-01-01T00:05:00Z', 3), [
      '2026-01-01T00:10',
      '2026-07-01T00:05',
      '2026-07-01T00:10',
    ])
    assert.deepEqual(times('0 0 * * 7', '2026-11-21T00:00:00Z', 1), ['2026-11-22T00:00'])
  })
  test('takes either day when both are restricted, as POSIX says', () => {
    assert.deepEqual(times('0 0 1 * mon', '2026-11-24T00:00:00Z', 3), [
      '2026-11-30T00:00',
      '2026-12-01T00:00',
      '2026-12-07T00:00',
    ])
  })
  test('knows leap days, and says when there is no time at all', () => {
    assert.deepEqual(times('0 12 29 2 *', '2026-01-01T00:00:00Z', 2), ['2028-02-29T12:00', '2032-02-29T12:00'])
    assert.deepEqual(times('0 0 30 2 *', '2026-01-01T00:00:00Z', 1), [])
  })
  test('follows the wall clock of a zone through both changes of the hour', () => {
    const zone = 'Europe/Berlin'
    // 29 March 2026: 02:00 to 03:00 does not exist; 25 October 2026: it comes twice.
    assert.deepEqual(times('30 2 * * *', '2026-03-27T12:00:00Z', 3, zone), [
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ])
    assert.deepEqual(times('30 2 * * *', '2026-10-24T12:00:00Z', 2, zone), ['2026-10-25T00:30', '2026-10-26T01:30'])
    assert.deepEqual(times('0 0 * * *', '2026-11-20T12:00:00Z', 1, 'Asia/Kathmandu'), ['2026-11-20T18:15'])
  })
  test('says what it cannot read', () => {
    assert.throws(() => parseCron('* * * *'), /five fields/)
    assert.throws(() => parseCron('60 * * * *'), /"60" is no minute: it goes from 0 to 59/)
    assert.throws(() => parseCron('* * 0 * *'), /no day of month/)
    assert.throws(() => parseCron('5-1 * * * *'), /no minute/)
    assert.throws(() => parseCron('*/0 * * * *'), /no minute/)
    assert.throws(() => parseCron('* * * * fri-mon'), /no day of week/)
    assert.throws(() => parseCron('* * * * *', 'Mars/Base'), RangeError)
  })
})
