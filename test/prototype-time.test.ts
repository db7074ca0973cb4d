// What becomes of prototypes when the function time of an organisation's plan is used up, on a real database and with a real pack as if it had been brought.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Refusal } from '#platform/errors'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import type { Ctx } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { mugShop } from '../services/prototype/corpus.test-support.ts'
import { needs } from '../services/prototype/needs.ts'
import { modify } from '../services/prototype/routes/modify.ts'
import { sandboxTime } from '../services/prototype/routes/sandbox-time.ts'
import { versions } from '../services/prototype/routes/versions.ts'
import { generate } from '../services/prototype/tasks/generate.ts'
import { loadPacks } from '../services/template/packs.ts'

const packs = await loadPacks()
const shop = packs.get('shop')!
const brought = { ...shop, pack: { ...shop.pack, id: 'brought' } }
const resets = '2026-12-01T00:00:00.000Z'
let db: TestDatabase
before(async () => {
  db = await openTestDatabase([
    { schema: 'prototype', role: roleOf('prototype'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

const template = {
  choose: async ({ isShippedOnly = false }) => ({
    id: isShippedOnly ? 'landing' : 'brought',
    reasons: [isShippedOnly ? 'It is the most general.' : 'You wrote "mugs".'],
    scores: [],
  }),
  read: async ({ id }: { id: string }) =>
    id === 'brought' ? { ...brought, isShipped: false } : { ...packs.get(id)!, isShipped: true },
}

/** `functionTime` is what the plan says; it throws for a service that does not answer. */
function context(tenant: string, functionTime: () => Promise<{ used: number; max?: number; resets: string }>) {
  const binding = { role: roleOf('prototype'), schema: 'prototype', tenant }
  const ctx: Ctx<any, any> = plainCtx({
    tenant,
    actor: { kind: 'holder', subject: 'req_1' },
    db: db.database.bound(binding),
    call: { template, provisioning: { functionTime } } as never,
    config: { expiryDays: 90, freeModifications: 1 },
    adapters: {} as never,
    once: (_asked: unknown, work: () => Promise<any>) => work(),
    replyRows: () => [],
    commit: async () => {},
    publish: async () => {},
  } as never)
  ctx.transaction = (work) =>
    db.database.transaction(binding, (tx) => work({ ...ctx, db: tx.db, transaction: (inner) => inner(ctx) }))
  return ctx
}
const free = async () => ({ used: 0, resets })
const usedUp = async () => ({ used: 30_400, max: 30_000, resets })
const make = (ctx: Ctx<any, any>, requestId = newId('req')) =>
  generate({ ...mugShop, requestId }, ctx, {
    ...{ id: newId('run'), key: newId('run'), attempt: 1, signal: new AbortController().signal },
    progress() {},
    spend() {},
  })
const wish = 'Please make the header green.'

test('A prototype of an own pack is counted; with the time used up a shipped pack is taken, and the reason is among the others.', async () => {
  const first = await make(context('ten_a', free))
  assert.equal(first.template.id, 'brought')
  const { ms } = await sandboxTime({}, context('ten_a', free))
  assert.ok(ms > 0)
  const instead = await make(context('ten_a', usedUp))
  assert.deepEqual(instead.template, {
    ...{ id: 'landing', version: packs.get('landing')!.pack.version },
    reasons: [
      'It is the most general.',
      'The organisation\'s own template "brought" fits better, but the 30 s that its plan has for templates of its own are used up until 2026-12-01.',
    ],
  })
  assert.equal((await sandboxTime({}, context('ten_a', free))).ms, ms, 'our own pack is nobody’s function time')
})

test('What is left not being known stops no prototype of an own pack, and it is counted.', async () => {
  const ctx = context('ten_b', async () => {
    throw new Refusal('unavailable', 503)
  })
  assert.equal((await make(ctx)).template.id, 'brought')
  assert.ok((await sandboxTime({}, ctx)).ms > 0)
})

test('A change to a prototype of an own pack is refused with the numbers when the time is used up, and costs nothing.', async () => {
  const { requestId } = await make(context('ten_c', free))
  await assert.rejects(modify({ requestId, sentences: wish }, context('ten_c', usedUp)), (error) => {
    assert.ok(error instanceof Refusal)
    assert.deepEqual([error.status, error.code], [429, 'quota_exceeded'])
    assert.deepEqual(error.members, { limit: 'functionMsPerMonth', max: 30_000, used: 30_400, resets })
    return true
  })
  const kept = await versions({ requestId }, context('ten_c', usedUp))
  assert.deepEqual([kept.versions.length, kept.left], [1, 1])
  const trial = await modify({ requestId, sentences: wish, isTrial: true }, context('ten_c', usedUp))
  assert.equal(trial.applied.length, 1, 'what a wish would do can still be asked')
  let asked = 0
  const counting = context('ten_c', async () => {
    asked++
    return { used: 29_999, max: 30_000, resets }
  })
  assert.equal((await modify({ requestId, sentences: wish }, counting)).prototype?.version, 2)
  assert.equal(asked, 2, 'before it is built, and after it so that a limit that it reached is told')
})

test('A prototype of a shipped pack is changed whatever the function time says.', async () => {
  const { requestId } = await make(context('ten_d', usedUp))
  assert.equal((await modify({ requestId, sentences: wish }, context('ten_d', usedUp))).prototype?.version, 2)
})
