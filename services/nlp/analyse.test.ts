import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate } from '#platform/validate'
import { advise } from './advice.ts'
import { texts } from './analyse.examples.ts'
import { type AnalyseInput, analyse } from './analyse.ts'
import { type Analysis, type Insights, nlp, type Quote, type Source } from './contract.ts'

const source = (text: string, kind: Source['kind'] = 'description', id: string = kind): Source => ({
  id,
  kind,
  label: id,
  text,
})
const read = (text: string, language?: string) => analyse({ language, sources: [source(text)] })

/** Every quote anywhere in a result. */
function quotesIn(value: unknown): Quote[] {
  if (Array.isArray(value)) return value.flatMap(quotesIn)
  if (typeof value !== 'object' || value === null) return []
  const isQuote = 'start' in value && 'end' in value && 'source' in value
  return isQuote ? [value as Quote] : Object.values(value).flatMap(quotesIn)
}

/** What must hold for any input: contract, exact quotes, names cut from quotes, advice with a reason, honest sums. */
function checkPromises(input: AnalyseInput, analysis: Analysis): Insights {
  validate(nlp.tasks.analyse.result, structuredClone(analysis))
  const insights = advise(analysis)
  validate(nlp.tasks.advise.result, structuredClone(insights))
  const byId = new Map(input.sources.map((s) => [s.id, s.text]))
  for (const quote of [...quotesIn(analysis), ...quotesIn(insights)]) {
    assert.equal(byId.get(quote.source)?.slice(quote.start, quote.end), quote.text)
    assert.ok(quote.text.length > 0 && quote.text.isWellFormed() && !quote.text.includes('\0'))
  }
  const oneLine = (text: string) => text.replace(/\s+/gu, ' ')
  for (const { name, evidence } of analysis.features) assert.ok(oneLine(evidence.text).includes(name), name)
  for (const { text, evidence } of analysis.needs) assert.equal(text, oneLine(evidence.text).trim())
  for (const { text, evidence } of analysis.entities) assert.equal(text, oneLine(evidence.text))
  const given = new Set(quotesIn(analysis).map((q) => `${q.source} ${q.start} ${q.end}`))
  for (const advice of [...insights.technology, ...insights.risks, ...insights.opportunities]) {
    assert.ok(advice.because.length > 0)
    for (const q of advice.because) assert.ok(given.has(`${q.source} ${q.start} ${q.end}`))
  }
  assert.equal(
    analysis.complexity.points,
    analysis.complexity.reasons.reduce((n, r) => n + r.points, 0),
  )
  return insights
}

test('every example keeps the promises: contract, exact quotes, names cut from the words, reasons for advice', async () => {
  for (const text of Object.values(texts)) {
    const input = { sources: [source(text)] }
    checkPromises(input, await analyse(input))
  }
})

test('the same input gives the same result', async () => {
  assert.deepEqual(await read(texts.dental), await read(texts.dental))
})

test('the mug shop is understood: trade, kind, each coordinated wish on its own, with its priority', async () => {
  const a = await read(texts.mugs)
  assert.equal(a.industry.value, 'crafts')
  assert.equal(a.kind.value, 'e-commerce')
  assert.equal(a.depth, 'full')
  const names = a.features.map((f) => `${f.category}/${f.priority}: ${f.name}`)
  assert.deepEqual(names, [
    'catalogue/should: choose a glaze',
    'ordering/should: order a set for a wedding with names engraved on the bottom',
    'payment/should: pay by card',
    'ordering/should: pick up their order on Saturdays at my studio',
    'ordering/could: Shipping inside the EU',
    'content/should: add new mugs without calling anybody',
    'localisation/should: Czech and English',
  ])
  assert.deepEqual(
    a.targetUsers.map((u) => u.name),
    ['customers'],
  )
  const asked = a.openQuestions.map((q) => q.question).join('\n')
  assert.match(asked, /payment provider/)
  assert.match(asked, /How many products/)
  assert.doesNotMatch(asked, /budget|When should|languages|up to date/)
})

