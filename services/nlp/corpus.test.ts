import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from './analyse.ts'
import { corpus, inputOf, precision, recall, score } from './corpus.test-support.ts'

const english = (isHeldOut: boolean) => corpus.filter((r) => r.language === 'en' && r.isHeldOut === isHeldOut)

test('the corpus holds at least 60 requests, half of them held out, each with sentences of both kinds', () => {
  assert.ok(corpus.length >= 60)
  assert.equal(corpus.filter((r) => r.isHeldOut).length * 2, corpus.length)
  assert.equal(new Set(corpus.map((r) => r.id)).size, corpus.length)
  assert.ok(corpus.every((r) => r.sentences.some((s) => !s.isNeed)))
})

test('requirement sentences of the requests that rules were written for: precision 0.95, recall 0.8', async () => {
  const seen = await score(english(false))
  assert.ok(precision(seen) >= 0.95 && recall(seen) >= 0.8, seen.wrong.join('\n'))
})

test('requirement sentences of requests held out stay as well found as they were when last measured', async (t) => {
  // Counted, never listed: what is read here is no longer unseen. First measured at 0.89 and 0.71, with the rules as they were before.
  const all = await score(english(true))
  const { hits, found, wanted } = all
  t.diagnostic(
    `precision ${precision(all).toFixed(3)} (${hits} of ${found}), recall ${recall(all).toFixed(3)} (of ${wanted})`,
  )
  assert.ok(precision(all) >= 0.92, `precision ${hits} of ${found}`)
  assert.ok(recall(all) >= 0.82, `recall ${hits} of ${wanted}`)
})

const byId = (id: string) => analyse(inputOf(corpus.find((r) => r.id === id)!))

test('vague input gives questions and low confidence instead of a guess', async () => {
  const { features, confidence, openQuestions, kind, industry } = await byId('vague')
  assert.deepEqual(features, [])
  assert.ok(confidence <= 0.2 && openQuestions.length > 0)
  assert.deepEqual([kind.value, industry.value], ['general', 'other'])
})

test('two budgets, two dates and a must beside its must not become questions', async () => {
  const { openQuestions } = await byId('contradiction')
  const asked = openQuestions.map((q) => `${q.question} ${q.why}`).join('\n')
  assert.match(asked, /“5,000 euros”, “12,000 euros”/)
  assert.match(asked, /“1 March 2027”, “1 June 2027”/)
  const text = 'We want a shop. Prices must be visible to visitors. Prices must not be visible to visitors.'
  const { openQuestions: more } = await analyse({ sources: [{ id: 'd', kind: 'description', label: 'd', text }] })
  assert.ok(
    more.some((q) => q.question === 'Which of the two holds?'),
    JSON.stringify(more),
  )
})

test('qualities and constraints are found with their words, in four languages', async () => {
  const found = async (id: string) => {
    const { qualities, constraints } = await byId(id)
    return [...qualities!.map((q) => q.kind), ...constraints!.map((c) => c.kind)]
  }
  assert.deepEqual(await found('museum-brief'), ['accessibility', 'legal', 'technology', 'time'])
  assert.deepEqual(await found('care-home'), ['privacy', 'hosting'])
  assert.ok((await found('kanzlei-de')).includes('hosting'))
  assert.deepEqual(await found('skola-cs'), ['localisation', 'budget'])
  assert.deepEqual(await found('atelier-fr'), ['localisation', 'budget'])
  assert.deepEqual(await found('vague'), [])
})
