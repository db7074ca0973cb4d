// Versions of a prototype on a real database and with the real packs: changed by plain sentences, compared, rolled back, counted.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { prototype } from '#contracts/prototype'
import { Refusal } from '#platform/errors'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import type { Actor, Ctx } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { mugShop } from '../services/prototype/corpus.test-support.ts'
import { needs } from '../services/prototype/needs.ts'
import { diff } from '../services/prototype/routes/diff.ts'
import { modify } from '../services/prototype/routes/modify.ts'
import { page } from '../services/prototype/routes/page.ts'
import { restore } from '../services/prototype/routes/restore.ts'
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
const errors: Record<string, number> = {
  ...prototype.routes.modify.errors,
  ...prototype.routes.restore.errors,
}
type Given = { tenant?: string; actor?: Actor; now?: Date; free?: number }
const published: string[] = []

/** A ctx whose transactions are real. */
function context({
  tenant = 'ten_a',
  actor = { kind: 'holder', subject: 'req_1' },
  now,
  free = 1,
}: Given = {}): Ctx<any, any> {
  const binding = { role: roleOf('prototype'), schema: 'prototype', tenant }
  const given = {
    tenant,
    actor,
    db: db.database.bound(binding),
    call: { template } as never,
    config: { expiryDays: 90, freeModifications: free },
    adapters: {} as never,
    ...(now && { now: () => now }),
    fail: (code: string, detail?: string) => {
      throw new Refusal(code, errors[code] ?? 500, detail)
    },
    once: (_asked: unknown, work: () => Promise<any>) => work(),
    replyRows: () => [],
    commit: async () => {},
    publish: async (event: string) => void published.push(event),
  }
  const ctx = plainCtx(given as never)
  ctx.transaction = (work) =>
    db.database.transaction(binding, (tx) => work({ ...ctx, db: tx.db, transaction: (inner) => inner(ctx) }))
  return ctx
}
const run = () => ({
  id: newId('run'),
  attempt: 1,
  key: newId('run'),
  signal: new AbortController().signal,
  progress() {},
  spend() {},
})
const make = async (given?: Given) => {
  const requestId = newId('req')
  await generate({ ...mugShop, requestId }, context(given), run())
  return requestId
}
const isRefused = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code
const filesOf = async (id: string, given?: Given) =>
  Object.fromEntries((await allFiles(context(given).db, id)).map(({ path, content }) => [path, content.toString()]))
const holder = (requestId: string): Actor => ({ kind: 'holder', subject: requestId })

