import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate } from '#platform/validate'
import { analyse } from './analyse.ts'
import { nlp, type Source } from './contract.ts'
import { corpus } from './corpus.test-support.ts'
import { type JoinInput, joinInputs } from './summary-page.ts'

const description: Source = {
  id: 'description',
  kind: 'description',
  label: 'Your description',
  text: 'We run a climbing hall in Brno. We want a booking page for courses. It must be fast. We do not need a shop. Our budget is 4,000 EUR.',
}
const voice: Source = {
  id: 'voice',
  kind: 'voice',
  label: 'Your voice note',
  text: 'The hall has a café with good cake.',
}
const second = 'Page two: the courses take place in the evening.'
const file: Source = {
  id: 'fil_1',
  kind: 'document',
  label: 'brief.pdf',
  text: `The hall opened in 1998.\n\n${second} We want a booking page for all courses.`,
  pages: [
    { number: 1, start: 0, end: 24 },
    { number: 2, start: 26, end: 200, part: { name: 'annex.pdf', page: 7 } },
  ],
}
const words = [
  { start: 0, end: 3, startS: 0.4 },
  { start: 4, end: 8, startS: 61.5 },
]
async function pageOf(sources: Source[], more: Partial<JoinInput> = {}) {
  const page = joinInputs({ analysis: await analyse({ sources }), sources, left: [], ...more })
  validate(nlp.tasks.join.result, structuredClone(page))
  return page
}
const linesOf = (page: Awaited<ReturnType<typeof pageOf>>) => page.parts.flatMap((part) => part.lines)

test('every input is on the page, with its page of the file or its second of the recording', async () => {
  const page = await pageOf([description, voice, file], { words, left: [{ label: 'x.bin', reason: 'Unreadable.' }] })
  assert.ok(
    page.sources.every((s) => s.cited > 0),
    JSON.stringify(page.sources),
  )
  const cited = linesOf(page).flatMap((line) => line.citations)
  assert.equal(cited.find((c) => c.quote.source === 'voice')!.startS, 0.4)
  const annex = cited.find((c) => c.quote.source === 'fil_1' && c.quote.start >= 26)!
  assert.deepEqual([annex.label, annex.part, annex.page], ['brief.pdf', 'annex.pdf', 7])
  assert.deepEqual(page.unread, [{ label: 'x.bin', reason: 'Unreadable.' }])
})

test('what two sources say stands there once, with both citations', async () => {
  const booking = linesOf(await pageOf([description, file])).filter((line) => /booking page/.test(line.text))
  assert.equal(booking.length, 1)
  assert.deepEqual(
    booking[0]!.citations.map((c) => c.quote.source),
    ['description', 'fil_1'],
  )
})

test('no line of any request is without a citation, and each says exactly what it cites', async () => {
  for (const { text } of corpus) {
    const sources: Source[] = [{ ...description, text }]
    const page = await pageOf(sources)
    const shown: { start: number; end: number }[] = []
    for (const { text: line, citations } of linesOf(page)) {
      assert.equal(line, citations[0]!.quote.text.replace(/\s+/gu, ' ').trim())
      for (const { quote } of citations) assert.equal(text.slice(quote.start, quote.end), quote.text)
      const { start, end } = citations[0]!.quote
      assert.ok(!shown.some((s) => s.start <= start && end <= s.end), `“${line}” stands there already`)
      shown.push({ start, end })
    }
    assert.ok(linesOf(page).length <= 49)
  }
})

test('a finding whose words are not where it says is not on the page', async () => {
  const sources = [description]
  const analysis = await analyse({ sources })
  const shifted = { source: 'description', start: 1, end: 9, text: 'We have a moon.' }
  const page = joinInputs({ analysis: { ...analysis, summary: [shifted] }, sources, left: [] })
  assert.doesNotMatch(JSON.stringify(page), /moon/)
})