test('the dental group: regulated field, people, waiting list, refused shop, entities', async () => {
  const a = await read(texts.dental)
  assert.equal(a.industry.value, 'health')
  assert.equal(a.kind.value, 'website')
  assert.equal(a.complexity.level, 'complex')
  assert.ok(a.needs.some((n) => n.priority === 'wont' && /online shop/.test(n.text)))
  assert.ok(a.features.some((f) => f.name === 'book, move or cancel an appointment' && f.priority === 'must'))
  assert.ok(a.features.some((f) => f.name === 'push message'))
  assert.ok(a.features.some((f) => f.category === 'localisation' && f.priority === 'could'))
  assert.ok(!a.needs.some((n) => /200 calls|open the first two/.test(n.text)))
  const entities = a.entities.map((e) => `${e.kind}:${e.text}`)
  for (const wanted of [
    'email:helena.novak@example.com',
    'phone:+44 117 496 0123',
    'money:GBP 20',
    'money:GBP 40,000',
    'date:1 July 2026',
    'person:Helena Novak',
    'organisation:Northwind Dental Group',
    'place:Bristol',
  ])
    assert.ok(entities.includes(wanted), wanted)
})

test('informal lower-case text: no goal taken for a wish, no domain split, no number read as doubt', async () => {
  const a = await read(texts.furniture)
  assert.equal(a.kind.value, 'e-commerce')
  const needs = a.needs.map((n) => `${n.priority}: ${n.text}`)
  assert.ok(!needs.some((n) => /move away|120 products|budget/.test(n)), needs.join('\n'))
  assert.ok(needs.includes("should: i'd like something like muji.com, very calm."))
  assert.ok(!needs.some((n) => n.startsWith('wont')))
  assert.deepEqual(
    a.features.map((f) => f.name),
    [
      'pay by card or PayPal',
      'see shipping prices for their zip code before they order',
      'blog',
      'page with my story',
      'add products from my phone',
    ],
  )
  assert.ok(a.entities.some((e) => e.kind === 'money' && e.text === '$6k'))
})

test('two wishes in one mail: what is broken becomes a question, capabilities without a modal are found', async () => {
  const a = await read(texts.warehouse)
  assert.equal(a.industry.value, 'logistics')
  assert.equal(a.kind.value, 'mobile-app')
  assert.ok(a.features.some((f) => f.category === 'offline' && f.priority === 'must'))
  assert.ok(a.features.some((f) => f.name === 'sign in with their Microsoft 365 accounts'))
  assert.ok(a.cues.some((c) => c.kind === 'urgency') && a.cues.some((c) => c.kind === 'frustration'))
  assert.match(a.openQuestions.map((q) => q.question).join(), /broken/)
  assert.ok(a.sentiment.score < 0)
})

test('lists and tables pass their heading or cell on as priority', async () => {
  const list = await read(texts.beekeeper)
  const priority = (a: Analysis, name: RegExp) => a.features.find((f) => name.test(f.name))?.priority
  assert.equal(priority(list, /Member list/), 'must')
  assert.equal(priority(list, /map of the hives/), 'could')
  assert.equal(list.needs.find((n) => n.text === 'A shop')?.priority, 'wont')
  assert.notEqual(list.kind.value, 'e-commerce')
  const table = await analyse({ sources: [source(texts.document, 'document')] })
  assert.equal(priority(table, /Full-text search/), 'should')
  assert.equal(priority(table, /Time tracking/), 'could')
  assert.equal(priority(table, /Two-factor authentication/), 'must')
  assert.ok(!table.needs.some((n) => /Page 1|Confidential|^must$/.test(n.text)))
})

test('the description speaks first; a document that repeats it adds nothing, a new statement does', async () => {
  const input = {
    sources: [
      source('All documents shall be encrypted. Customers can pay by card.', 'document', 'fil_1'),
      source('We want an online shop. Customers can pay by card.'),
    ],
  }
  const a = await analyse(input)
  checkPromises(input, a)
  const paying = a.needs.filter((n) => /pay by card/.test(n.text))
  assert.deepEqual(
    paying.map((n) => n.evidence.source),
    ['description'],
  )
  assert.ok(a.needs.some((n) => n.evidence.source === 'fil_1' && /encrypted/.test(n.text)))
})

test('Czech, German and French get basic depth and say so, with wishes, refusals, money and dates', async () => {
  for (const code of ['cs', 'de', 'fr'] as const) {
    const a = await read(texts[code])
    assert.equal(a.language.code, code)
    assert.equal(a.depth, 'basic')
    assert.match(a.method, /basic/)
    assert.ok(a.confidence < 0.6)
    assert.ok(a.features.length >= 3, code)
    assert.ok(
      a.needs.some((n) => n.priority === 'wont'),
      code,
    )
    assert.ok(
      a.needs.some((n) => n.priority === 'must'),
      code,
    )
    assert.ok(
      a.entities.some((e) => e.kind === 'money'),
      code,
    )
  }
})

