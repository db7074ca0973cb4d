// A wish that the rules do not understand, read by a scripted model server, on a real database and with the real packs.
import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { fakeModels, type Script } from '#adapters/models/fake.test-support'
import { openModels } from '#adapters/models/models'
import { prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import { usedOn } from '#platform/model-spending.sql'
import type { Actor, Ctx } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { mugShop } from '../services/prototype/corpus.test-support.ts'
import { needs } from '../services/prototype/needs.ts'
import { modify } from '../services/prototype/routes/modify.ts'
import { versions } from '../services/prototype/routes/versions.ts'
import { allFiles } from '../services/prototype/store.ts'
import { generate } from '../services/prototype/tasks/generate.ts'
import { loadPacks } from '../services/template/packs.ts'

const packs = await loadPacks()
let db: TestDatabase
before(async () => {
  db = await openTestDatabase([
    { schema: 'prototype', role: roleOf('prototype'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

const template = {
  choose: async () => ({ id: 'shop', reasons: ['It is the one for shops.'], scores: [] }),
  read: async ({ id }: { id: string }) => ({ ...packs.get(id)!, isShipped: true }),
}
const prices = { currency: 'EUR', inMicros: 1_000_000, outMicros: 5_000_000 }
const config = {
  expiryDays: 90,
  freeModifications: 1,
  modelTokensMax: 12_000,
  modelTimeoutMs: 20_000,
  modelCostMicrosMax: 100_000,
  modelDayTokensMax: 100_000,
  modelDayCostMicrosMax: 1_000_000,
}
const day = '2026-11-21'
const operator: Actor = { kind: 'operator', id: 'operator' }
let tenants = 0

/** A tenant of its own with a prototype, and a model that follows the script; none without one. */
async function open(t: TestContext, script?: Script, settings: Partial<typeof config> = {}) {
  const { url, heard } = await fakeModels(t, { fake: script ?? (() => 500) })
  const models = openModels([{ kind: 'openai', url, model: 'fake', prices }])
  const tenant = `ten_model${tenants++}`
  const binding = { role: roleOf('prototype'), schema: 'prototype', tenant }
  const context = (actor: Actor = operator): Ctx<any, any> => {
    const ctx = plainCtx({
      tenant,
      actor,
      db: db.database.bound(binding),
      adapters: (script ? { models } : {}) as never,
      call: { template } as never,
      config: { ...config, ...settings },
      once: ((_asked: unknown, work: () => Promise<any>) => work()) as never,
      replyRows: () => [],
      commit: async () => {},
      publish: (async () => {}) as never,
    })
    ctx.transaction = (work) =>
      db.database.transaction(binding, (tx) => work({ ...ctx, db: tx.db, transaction: (inner) => inner(ctx) }))
    return ctx
  }
  const requestId = newId('req')
  const run = {
    id: 'run',
    attempt: 1,
    key: newId('run'),
    signal: new AbortController().signal,
    progress() {},
    spend() {},
  }
  await generate({ ...mugShop, requestId }, context(), run)
  return {
    heard,
    context,
    used: () => usedOn(context().db, day),
    count: async () => (await versions({ requestId }, context())).versions.length,
    ask: async (sentences: string, more: object = {}, actor?: Actor) => {
      const said = await modify({ requestId, sentences, ...more }, context(actor))
      validate(prototype.routes.modify.reply, said)
      return said
    },
    files: async (id: string) =>
      Object.fromEntries((await allFiles(context().db, id)).map(({ path, content }) => [path, content.toString()])),
  }
}
const saying =
  (changes: object[], impossible: object[] = []) =>
  () =>
    JSON.stringify({ changes, impossible })

test('A model reads what the rules do not; its own words are proposals on the pages and in the list, quoted ones are quotes.', async (t) => {
  const { ask, files, heard } = await open(
    t,
    saying([
      { wish: 1, rule: 'headline', text: 'Mugs with a memory' },
      { wish: 1, rule: 'lead', text: 'no two are the same' },
    ]),
  )
  const sentences = 'Make the header green. Something warmer up front, as no two are the same!'
  const { applied, refused, prototype: made } = await ask(sentences)
  assert.deepEqual(refused, [])
  assert.deepEqual(
    applied.map(({ rule, model, proposals }) => [rule, model, proposals]),
    [
      ['colour', undefined, undefined],
      ['headline', 'fake', ['Mugs with a memory']],
      ['lead', 'fake', undefined],
    ],
  )
  const text = (slot: string) => made!.texts.find((one) => one.slot === slot)
  assert.deepEqual(text('headline'), { slot: 'headline', text: 'Mugs with a memory', source: 'proposal' })
  const lead = text('lead')!
  assert.deepEqual([lead.source, lead.evidence?.source], ['customer', 'change-1'])
  assert.equal(sentences.slice(lead.evidence!.start, lead.evidence!.end), 'no two are the same')
  const pages = await files(made!.id)
  assert.ok(pages['index.html']!.includes('Mugs with a memory'))
  assert.match(pages['sources.html']!, /<li[^>]*>Mugs with a memory<\/li>/u)
  const [{ body }] = heard as [(typeof heard)[0]]
  assert.equal(body.tools, undefined)
  assert.match(body.messages[1].content, /^<<<MATERIAL\n[\s\S]*\[1\] Something warmer up front[\s\S]*MATERIAL>>>$/u)
  assert.doesNotMatch(body.messages[0].content, /warmer/u)
})

test('A trial and the modification after it are one question, and what it cost is kept, for this tenant only.', async (t) => {
  const { ask, heard, used, count } = await open(t, saying([{ wish: 1, rule: 'mood', choice: 'calm' }]))
  const other = await open(t, saying([]))
  const trial = await ask('It should breathe more', { isTrial: true })
  assert.deepEqual([trial.applied.length, trial.prototype, await count()], [1, undefined, 1])
  const done = await ask('It should breathe more')
  assert.equal(done.prototype?.version, 2)
  assert.equal(heard.length, 1)
  assert.deepEqual(await used(), { tokens: 120, costMicros: 200 })
  assert.deepEqual(await other.used(), { tokens: 0, costMicros: 0 })
})

test('What cannot be done is named, what a model makes up is refused, and nothing is changed then.', async (t) => {
  const { ask, count } = await open(
    t,
    saying(
      [{ wish: 2, rule: 'price', target: 'Latte mug', price: '£99' }],
      [{ wish: 1, because: 'Nothing on the pages can move.' }],
    ),
  )
  const { applied, refused, prototype: made } = await ask('Make the logo dance. The big one is too cheap, I feel.')
  assert.deepEqual([applied, made, await count()], [[], undefined, 1])
  assert.deepEqual(
    refused.map(({ because }) => because),
    [
      'Nothing on the pages can move. (fake)',
      'The model that was asked gave "£99", which nobody said: such a thing is never made up.',
    ],
  )
})

test('Without a model, and when it is of no help, the refusal of the rules stands, and costs are kept all the same.', async (t) => {
  const plain = await open(t)
  const { refused } = await plain.ask('Make the logo dance')
  assert.deepEqual(refused, [
    {
      sentence: 'Make the logo dance',
      because:
        'This is not one of the changes that are understood here. What can be asked: “Change the name to "Ember & Clay"”, “Make the header green”.',
    },
  ])
  assert.equal(plain.heard.length, 0)
  const html = await open(t, saying([{ wish: 1, rule: 'headline', text: '<script>alert(1)</script>' }]))
  const bad = await html.ask('Make the logo dance')
  assert.match(
    bad.refused[0]!.because,
    /^This is not one of the changes .* A model was not of help: No model gave a usable answer/u,
  )
  assert.deepEqual([bad.applied, await html.count(), html.heard.length], [[], 1, 2])
  assert.equal((await html.used()).tokens, 240, 'the first answer and the repair')
})

test('No model is asked when the day is used up, when no modification is left, or when the rules understand all.', async (t) => {
  const poor = await open(t, saying([]), { modelDayTokensMax: 100 })
  assert.match((await poor.ask('Make the logo dance')).refused[0]!.because, /today is used up/u)
  assert.equal(poor.heard.length, 0)
  const { ask, heard } = await open(t, saying([]), { freeModifications: 0 })
  const nobody = await ask('Make the logo dance', {}, { kind: 'public' })
  assert.deepEqual([nobody.left, nobody.refused.length, heard.length], [0, 1, 0])
  assert.equal((await ask('Use a darker look')).prototype?.version, 2)
  assert.equal(heard.length, 0)
})
