import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from './analyse.ts'
import { corpus, inputOf, precision, recall, score } from './corpus.test-support.ts'

const english = (isHeldOut: boolean) => corpus.filter((r) => r.language === 'en' && r.isHeldOut === isHeldOut)

test('the corpus holds at least 60 requests to write rules for and 80 held out, each with sentences of both kinds', () => {
  assert.ok(corpus.filter((r) => !r.isHeldOut).length >= 60)
  assert.equal(corpus.filter((r) => r.isHeldOut).length, 80)
  assert.equal(new Set(corpus.map((r) => `${r.id} ${r.isHeldOut}`)).size, corpus.length)
  assert.ok(corpus.every((r) => r.sentences.some((s) => !s.isNeed)))
})

test('requirement sentences of the requests that rules were written for: precision 0.95, recall 0.8', async () => {
  const seen = await score(english(false))
  assert.ok(precision(seen) >= 0.95 && recall(seen) >= 0.8, seen.wrong.join('\n'))
})

test('requirement sentences of requests held out stay as well found as they were when last measured', async (t) => {
  // Counted, never listed: what is read here is no longer unseen. The goal is precision 0.95 and recall 0.8. Written by somebody who never
  // saw the rules, and run three times on 29 November 2026: 0.867 (209 of 241) and 0.826 (of 253); with weights that held more back, 0.883
  // (197 of 223) and 0.779, which lost plain wishes such as "I'd like a gallery"; and with the weights of fit-weights.ts, which stayed,
  // 0.874 (208 of 238) and 0.822. So it is spent: the next weights need a new set (decision 17).
  const all = await score(corpus.filter((r) => r.set === 'corpus-blind'))
  const { hits, found, wanted } = all
  t.diagnostic(
    `precision ${precision(all).toFixed(3)} (${hits} of ${found}), recall ${recall(all).toFixed(3)} (of ${wanted})`,
  )
  assert.ok(precision(all) >= 0.86, `precision ${hits} of ${found}`)
  assert.ok(recall(all) >= 0.82, `recall ${hits} of ${wanted}`)
})

test('requirement sentences of requests by a second stranger are as well found as when first measured', async (t) => {
  // Counted, never listed. On 30 November 2026: 0.836 (260 of 311) and 0.903 (of 288) with the weights in the tree, which were chosen without it.
  // Two fits that were not kept were counted on it too (decision 17), so it has been run three times.
  const all = await score(corpus.filter((r) => r.set === 'corpus-unseen'))
  const { hits, found, wanted } = all
  t.diagnostic(
    `precision ${precision(all).toFixed(3)} (${hits} of ${found}), recall ${recall(all).toFixed(3)} (of ${wanted})`,
  )
  assert.ok(precision(all) >= 0.83, `precision ${hits} of ${found}`)
  assert.ok(recall(all) >= 0.9, `recall ${hits} of ${wanted}`)
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
