import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Sql, sql } from './database.ts'
import { deleteOldReplies, pruneEvents } from './platform.sql.ts'
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

type Node = { 'Node Type': string; 'Relation Name'?: string; 'Actual Rows': number; Plans?: Node[] }
const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)]

/** The plan of a statement that was run and taken back, as the server found it on its own. */
async function planOf(database: TestDatabase['database'], { text, values }: Sql): Promise<Node[]> {
  const client = await database.pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query(`explain (analyze, format json) ${text}`, values)
    await client.query('rollback')
    return all(rows[0]['QUERY PLAN'][0].Plan)
  } finally {
    client.release(true)
  }
}

test('of 200,000 events, deliveries and replies, only the old ones and the next few are read', async () => {
  const filled = await openTestDatabase()
  try {
    const { owner } = filled.database
    const rows = 200_000
    // The first 1,000 are old, and of these each tenth still waits as a dead letter of a listener that has passed it.
    await owner.run(sql`insert into statex.events (id, type, source, subject, tenant_id, time, data)
      select 'evt_' || n, 't.v1', 'test', 'req_' || n, 'ten_a', now() - make_interval(days => case when n <= 1000 then 100 else 1 end), '{}'
      from generate_series(1, ${rows}) n`)
    await owner.run(sql`insert into statex.listeners (name, types, transaction_id, seq)
      select 'l' || n, '{t.v1}', (select max(transaction_id) from statex.events), ${rows} from generate_series(1, 20) n`)
    await owner.run(sql`insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id, is_dead)
      select 'l1', seq, transaction_id, subject, tenant_id, true from statex.events where seq > 1000 or seq % 10 = 0`)
    await owner.run(sql`insert into statex.idempotency_keys (tenant_id, route, key, fingerprint, reply, created_at)
      select 'ten_a', 'submission.create', 'key ' || n, 'f', '{}', now() - make_interval(days => case when n <= 1000 then 100 else 1 end)
      from generate_series(1, ${rows}) n`)
    await filled.database.pool.query(
      'vacuum analyze statex.events, statex.deliveries, statex.listeners, statex.idempotency_keys',
    )
    const statements = [pruneEvents({ transactionId: '0', seq: 0 }, 90, 5_000), deleteOldReplies(7, 5_000)]
    for (const statement of statements) {
      const plan = await planOf(filled.database, statement)
      const whole = plan.filter((n) => n['Node Type'] === 'Seq Scan' && n['Relation Name'] !== 'listeners')
      assert.deepEqual(whole, [])
      const most = Math.max(...plan.filter((n) => n['Relation Name']).map((n) => n['Actual Rows']))
      assert.ok(most <= 5_000, `${most} rows were read of one table`)
    }
    assert.deepEqual(await prune(filled.database, 90), { events: 900, replies: 1_000, refusals: 0 })
    assert.deepEqual(await prune(filled.database, 90), { events: 0, replies: 0, refusals: 0 })
  } finally {
    await filled.close()
  }
})

test('what is kept for a dead letter, however much, keeps nothing else from being removed', async () => {
  const held = await openTestDatabase()
  try {
    const { owner } = held.database
    // More than one statement looks at, and one old event behind them that nobody needs.
    await owner.run(sql`insert into statex.events (id, type, source, subject, tenant_id, time, data)
      select 'evt_' || n, 't.v1', 'test', 'req_' || n, 'ten_a', now() - interval '100 days', '{}' from generate_series(1, 5001) n`)
    await owner.run(sql`insert into statex.listeners (name, types, transaction_id, seq)
      values ('l', '{t.v1}', (select max(transaction_id) from statex.events), 5001)`)
    await owner.run(sql`insert into statex.deliveries (listener, seq, transaction_id, subject, tenant_id, is_dead)
      select 'l', seq, transaction_id, subject, tenant_id, true from statex.events where seq <= 5000`)
    assert.equal((await prune(held.database, 90)).events, 1)
  } finally {
    await held.close()
  }
})
