import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#platform/database'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { needs } from './needs.ts'
import { lockSubmission, markExpired } from './store.ts'

let db: TestDatabase
const at = (tenant: string) => db.database.bound({ role: roleOf('submission'), schema: 'submission', tenant })
before(async () => {
  const migrations = readMigrations(needs.database)
  db = await openTestDatabase([
    { schema: 'submission', role: roleOf('submission'), migrations, tablesWithoutTenant: {} },
  ])
})
after(() => db.close())

const line = new Date('2026-06-01T00:00:00Z')
const add = (tenant: string, id: string, end: string | null) =>
  at(
    tenant,
  ).run(sql`insert into submissions (id, reference, submission_type, description, contact_type, contact_value, files, refused, finished_at)
    values (${id}, ${id}, 'text', '', 'email', 'a@example.com', '[]'::jsonb, '[]'::jsonb, ${end}::timestamptz)`)

test('only requests of the tenant that ended before the time expire, longest ago first, and are given until they are gone', async () => {
  await add('ten_a', 'req_oldest', '2026-01-01T00:00:00Z')
  await add('ten_a', 'req_old', '2026-05-31T23:59:59Z')
  await add('ten_a', 'req_young', '2026-06-01T00:00:00Z')
  await add('ten_a', 'req_open', null)
  await add('ten_b', 'req_theirs', '2026-01-01T00:00:00Z')
  const ids = async (limit: number) => (await markExpired(at('ten_a'), line, limit)).map(({ id }) => id).sort()
  assert.deepEqual(await ids(1), ['req_oldest'])
  assert.deepEqual(await ids(1), ['req_oldest'], 'what was not erased is given again')
  assert.deepEqual(await ids(10), ['req_old', 'req_oldest'])
  const earlier = await markExpired(at('ten_a'), new Date('2020-01-01'), 10)
  assert.equal(earlier.length, 2, 'what began to be erased is erased, whatever is chosen afterwards')
  assert.deepEqual(await markExpired(at('ten_c'), line, 10), [])
})

test('a request that is being erased is not begun again', async () => {
  assert.equal(await lockSubmission(at('ten_a'), 'req_old'), undefined)
  assert.equal((await lockSubmission(at('ten_a'), 'req_young'))?.status, 'received')
})
