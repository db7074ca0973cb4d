import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from './database.ts'
import { prune } from './retention.ts'
import { openTestDatabase, type TestDatabase } from './testing.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase()
})
after(() => db.close())

test('only events that are old and finished by every listener are removed', async () => {
  const { owner } = db.database
  const add = (subject: string, days: number) =>
    owner.one(sql`insert into statex.events (id, type, source, subject, tenant_id, time, data)
      values (${subject}, 't.v1', 'test', ${subject}, 'ten_a', now() - make_interval(days => ${days}), '{}') returning transaction_id::text as xid, seq`)
  await add('old and finished', 100)
  const waiting = await add('old and waiting', 100)
  await add('young', 1)
  const last = await add('last the listener took', 1)
  await add('old but not taken yet', 100)
  await owner.run(
    sql`insert into statex.listeners (name, types, transaction_id, seq) values ('l', '{t.v1}', ${last.xid}::text::xid8, ${last.seq})`,
  )
  await owner.run(
    sql`insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id) values ('l', ${waiting.seq}, ${waiting.xid}::text::xid8, 'x', 'ten_a')`,
  )
  assert.deepEqual(await prune(db.database, 90), { events: 1, replies: 0, refusals: 0 })
  const left = await owner.many(sql`select subject from statex.events order by seq`)
  assert.deepEqual(
    left.map((row) => row.subject),
    ['old and waiting', 'young', 'last the listener took', 'old but not taken yet'],
  )
})
