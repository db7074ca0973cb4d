import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from './analyse.ts'
import { corpus, heldOut, inputOf, precision, recall, score } from './corpus.test-support.ts'

const english = (isHeldOut: boolean) => corpus.filter((r) => r.language === 'en' && r.isHeldOut === isHeldOut)

test('the corpus holds at least 300 requests to write rules for and 40 of each set held out, nearly all with sentences of both kinds', () => {
  assert.ok(english(false).length >= 300)
  for (const { set } of heldOut) assert.ok(corpus.filter((r) => r.set === set).length >= 40, set)
  assert.equal(new Set(corpus.map((r) => `${r.id} ${r.set}`)).size, corpus.length)
  assert.ok(corpus.every((r) => /plain|short/.test(r.set) || r.sentences.some((s) => !s.isNeed)))
})

test('requirement sentences of the requests that rules were written for: precision 0.95, recall 0.8', async () => {
  const seen = await score(english(false))
  assert.ok(precision(seen) >= 0.95 && recall(seen) >= 0.8, seen.wrong.join('\n'))
})

for (const { set, precisionMin, recallMin } of heldOut)
  test(`requirement sentences of ${set} stay as well found as when first counted`, async (t) => {
    // Counted, never listed: what is read here is no longer unseen. The goal is precision 0.95 and recall 0.8.
    const all = await score(corpus.filter((r) => r.set === set))
    const counts = `precision ${precision(all).toFixed(3)} (${all.hits} of ${all.found}), recall ${recall(all).toFixed(3)} (of ${all.wanted})`
    t.diagnostic(counts)
    assert.ok(precision(all) >= precisionMin && recall(all) >= recallMin, counts)
  })

test('every quote of every request is exactly the characters between its offsets', async () => {
  let quotes = 0
  for (const request of corpus) {
    const walk = (value: unknown): void => {
      if (!value || typeof value !== 'object') return
      const { start, end, text } = value as Record<string, unknown>
      if (typeof start === 'number' && typeof end === 'number') {
        quotes++
        assert.ok(request.text.slice(start, end) === text, `${request.id} ${start}–${end}`)
      }
      for (const inner of Object.values(value)) walk(inner)
    }
    walk(await analyse(inputOf(request)))
  }
  assert.ok(quotes > corpus.length)
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
