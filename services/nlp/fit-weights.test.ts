import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { corpus } from './corpus.test-support.ts'
import { fitWeights, tableOf, texts } from './fit-weights.ts'
import { everyClause, weighBy, weights } from './weights-english.ts'

test('no text that weights are fitted to is held out', () => {
  const heldOut = new Set(corpus.filter((r) => r.isHeldOut).map((r) => r.text))
  assert.ok(texts.length >= 200)
  assert.equal(texts.filter(({ text }) => heldOut.has(text)).length, 0)
})

test('a fit is the same each time, and tells the wishes it was fitted to from the facts', () => {
  const few = texts.slice(-60)
  const first = fitWeights(few)
  assert.deepEqual([...fitWeights(few)], [...first])
  const weigh = weighBy(first)
  assert.ok(weigh(['rule cue should']) > weigh(['rule none']))
  assert.ok(weigh([]) === first.get(everyClause))
})

test('the table of weights is written as the program writes it, with nothing smaller than it keeps', () => {
  const file = readFileSync(new URL('./weights-english.ts', import.meta.url), 'utf8')
  assert.ok(file.includes(`\`${tableOf(weights)}\``), 'Run fit-weights.ts instead of editing its table.')
  assert.ok([...weights.values()].every((worth) => Math.abs(worth) >= 0.1))
})
