import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { fakeModels, type Script } from '#adapters/models/fake.test-support'
import { openModels } from '#adapters/models/models'
import type { Db } from '#platform/database'
import { readMigrations, roleOf } from '#platform/migrator'
import { usedOn } from '#platform/model-spending.sql'
import type { TaskRun } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import type { Claims } from './claims.ts'
import { nlp } from './contract.ts'
import { needs } from './service-needs.ts'
import { analyse } from './tasks/analyse.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase([{ schema: 'nlp', role: roleOf('nlp'), migrations: readMigrations(needs.database) }])
})
after(() => db.close())
const bound = (tenant: string): Db => db.database.bound({ role: roleOf('nlp'), schema: 'nlp', tenant })

const day = '2026-11-21'
const prices = { currency: 'EUR', inMicros: 1_000_000, outMicros: 5_000_000 }
let tenants = 0
/** A tenant of its own for each test, with a server that follows the scripts. */
async function open(t: TestContext, scripts: Record<string, Script>, settings: Record<string, unknown> = {}) {
  const { url, heard } = await fakeModels(t, scripts)
  const models = openModels(Object.keys(scripts).map((model) => ({ kind: 'openai' as const, url, model, prices })))
  const spent: Record<string, number>[] = []
  const stop = new AbortController()
  const ofTenant = (tenant: string) => {
    const own = bound(tenant)
    const ctx = plainCtx({
      tenant,
      db: own,
      adapters: { models } as never,
      config: {
        modelTokensMax: 40_000,
        modelTimeoutMs: 20_000,
        modelCostMicrosMax: 200_000,
        modelDayTokensMax: 400_000,
        modelDayCostMicrosMax: 2_000_000,
        modelRedact: false,
        ...settings,
      },
    })
    ctx.transaction = (work: any) => work(ctx)
    const run: TaskRun = {
      id: 'run',
      attempt: 1,
      key: 'key',
      signal: stop.signal,
      progress() {},
      spend: (amounts) => void spent.push(amounts),
    }
    const read = (text: string, language?: string) =>
      analyse(
        { ...(language && { language }), sources: [{ id: 'description', kind: 'description', label: 'Text', text }] },
        ctx,
        run,
      )
    return { read, used: () => usedOn(own, day) }
  }
  return { ...ofTenant(`ten_${++tenants}`), other: () => ofTenant(`ten_${++tenants}`), heard, spent, stop }
}

const from = { source: 'description' }
const claims = (more: Partial<Claims> = {}): string =>
  JSON.stringify({
    summary: [],
    kind: { value: 'general', quote: '', ...from },
    industry: { value: 'other', quote: '', ...from },
    users: [],
    statements: [],
    qualities: [],
    constraints: [],
    entities: [],
    questions: [],
    ...more,
  } satisfies Claims)

const text =
  'We run a lighthouse museum in Whitby. The bell of the tower is heard by visitors at home every full hour. We want a website with opening hours. Our budget is £4,000.'
const bell = 'The bell of the tower is heard by visitors at home every full hour.'

test('what a model quotes is added to what the rules found, each with its place, its finder and what it cost', async (t) => {
  const statements: Claims['statements'] = [
    { ...from, quote: bell, name: 'bell of the tower', category: 'media', priority: 'should' },
  ]
  const { read, spent, used } = await open(t, { wise: () => claims({ statements }) })
  const analysis = await read(text)
  validate(nlp.tasks.analyse.result, structuredClone(analysis))
  const feature = analysis.features.find((f) => f.name === 'bell of the tower')!
  assert.equal(feature.foundBy, 'model')
  assert.equal(text.slice(feature.evidence.start, feature.evidence.end), bell)
  assert.ok(analysis.features.some((f) => f.name === 'opening hours' && f.foundBy === undefined))
  assert.match(analysis.method, /statex-rules\/\d+.*; wise, analyse-v1$/)
  assert.deepEqual(analysis.model, {
    method: 'wise, analyse-v1',
    rung: 'schema',
    failures: [],
    kept: 1,
    dropped: [],
    isCached: false,
    isRedacted: false,
    charsRead: text.length,
    tokensIn: 100,
    tokensOut: 20,
    isEstimated: false,
    costMicros: 200,
    currency: 'EUR',
  })
  assert.deepEqual(spent, [{ tokens_in: 100, tokens_out: 20, EUR_micro: 200 }])
  assert.deepEqual(await used(), { tokens: 120, costMicros: 200 })
})

