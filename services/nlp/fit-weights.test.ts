import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { corpus } from './corpus.test-support.ts'
import { fitWeights, tableOf, textsOf } from './fit-weights.ts'
import { everySentence, table, weighBy, weightsIn } from './weights-english.ts'

const texts = textsOf(corpus)

test('no text that weights are fitted to is held out', () => {
  assert.ok(texts.length >= 400)
  const [first, ...others] = corpus.filter((r) => r.language === 'en')
  const fewer = textsOf([{ ...first!, isHeldOut: true }, ...others])
  assert.ok(texts.some(({ text }) => text === first!.text) && !fewer.some(({ text }) => text === first!.text))
})

test('a fit is the same each time, and tells the wishes it was fitted to from the facts', () => {
  const few = texts.slice(-60)
  const first = fitWeights(few)
  assert.deepEqual([...fitWeights(few)], [...first])
  const weigh = weighBy(first)
  assert.ok(weigh(['rule cue should']) > weigh(['rule none']))
  assert.ok(weigh([]) === first.get(everySentence))
})

test('the table of weights is written as the program writes it, with nothing smaller than it keeps', () => {
  const file = readFileSync(table, 'utf8')
  const weights = weightsIn(file)
  assert.ok(file === tableOf(weights), 'Run fit-weights.ts instead of editing its table.')
  assert.ok([...weights.values()].every((worth) => Math.abs(worth) >= 0.1))
})
