import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { finding } from './engine/finding.ts'
import { bestOf, driftOf, interleaved, ratioOf } from './engine/rounds.ts'

test('contestants take turns: everybody once in each round', () => {
  const order = interleaved(['A', 'B', 'C'], 2).map(({ contestant, round }) => `${contestant}${round}`)
  assert.deepEqual(order, ['A0', 'B0', 'C0', 'A1', 'B1', 'C1'])
})

test('a ratio is taken within each round, then the middle one counts', () => {
  // The ratio of the medians would be 20 ÷ 10.
  assert.equal(ratioOf([10, 20, 90], [10, 20, 5]), 1)
  assert.equal(ratioOf([30, 30], [10]), 3)
})

test('who could not run has no ratio, and is not the best of several', () => {
  assert.equal(ratioOf(undefined, [1]), undefined)
  assert.equal(ratioOf([1], []), undefined)
  assert.deepEqual(bestOf([[1, 9, 1], undefined, [2, 2, 2], []], 'more'), [2, 2, 2])
  assert.deepEqual(bestOf([[1, 9, 1], undefined, [2, 2, 2], []], 'less'), [1, 9, 1])
  assert.equal(bestOf([undefined], 'more'), undefined)
})

test('a drift compares the last fifth of a time with its first by their medians', () => {
  const steady = Array.from({ length: 11 }, (_, i) => ({ atMs: i * 100, value: 10 }))
  assert.equal(driftOf(steady), 1)
  const grown = steady.map((s) => ({ ...s, value: s.atMs < 500 ? 10 : 12 }))
  assert.equal(driftOf(grown), 1.2)
  // One look that was off changes nothing.
  assert.equal(driftOf(grown.with(1, { atMs: 100, value: 99 })), 1.2)
})

test('a contestant that could not run is shown with its reason, and its ratios are left out', () => {
  const [ran, failed] = ['ran', 'failed'].map((name) => ({ name, program: `peers/${name}.ts` }))
  const { text, figures, ratios } = finding(
    'a measure',
    [
      { entry: ran!, columns: { 'p50 ms': 1.2345 } },
      { entry: failed!, columns: undefined },
    ],
    [
      { measure: 'another measure', name: 'failed', reason: 'not this', isPeer: true },
      { measure: 'a measure', name: 'failed', reason: 'no binary', isPeer: true },
    ],
    [
      { name: 'there', value: 2, better: 'more' },
      { name: 'missing', value: undefined, better: 'more' },
    ],
  )
  assert.match(text, /^ran +1\.23$/m)
  assert.match(text, /^failed could not run: no binary$/m)
  assert.deepEqual(figures[1], { measure: 'a measure', name: 'failed', problem: 'could not run: no binary' })
  assert.deepEqual(
    ratios.map((r) => r.name),
    ['there'],
  )
})

const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8')

test('the peers have exact versions, and docs/dependencies.md names them', () => {
  const { dependencies } = JSON.parse(read('engine/peers/package.json')) as { dependencies: Record<string, string> }
  const page = read('../docs/dependencies.md')
  for (const [name, version] of Object.entries(dependencies)) {
    assert.match(version, /^\d+\.\d+\.\d+$/)
    assert.ok(page.includes(`\n| ${name} | ${version} | `), `docs/dependencies.md has no row for ${name} ${version}.`)
  }
})

test('the lock file of the peers holds the optional packages of every platform, so that "npm ci" accepts it', () => {
  const { packages } = JSON.parse(read('engine/peers/package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  )
  assert.deepEqual(missing, [])
})
