import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#platform/database'
import { newId } from '#platform/ids'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { sweep } from './operations.sql.ts'

const dayMs = 86_400_000
const rows = 200_000
const old = 500
let db: TestDatabase
before(async () => {
  db = await openTestDatabase([engineSchema])
  // Ids of a hundred days ago for the first, and of a moment ago for the others; all of them are over.
  const ids = (prefix: string) => [prefix, Date.now() - 100 * dayMs, Date.now()] as const
  for (const [prefix, before, now] of [ids('run'), ids('tsk')]) {
    const start = (at: number) => newId('x', at).slice(2, 12)
    const made = sql`select n, ${prefix}::text || '_' || case when n <= ${old} then ${start(before)}::text else ${start(now)}::text end || lpad(n::text, 16, '0') as id,
      now() - make_interval(days => case when n <= ${old} then 99 else 0 end) as at from generate_series(1, ${rows}) n`
    await db.database.owner.run(
      prefix === 'run'
        ? sql`insert into engine.runs (id, tenant_id, flow, version, key, input, state, trace, created_at, finished_at)
            select id, 'ten_a', case when n % 2 = 0 then 'kept' else 'brief' end, 1, 'k' || n, '{}', 'completed', '', at, at from (${made}) m`
        : sql`insert into engine.tasks (id, tenant_id, name, key, input, state, attempts_max, trace, created_at, finished_at)
            select id, 'ten_a', case when n % 2 = 0 then 'kept' else 'brief' end, 'k' || n, '{}', 'completed', 1, '', at, at from (${made}) m`,
    )
  }
  await db.database.owner.run(sql`insert into engine.retention (flow, keep_ms) values ('brief', ${90 * dayMs})`)
  await db.database.pool.query('vacuum analyze engine.runs, engine.tasks, engine.retention')
})
after(() => db.close())

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] } & Record<string, unknown>
const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)]

test('of 200,000 runs and tasks, only those from before the time of keeping are read', async () => {
  const { text, values } = sweep(1_000)
  const client = await db.database.pool.connect()
  try {
    await client.query('begin')
    const { rows: found } = await client.query(`explain (analyze, format json) ${text}`, values)
    await client.query('rollback')
    const reads = all(found[0]['QUERY PLAN'][0].Plan).filter((n) => /^(runs|tasks)$/.test(n['Relation Name'] ?? ''))
    assert.deepEqual(
      reads.filter((n) => n['Node Type'] === 'Seq Scan'),
      [],
    )
    for (const n of reads) {
      const looked = Number(n['Actual Rows'] ?? 0) + Number(n['Rows Removed by Filter'] ?? 0)
      assert.ok(looked <= old, `${n['Node Type']} of ${n['Relation Name']} looked at ${looked} rows`)
    }
  } finally {
    client.release(true)
  }
  assert.deepEqual(await db.database.owner.one(sweep(1_000)), { runs: old / 2, tasks: old / 2 })
  assert.deepEqual(await db.database.owner.one(sweep(1_000)), { runs: 0, tasks: 0 })
})