test('Plain sentences change header, pages and heading in one new version, and the comparison names each.', async () => {
  const requestId = await make()
  const asked =
    'Please make the header green, add a page about prices, remove the About page and change the title to "Mugs for slow mornings".'
  const changed = await modify({ requestId, sentences: asked }, context())
  validate(prototype.routes.modify.reply, changed)
  assert.deepEqual(
    changed.applied.map(({ rule }) => rule),
    ['colour', 'add-page', 'remove-page', 'headline'],
  )
  assert.equal(changed.left, 0)
  const files = await filesOf(changed.prototype!.id)
  assert.ok(files['prices.html']!.includes('Espresso cups'), 'a page about prices shows the prices')
  assert.equal(files['about.html'], undefined)
  assert.ok(files['index.html']!.includes('Mugs for slow mornings'))
  assert.match(files['assets/look.css']!, /:is\(\.top/u)
  for (const [path, html] of Object.entries(files).filter(([name]) => name.endsWith('.html'))) {
    for (const [, target] of html.matchAll(/\s(?:href|src)="([^"#?]+)[^"]*"/gu))
      assert.ok(target === 'data:,' || files[target!] !== undefined, `${path} names ${target}`)
    const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(html)
    assert.deepEqual(
      report.results.flatMap(({ messages }) => messages.map(({ message }) => message)),
      [],
      path,
    )
  }
  const told = await diff({ requestId, from: 1, to: 2 }, context())
  validate(prototype.routes.diff.reply, told)
  assert.deepEqual(told.pages, { added: ['prices'], removed: ['About'], renamed: [] })
  assert.ok(told.texts.changed.some(({ slot, to }) => slot === 'headline' && to === 'Mugs for slow mornings'))
  assert.equal(told.isLookChanged, true)
  const { versions: list } = await versions({ requestId }, context())
  assert.deepEqual(
    list.map(({ version, origin, basedOn, note }) => ({ version, origin, basedOn, note })),
    [
      { version: 2, origin: 'modification', basedOn: 1, note: asked },
      { version: 1, origin: 'request', basedOn: undefined, note: undefined },
    ],
  )
})

test('Every text that a change brings is quoted from the sentence that asked for it.', async () => {
  const requestId = await make()
  const sentences =
    'Add Sugar bowl for £18. Change the phone number to +44 117 496 0999. Replace "Add to order" with "Into the basket".'
  const { prototype: made } = await modify({ requestId, sentences }, context())
  const brought = made!.texts.filter(({ evidence }) => evidence?.source === 'change-1')
  assert.deepEqual(brought.map(({ text }) => text).sort(), ['+44 117 496 0999', 'Into the basket', 'Sugar bowl', '£18'])
  for (const { text, evidence } of brought) assert.equal(sentences.slice(evidence!.start, evidence!.end), text)
  const files = await filesOf(made!.id)
  assert.ok(files['catalogue.html']!.includes('Into the basket') && !files['catalogue.html']!.includes('Add to order'))
  assert.match(files['sources.html']!, /Sugar bowl<\/td><td>Your change/u)
})

test('What is not understood stops all of it and costs nothing; asked for partly, the rest is done.', async () => {
  const requestId = await make()
  const sentences = 'Make the header green and make the logo dance.'
  const refused = await modify({ requestId, sentences }, context())
  assert.equal(refused.prototype, undefined)
  assert.deepEqual([refused.applied.length, refused.refused.length, refused.left], [1, 1, 1])
  const trial = await modify({ requestId, sentences, isPartly: true, isTrial: true }, context())
  assert.deepEqual([trial.prototype, trial.left], [undefined, 1])
  assert.equal((await versions({ requestId }, context())).versions.length, 1)
  const partly = await modify({ requestId, sentences, isPartly: true }, context())
  assert.deepEqual([partly.prototype?.version, partly.refused.length, partly.left], [2, 1, 0])
})

test('The free modification is one, also when two come at once; an operator may go on.', async () => {
  const requestId = await make()
  const sentences = 'Use a darker look.'
  const asHolder = { actor: holder(requestId) }
  const both = await Promise.allSettled([1, 2].map(() => modify({ requestId, sentences }, context(asHolder))))
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await assert.rejects(modify({ requestId, sentences }, context(asHolder)), isRefused('modification_used'))
  const operator = context({ actor: { kind: 'operator', id: 'operator' } })
  const further = await modify({ requestId, sentences: 'Translate to German' }, operator)
  assert.equal(further.prototype?.version, 3)
  const files = await filesOf(further.prototype!.id)
  assert.match(files['index.html']!, /<html lang="de">/u)
  assert.ok(files['index.html']!.includes('handmade ceramic mugs'), 'the words of the customer stay')
  assert.match(files['assets/look.css']!, /color-scheme: dark;/u, 'the change before is still there')
})

test('Rolling back gives exactly the earlier files under a link of their own, and costs no modification.', async () => {
  const requestId = await make()
  await modify({ requestId, sentences: 'Use a darker look.' }, context({ free: 2 }))
  const back = await restore({ requestId, version: 1 }, context())
  validate(prototype.routes.restore.reply, back)
  assert.equal(back.version, 3)
  const list = await versions({ requestId }, context({ free: 2 }))
  assert.equal(list.left, 1)
  const [first] = list.versions.filter(({ version }) => version === 1)
  const [old, now] = await Promise.all([filesOf(first!.id), filesOf(back.id)])
  const { 'manifest.json': oldManifest, ...oldPages } = old
  const { 'manifest.json': newManifest, ...newPages } = now
  assert.deepEqual(newPages, oldPages)
  assert.notEqual(newManifest, oldManifest)
  assert.notEqual(back.path, first!.path)
  const again = await modify({ requestId, sentences: 'Change the name to "Third"' }, context({ free: 2 }))
  assert.doesNotMatch((await filesOf(again.prototype!.id))['assets/look.css']!, /color-scheme: dark;/u)
  await assert.rejects(restore({ requestId, version: 9 }, context()), isRefused('not_found'))
})

test('An expired prototype is gone for everybody, is not changed, and its files are removed with the next version made.', async () => {
  const requestId = await make()
  const {
    versions: [made],
  } = await versions({ requestId }, context())
  const later = { now: new Date('2027-06-01T00:00:00Z') }
  const secret = made!.path.split('/')[3]!
  await assert.rejects(page({ id: made!.id, secret, '*': '' }, context(later)), isRefused('expired'))
  await assert.rejects(modify({ requestId, sentences: 'Use a darker look' }, context(later)), isRefused('expired'))
  await assert.rejects(restore({ requestId, version: 1 }, context(later)), isRefused('expired'))
  const other = await make(later)
  await modify({ requestId: other, sentences: 'Use a darker look' }, context(later))
  assert.deepEqual(await allFiles(context().db, made!.id), [])
})

test('A second tenant sees no version, changes none and rolls none back.', async () => {
  const requestId = await make()
  const other = context({ tenant: 'ten_b' })
  await assert.rejects(versions({ requestId }, other), isRefused('not_found'))
  await assert.rejects(diff({ requestId, from: 1, to: 1 }, other), isRefused('not_found'))
  await assert.rejects(modify({ requestId, sentences: 'Use a darker look' }, other), isRefused('not_found'))
  await assert.rejects(restore({ requestId, version: 1 }, other), isRefused('not_found'))
})