test('a text in a language we do not read claims nothing', async () => {
  const a = await read('私たちは新しいウェブサイトが必要です。お客様がオンラインで予約できるようにしたい。')
  assert.equal(a.language.code, 'other')
  assert.equal(a.depth, 'basic')
  assert.deepEqual([a.needs, a.features, a.targetUsers], [[], [], []])
  assert.ok(a.confidence <= 0.1)
})

test('empty and tiny texts give an honest thin result', async () => {
  for (const text of ['', '   \n', 'Hello', '?', '👍']) {
    const input = { sources: [source(text)] }
    const a = await analyse(input)
    const insights = checkPromises(input, a)
    assert.deepEqual([a.needs, a.features, a.summary, a.targetUsers], [[], [], [], []])
    assert.ok(a.confidence <= 0.1 && a.language.confidence <= 0.3)
    assert.equal(a.industry.value, 'other')
    assert.equal(a.kind.value, 'general')
    assert.match(a.openQuestions[0]!.why, /no sentence that says what is wanted/)
    assert.deepEqual([insights.technology, insights.risks, insights.opportunities], [[], [], []])
  }
  checkPromises({ sources: [] }, await analyse({ sources: [] }))
})

test('emoji, surrogate halves, NUL, markup and control characters never break a quote', async () => {
  const odd = [
    '🏺 I want a shop 🛒 where customers can pay 💳 and see 📦 prices. 🎉🎉',
    'We need a \ud83d gallery \udc00 and a blog.\0Customers can book \ud800a table.',
    'I want a blog.<script>alert("We need a shop")</script> Customers must pay by card.',
    'We need 𝒜𝒷𝒸𝒹 photos of 𝒜𝒷𝒸𝒹𝑒𝒻𝑔𝒽𝒾𝒿𝓀𝓁𝓂𝓃𝑜𝓅𝓆𝓇𝓈𝓉𝓊𝓋𝓌𝓍𝓎𝓏𝒜𝒷𝒸𝒹𝑒𝒻𝑔𝒽𝒾𝒿 and videos.',
    'Wé nëed a\u0301 sho\u0301p\u2028with a\tblog | and a gallery\f- photos\r\n- videos',
    'İstanbul: We want İ a shop. ﬁnd İ products and pay by card.',
  ]
  for (const text of odd) {
    const input = { sources: [source(text)] }
    checkPromises(input, await analyse(input))
  }
  const markup = await read(odd[2]!)
  assert.ok(!quotesIn([markup.needs, markup.summary]).some((q) => q.text.includes('<script')))
})

test('random mixtures of hostile pieces keep the promises', async () => {
  const pieces = [
    ' We want ',
    'a shop',
    '\n',
    '\n- ',
    '. ',
    ', ',
    ' and ',
    ' must ',
    '🏺',
    '\ud83d',
    '\udc00',
    '\0',
    '|',
    '\t',
    'customers',
    ' pay by card',
    '1.',
    ' 60 000 Kč',
    ' budget ',
    '<b>',
    'e.g. ',
    'muji.com',
    ' 3 weeks',
    '  ',
    '"',
    '(',
    ':',
    ' not ',
    ' maybe ',
    ' müssen ',
    ' où ',
    '🇨🇿',
    ' see the order history',
    ' x@example.com',
  ]
  let seed = 42
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * n)
  }
  for (let round = 0; round < 150; round++) {
    const text = Array.from({ length: 3 + next(60) }, () => pieces[next(pieces.length)]).join('')
    const input = { sources: [source(text), source(text.slice(5), 'document', 'fil_2')] }
    checkPromises(input, await analyse(input))
  }
})

test('100,000 characters are read in bounded time, whatever they are', async () => {
  const size = 100_000
  const shapes = [
    'We want and ',
    'a, ',
    '. ',
    '.',
    ' ',
    '1 000 ',
    'A-',
    'A & ',
    'a@',
    'if ',
    'http://',
    '"',
    '- we need a shop\n',
    'a|',
    'word word word word word word word word word word word word\n',
  ]
  for (const shape of shapes) {
    const text = `x${shape.repeat(size / shape.length)}y`
    const from = performance.now()
    await read(text)
    // Each takes under half a second; a pattern that backtracks quadratically takes minutes, on any machine.
    assert.ok(performance.now() - from < 15_000, JSON.stringify(shape))
  }
})

test('a text longer than we read is cut, and the result says so', async () => {
  const long = { sources: [source('We need a blog. '.repeat(30_000))] }
  const a = await analyse(long)
  checkPromises(long, a)
  assert.match(a.method, /read the first 400000 characters/)
})
