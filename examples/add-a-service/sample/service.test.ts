import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Refusal } from '#platform/errors'
import { readMigrations, roleOf } from '#platform/migrator'
import type { Ctx } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import type { sample } from './contract.ts'
import { type Needs, needs } from './needs.ts'
import { create } from './routes/create.ts'
import { read } from './routes/read.ts'

type SampleCtx = Ctx<typeof sample, Needs>
let db: TestDatabase

before(async () => {
  db = await openTestDatabase([
    { schema: 'sample', role: roleOf('sample'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

/** A ctx of one tenant on the real database; `published` hears the events. */
function context(tenant: string, published: unknown[] = []): SampleCtx {
  const binding = { role: roleOf('sample'), schema: 'sample', tenant }
  const ctx = plainCtx({
    tenant,
    db: db.database.bound(binding),
    once: (_asked, work) => work(),
    replyRows: () => [],
    commit: async () => {},
    publish: async (event, data) => void published.push([event, data]),
    transaction: (work) => db.database.transaction(binding, (tx) => work({ ...ctx, db: tx.db })),
  })
  return ctx
}

test('A created entry is announced and can be read again.', async () => {
  const published: unknown[] = []
  const ctx = context('ten_a', published)
  const entry = await create({ text: 'Ten mugs, blue.' }, ctx)
  assert.equal(entry.text, 'Ten mugs, blue.')
  assert.deepEqual(published, [['created', entry]])
  assert.deepEqual(await read({ id: entry.id }, ctx), entry)
})

test('An entry whose event cannot be written is not there either.', async () => {
  const ctx = context('ten_a')
  let id = ''
  const failing = context('ten_a')
  failing.transaction = (work) =>
    ctx.transaction((inner) =>
      work({
        ...inner,
        publish: async (_event, entry) => {
          id = entry.id
          throw new Error('no room for the event')
        },
      }),
    )
  await assert.rejects(async () => create({ text: 'Lost?' }, failing), /no room/)
  await assert.rejects(async () => read({ id }, ctx), Refusal)
})

test('Another tenant does not see the entry, and is not told that it exists.', async () => {
  const entry = await create({ text: 'Ours.' }, context('ten_a'))
  await assert.rejects(async () => read({ id: entry.id }, context('ten_b')), { code: 'not_found' })
})
