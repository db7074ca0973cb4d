import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, percentile, regressions, table } from './figures.ts'

test('a percentile is a measured value: the nearest rank', () => {
  const values = [5, 1, 4, 2, 3]
  assert.equal(percentile(values, 0.5), 3)
  assert.equal(percentile(values, 0.95), 5)
  assert.equal(percentile([7], 0.01), 7)
  assert.throws(() => percentile([], 0.5), /nothing/)
})

test('the median of an even number is the mean of the two middle values', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.equal(median([9, 1, 5]), 5)
})

test('a ratio is a regression when it is more than a fifth worse in its own direction, or missing', () => {
  const published = [
    { name: 'rate', value: 3, better: 'more' as const },
    { name: 'memory', value: 200, better: 'less' as const },
  ]
  const measured = (rate: number, memory: number) => [
    { ...published[0]!, value: rate },
    { ...published[1]!, value: memory },
  ]
  assert.deepEqual(regressions(published, measured(2.6, 235)), [])
  assert.deepEqual(regressions(published, measured(9, 20)), [])
  assert.match(regressions(published, measured(2.4, 200)).join(), /^rate is 2\.4, 25 % worse than the published 3\.$/)
  assert.match(regressions(published, measured(3, 250)).join(), /^memory is 250, 25 % worse/)
  assert.match(regressions(published, measured(3, 200).slice(1)).join(), /^rate was not measured/)
})

test('a table keeps its columns in line and writes large numbers readably', () => {
  assert.equal(
    table(
      ['', 'n'],
      [
        ['many', 1234],
        ['few', 2],
      ],
    ),
    ['          n', '────  ─────', 'many  1,234', 'few       2'].join('\n'),
  )
})
