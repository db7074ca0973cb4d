import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#platform/database'
import { monthStart } from '#platform/day'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import type { Ctx } from '#platform/service'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import type { submission } from './contract.ts'
import { type Needs, needs } from './needs.ts'
import { addSample, sample } from './routes/sample.ts'
import { sampleId } from './sample.ts'
import { findSubmission, snapshotOf } from './store.ts'
import { countSince, idAt } from './usage.sql.ts'

let db: TestDatabase
const binding = (tenant: string) => ({ role: roleOf('submission'), schema: 'submission', tenant })
const at = (tenant: string) => db.database.bound(binding(tenant))
before(async () => {
  const migrations = readMigrations(needs.database)
  db = await openTestDatabase([
    { schema: 'submission', role: roleOf('submission'), migrations, tablesWithoutTenant: {} },
  ])
})
after(() => db.close())

/** The ctx of a tenant on the real database, and what it publishes. */
function context(tenant: string) {
  const published: unknown[] = []
  const own = {
    tenant,
    config: { referencePrefix: 'SX' },
    db: at(tenant),
    publish: async (_event: string, snapshot: unknown) => void published.push(snapshot),
  }
  const ctx = plainCtx({
    ...own,
    transaction: (work) => db.database.transaction(binding(tenant), (tx) => work(plainCtx({ ...own, db: tx.db }))),
  }) as Ctx<typeof submission, Needs>
  return { ctx, published }
}

test('however often and by however many it is asked for, a tenant has one sample, told of once', async () => {
  const { ctx, published } = context('ten_a')
  const added = await Promise.all(Array.from({ length: 6 }, () => addSample({}, ctx)))
  added.push(await addSample({}, ctx))
  assert.equal(new Set(added.map(({ reference }) => reference)).size, 1)
  const { count } = await at('ten_a').one(sql`select count(*)::integer as count from submissions`)
  assert.deepEqual([count, published.length], [1, 1])
  assert.deepEqual(published[0], await snapshotOf(at('ten_a'), sampleId('ten_a'), 1))
  assert.deepEqual(await sample({}, ctx), { id: sampleId('ten_a') })
  assert.deepEqual(await sample({}, context('ten_b').ctx), {}, 'others have none')
})

test('the sample says what it is, to whom reads it and to whom works on it, also when it is run again', async () => {
  const { ctx, published } = context('ten_c')
  await addSample({}, ctx)
  const read = (await findSubmission(at('ten_c'), sampleId('ten_c')))!
  assert.deepEqual([read.isSample, read.status, read.submissionType], [true, 'received', 'text'])
  assert.match(read.description, /\bSample\b/)
  assert.equal((published[0] as { isSample?: boolean }).isSample, true)
  assert.equal((await snapshotOf(at('ten_c'), sampleId('ten_c'), 2)).isSample, true)
})

test('the sample is in the requests of no month, nor in the stored bytes; what people send is', async () => {
  await addSample({}, context('ten_d').ctx)
  const now = Date.UTC(2026, 10, 21)
  const all = { from: '', requests: 0, bytes: 0 }
  const counted = () => countSince(at('ten_d'), all, idAt(now), idAt(monthStart(new Date(now))))
  assert.deepEqual(await counted(), { requests: 0, bytes: 0, newRequests: 0, newBytes: 0 })
  await at('ten_d').run(sql`
    insert into submissions (id, reference, submission_type, description, contact_type, contact_value, files, refused, file_bytes)
    values (${newId('req', now - 1_000)}, 'SX-1', 'text', '', 'email', 'a@example.com', '[]'::jsonb, '[]'::jsonb, 7)`)
  assert.deepEqual(await counted(), { requests: 1, bytes: 7, newRequests: 0, newBytes: 0 })
})