test('a lying model changes nothing: every claim whose words do not stand in the input is dropped and counted', async (t) => {
  const lie = { ...from, quote: 'We need an app for Zermatt.' }
  const lies = claims({
    summary: [lie],
    kind: { ...lie, value: 'mobile-app' },
    industry: { ...lie, value: 'travel' },
    users: [{ ...lie, name: 'skiers' }],
    statements: [
      { ...lie, name: 'an app', category: 'other', priority: 'must' },
      { ...from, quote: bell, name: 'a carillon', category: 'media', priority: 'must' },
    ],
    qualities: [{ ...lie, kind: 'offline' }],
    constraints: [{ ...lie, kind: 'budget' }],
    entities: [
      { ...from, quote: '£40,000', kind: 'money' },
      { ...from, quote: 'Whitby', kind: 'email' },
    ],
    questions: [
      { ...from, quote: bell, question: 'May it cost 9,000?' },
      { ...from, quote: bell, question: 'Does Mr Fernsby agree?' },
    ],
  })
  const { read } = await open(t, { liar: () => lies })
  const analysis = await read(text)
  assert.doesNotMatch(JSON.stringify(analysis), /Zermatt|skiers|carillon|40,000|9,000|Fernsby/)
  assert.equal(analysis.kind.value, 'website')
  assert.equal(analysis.model!.kept, 1)
  assert.deepEqual(Object.fromEntries(analysis.model!.dropped.map((d) => [d.what, d.count])), {
    summary: 1,
    judgement: 2,
    user: 1,
    statement: 1,
    name: 1,
    quality: 1,
    constraint: 1,
    entity: 2,
    question: 2,
  })
})

for (const [what, script, why] of [
  ['speaks no JSON', () => 'I would rather not.', /No model gave a usable answer/],
  ['is broken', () => 500, /500/],
  ['refuses the key', () => 401, /401/],
] as [string, Script, RegExp][])
  test(`when the model ${what}, the analysis by rules stands and says why there is no more`, async (t) => {
    const { read, used } = await open(t, { bad: script })
    const analysis = await read(text)
    assert.match(analysis.analysedWithoutModel!, why)
    assert.equal(analysis.model, undefined)
    assert.ok(analysis.features.length > 0)
    assert.ok((await used()).tokens < 40_000, 'the reservation was settled')
  })

test('a model that hangs is given up in its time', async (t) => {
  const { read } = await open(t, { mute: () => 'hang' }, { modelTimeoutMs: 200 })
  assert.match((await read(text)).analysedWithoutModel!, /the time is up/)
})

test('the same question of the same tenant is asked once; another tenant asks for itself', async (t) => {
  const { read, other, heard, spent } = await open(t, { wise: () => claims() })
  await read(text)
  const again = await read(text)
  assert.equal(again.model!.isCached, true)
  assert.equal(again.model!.tokensIn, 0)
  assert.equal(heard.length, 1)
  await other().read(text)
  assert.equal(heard.length, 2)
  assert.equal(spent.length, 2)
})

test('a question that would exceed what the tenant may use in a day is not asked', async (t) => {
  const { read, other, heard } = await open(t, { wise: () => claims() }, { modelDayTokensMax: 40_100 })
  await read(text)
  const second = await read(`${text} Thanks!`)
  assert.match(second.analysedWithoutModel!, /today is used up/)
  assert.equal(heard.length, 1)
  assert.ok((await other().read(text)).model, 'another tenant has a day of its own')
})

test('many questions at once stay within the day together', async (t) => {
  const { read, heard } = await open(t, { wise: () => ({ slowly: claims() }) }, { modelDayTokensMax: 80_000 })
  const all = await Promise.all([1, 2, 3, 4].map((n) => read(`${text} ${n}`)))
  assert.equal(all.filter((a) => a.analysedWithoutModel).length + heard.length, 4)
  assert.ok(heard.length >= 2 && all.some((a) => a.model))
})

test('a question that ends without a word of what it used stays reserved in full, as when the process is killed', async (t) => {
  const held = await open(t, {
    mute: () => {
      held.stop.abort(new Error('gone'))
      return 'hang'
    },
  })
  await assert.rejects(held.read(text), /gone/)
  assert.deepEqual(await held.used(), { tokens: 40_000, costMicros: 200_000 })
})

test('with redaction the provider hears no name or address, and the result quotes the original', async (t) => {
  const own = `${text} Write to helena.novak@example.org. My name is Helena Novak.`
  const entities: Claims['entities'] = [{ ...from, quote: 'person1@example.com', kind: 'email' }]
  const { read, heard } = await open(t, { wise: () => claims({ entities }) }, { modelRedact: true })
  const analysis = await read(own)
  assert.doesNotMatch(JSON.stringify(heard[0]!.body), /helena|novak/i)
  assert.doesNotMatch(JSON.stringify(analysis), /person1/i)
  assert.equal(analysis.model!.isRedacted, true)
  assert.equal(analysis.model!.kept, 1)
})

test('in a language of basic rules a model that reads it goes first where both speak of the same words', async (t) => {
  const polish = 'Chcemy sklep internetowy z miodem. Klienci muszą płacić kartą.'
  const quote = 'Klienci muszą płacić kartą.'
  const statements: Claims['statements'] = [
    { ...from, quote, name: 'płacić kartą', category: 'payment', priority: 'must' },
  ]
  const { read } = await open(t, { wise: () => claims({ statements, summary: [{ ...from, quote }] }) })
  const analysis = await read(polish)
  assert.equal(analysis.language.code, 'pl')
  assert.deepEqual(
    analysis.features.filter((f) => f.category === 'payment').map((f) => [f.name, f.foundBy]),
    [['płacić kartą', 'model']],
  )
  assert.equal(analysis.summary[0]!.text, quote)
})
