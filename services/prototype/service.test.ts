import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { unzipSync } from 'fflate'
import { prototype } from '#contracts/prototype'
import type { Db } from '#platform/database'
import { Permanent, Refusal } from '#platform/errors'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import type { TaskRun } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { needs } from './needs.ts'
import { inbox } from './routes/inbox.ts'
import { page } from './routes/page.ts'
import { receive } from './routes/receive.ts'
import { zip } from './routes/zip.ts'
import { mugShop } from './sample.test-support.ts'
import service from './service.ts'
import { allFiles, madeBy } from './store.ts'
import { generate } from './tasks/generate.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase([
    { schema: 'prototype', role: roleOf('prototype'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

const bound = (tenant: string): Db => db.database.bound({ role: roleOf('prototype'), schema: 'prototype', tenant })

// A pack of one page, as the template service's contract describes it; the real packs are tried in test/prototypes.test.ts.
const text = { type: 'object', properties: { text: { type: 'string' }, own: { type: 'boolean' } } }
const pack = {
  isShipped: true,
  pack: {
    id: 'tiny',
    version: '1.0.0',
    name: 'Tiny',
    summary: 'One page.',
    licence: 'Apache-2.0',
    kinds: [],
    categories: {},
    preview: 'preview.webp',
    slots: { type: 'object', properties: { name: text, wishes: { type: 'array' } } },
    pages: [{ path: 'index.html', template: 'pages/index.liquid', title: 'Home', covers: ['ordering'] }],
    assets: [{ path: 'assets/site.css', sha256: '' }],
  },
  files: {
    'pages/index.liquid': '<h1>{{ slots.name.text }}</h1>',
    'assets/site.css': 'h1{}',
    'labels/en.json': '{"nav_index":"Home"}',
  },
}
let packsRead = 0
let isBrought = false
const template = {
  choose: async () => ({ id: 'tiny', reasons: ['It is the only one.'], scores: [{ id: 'tiny', score: 1 }] }),
  read: async () => {
    packsRead++
    return isBrought ? { ...pack, isShipped: false, pack: { ...pack.pack, slots: { $ref: '#/nowhere' } } } : pack
  },
}
const context = (tenant = 'ten_a') =>
  plainCtx({
    tenant,
    db: bound(tenant),
    config: { expiryDays: 90, freeModifications: 1 },
    call: { template } as never,
    fail: (code: string) => {
      throw new Refusal(code, { ...prototype.routes.receive.errors }[code] ?? 500)
    },
  })
const run = (key: string): TaskRun => ({
  id: key,
  attempt: 1,
  key,
  signal: new AbortController().signal,
  progress() {},
  spend() {},
})
const make = (key: string, requestId: string = newId('req'), tenant = 'ten_a') =>
  generate({ ...mugShop, requestId }, context(tenant), run(key))
const secretIn = (path: string) => path.split('/')[3]!
const isNotFound = (error: unknown) => error instanceof Refusal && error.code === 'not_found' && error.status === 404

test('The service serves everything its contract promises.', () => {
  assert.deepEqual(Object.keys(service.serving.routes!).sort(), Object.keys(prototype.routes).sort())
  assert.deepEqual(Object.keys(service.serving.tasks!), Object.keys(prototype.tasks))
})

test('A generated prototype fits the contract and opens at its path and as a ZIP, without the secret inside.', async () => {
  const made = await make('run-1')
  validate(prototype.tasks.generate.result, made)
  assert.equal(made.version, 1)
  assert.deepEqual(made.pages, [{ path: 'index.html', title: 'Home', covers: ['f2'] }])
  const secret = secretIn(made.path)
  assert.match(secret, /^[\w-]{43}$/u)
  const first = await page({ id: made.id, secret, '*': '' }, context())
  assert.equal(String(first.content), '<h1>Ember &amp; Clay</h1>\n')
  assert.equal(first.type, 'text/html; charset=utf-8')
  const archive = await zip({ id: made.id, secret }, context())
  const files = unzipSync(archive.content as Uint8Array)
  assert.deepEqual(Object.keys(files).sort(), ['assets/look.css', 'assets/site.css', 'index.html', 'manifest.json'])
  for (const [path, content] of Object.entries(files))
    assert.ok(!Buffer.from(content).toString().includes(secret), path)
})

test('A pack of an organisation that cannot be used fails the step with a sentence, and nothing is stored.', async () => {
  isBrought = true
  try {
    await assert.rejects(make('run-brought'), (error: Error) => {
      assert.ok(error instanceof Permanent)
      assert.match(error.message, /^The organisation's own template "tiny" 1\.0\.0 cannot be used for this request: /u)
      return true
    })
  } finally {
    isBrought = false
  }
  assert.equal(await madeBy(bound('ten_a'), 'run-brought'), undefined)
})

test('Every file is served in a sandbox, unindexed, and answers 304 to its own tag.', async () => {
  const made = await make('run-headers')
  const input = { id: made.id, secret: secretIn(made.path), '*': 'assets/site.css' }
  const { headers, etag } = await page(input, context())
  assert.match(
    headers!['content-security-policy']!,
    /default-src 'none';.*connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts allow-forms$/u,
  )
  const inboxOnly = (await page({ ...input, host: 'acme.test:8080' }, context())).headers!['content-security-policy']!
  assert.ok(inboxOnly.includes(`connect-src acme.test:8080/prototypes/${made.id}/${input.secret}/inbox;`))
  const forged = (await page({ ...input, host: "x; script-src 'unsafe-inline'" }, context())).headers!
  assert.match(forged['content-security-policy']!, /connect-src 'none';/u)
  assert.doesNotMatch(
    headers!['content-security-policy']!,
    /unsafe|allow-same-origin|allow-top-navigation|allow-popups|\*/u,
  )
  assert.equal(headers!['x-robots-tag'], 'noindex, nofollow')
  assert.equal(headers!['x-content-type-options'], 'nosniff')
  assert.equal(headers!['referrer-policy'], 'no-referrer')
  // Without it the gateway's `same-origin` keeps a page of opaque origin from its own style sheets.
  assert.equal(headers!['cross-origin-resource-policy'], 'cross-origin')
  const repeated = await page({ ...input, ifNoneMatch: etag }, context())
  assert.equal(repeated.status, 304)
  assert.equal(repeated.content, '')
})

test('A page that a browser opens by itself comes in a viewer whose frame may show this prototype only.', async () => {
  const made = await make('run-viewer')
  const input = { id: made.id, secret: secretIn(made.path), '*': '', host: 'acme.test:8080' }
  const opened = await page({ ...input, fetchDest: 'document' }, context())
  const folder = `/prototypes/${made.id}/${input.secret}/`
  assert.match(
    String(opened.content),
    new RegExp(`<iframe [^>]*src="${folder}index.html" sandbox="allow-scripts allow-forms">`, 'u'),
  )
  const policy = opened.headers!['content-security-policy']!
  assert.ok(policy.includes(`frame-src acme.test:8080${folder};`), policy)
  const style = /<style>(.*)<\/style>/u.exec(String(opened.content))![1]!
  assert.ok(
    policy.includes(createHash('sha256').update(style).digest('base64')),
    'the policy allows the style of the viewer',
  )
  for (const fetchDest of ['iframe', undefined]) {
    const framed = await page({ ...input, ...(fetchDest && { fetchDest }) }, context())
    assert.match(String(framed.content), /<h1>/u)
  }
  const style404 = await page({ ...input, '*': 'assets/site.css', fetchDest: 'document' }, context())
  assert.equal(style404.type, 'text/css; charset=utf-8', 'what is no page needs no viewer')
})

test('What is sent by a form is in the inbox of its request and in no other, bounded, and refused without the secret.', async () => {
  const [made, other] = [await make('run-inbox'), await make('run-inbox-other')]
  const send = (fields: Record<string, string>, secret = secretIn(made.path), tenant = 'ten_a') =>
    receive({ id: made.id, secret, form: async () => fields } as never, context(tenant))
  const reply = await send({ form: 'Get in touch', page: 'contact.html', name: 'Ada', message: 'Hello' })
  assert.equal(reply.status, 201)
  assert.equal(reply.headers!['access-control-allow-origin'], '*')
  const { entries } = await inbox({ requestId: made.requestId }, context())
  validate(prototype.routes.inbox.reply, { entries })
  assert.deepEqual(
    entries.map(({ form, page: on, fields }) => ({ form, on, fields })),
    [{ form: 'Get in touch', on: 'contact.html', fields: { name: 'Ada', message: 'Hello' } }],
  )
  assert.deepEqual((await inbox({ requestId: other.requestId }, context())).entries, [])
  assert.deepEqual((await inbox({ requestId: made.requestId }, context('ten_b'))).entries, [])
  await assert.rejects(send({}, secretIn(other.path)), isNotFound)
  await assert.rejects(send({}, undefined, 'ten_b'), isNotFound)
  for (let count = 1; count < 200; count++) await send({ message: String(count) })
  await assert.rejects(send({}), (error) => error instanceof Refusal && error.code === 'inbox_full')
})

test('A wrong secret, another prototype’s secret, an unknown file and a path that climbs all answer 404.', async () => {
  const [one, other] = [await make('run-a'), await make('run-b')]
  const secret = secretIn(one.path)
  const attempts = [
    { id: one.id, secret: secretIn(other.path), '*': '' },
    { id: one.id, secret: secret.slice(1), '*': '' },
    { id: newId('pro'), secret, '*': '' },
    { id: one.id, secret, '*': 'missing.html' },
    { id: one.id, secret, '*': '../../etc/passwd' },
    { id: one.id, secret, '*': 'index.html/' },
  ]
  for (const attempt of attempts) await assert.rejects(page(attempt, context()), isNotFound)
  await assert.rejects(zip({ id: one.id, secret: secretIn(other.path) }, context()), isNotFound)
})

test('A second tenant sees nothing of the first one’s prototypes, secret in hand or not.', async () => {
  const made = await make('run-tenant')
  await assert.rejects(page({ id: made.id, secret: secretIn(made.path), '*': '' }, context('ten_b')), isNotFound)
  await assert.rejects(zip({ id: made.id, secret: secretIn(made.path) }, context('ten_b')), isNotFound)
  assert.equal(await madeBy(bound('ten_b'), 'run-tenant'), undefined)
  assert.deepEqual(await allFiles(bound('ten_b'), made.id), [])
  assert.equal((await make('run-tenant', made.requestId, 'ten_b')).version, 1)
})

test('A repeated task gives the same prototype; a new task for the same request gives the next version.', async () => {
  const requestId = newId('req')
  const first = await make('run-x', requestId)
  const readBefore = packsRead
  assert.deepEqual(await make('run-x', requestId), first)
  assert.equal(packsRead, readBefore, 'a repeated task renders nothing')
  const second = await make('run-y', requestId)
  assert.equal(second.version, 2)
  assert.notEqual(secretIn(second.path), secretIn(first.path))
})

test('Two attempts of one task at the same moment store one prototype.', async () => {
  const requestId = newId('req')
  const made = await Promise.all([make('run-z', requestId), make('run-z', requestId)])
  assert.deepEqual(made[0], made[1])
  assert.equal((await make('run-after', requestId)).version, 2)
})

test('Every table and column of the migration has a comment.', () => {
  const sql = readFileSync(new URL('./migrations/0001-create-prototypes.sql', import.meta.url), 'utf8')
  for (const [, table, body] of sql.matchAll(/create table (\w+) \(([\s\S]*?)\n\);/gu)) {
    assert.ok(sql.includes(`comment on table ${table} is`), table)
    for (const [, column] of body!.matchAll(/^ {2}(\w+) (?:text|integer|jsonb|timestamptz|bytea)/gmu))
      assert.ok(sql.includes(`comment on column ${table}.${column} is`), `${table}.${column}`)
  }
})
