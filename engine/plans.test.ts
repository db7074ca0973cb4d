import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Sql } from '#platform/database'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { claimLimitedRuns } from './flow-limits.sql.ts'
import { findAwaited, give, search } from './hearing.sql.ts'
import { look } from './lease.sql.ts'
import { claim as claimTasks, finish as finishTasks, report } from './queue.sql.ts'
import { claim as claimRuns, finish as finishRuns, letGo, type Recorded, record, recordWithin } from './runs.sql.ts'
import { schedule, settleWaits } from './waits.sql.ts'

const worker = 'wrk_a'
const step: Recorded = {
  ...{ run_id: 'run_a', worker, name: 'say', position: 0, kind: 'step', state: 'completed', attempts: 1, took_ms: 1 },
}
const turns = { tenants: ['ten_a'], busyPerTenant: [1], lastTurnPerTenant: [1] }
const statements: Record<string, Sql> = {
  'records a step': record([step]),
  'records steps': record([step, step]),
  'records a step within a transaction': recordWithin(step),
  'asks for steps': schedule([{ run_id: 'run_a', worker, name: 'nap', position: 0, kind: 'sleep' }]),
  'settles waits': settleWaits(['run_a'], worker, true),
  'finds events for waits': findAwaited(['run_a'], worker),
  'gives events to waits': give([]),
  'searches the log': search(1),
  'lets go of a run': letGo('run_a', worker, 1),
  'ends runs': finishRuns([{ id: 'run_a', worker, state: 'completed' }]),
  'ends tasks': finishTasks([{ id: 'tsk_a', worker, attempt: 1, state: 'completed' }]),
  'reports progress': report([{ id: 'tsk_a', worker, attempt: 1, progress: 1 }]),
  'claims runs': claimRuns(worker, { free: 1, flows: ['f'], versions: [1], ...turns }),
  'claims runs of flows with limits': claimLimitedRuns(worker, { free: 1, flows: ['f'], versions: [1], ...turns }),
  'claims tasks': claimTasks(worker, { free: 1, names: ['f'], freePerName: [1], ...turns }),
  'looks around': look(worker, ['tsk_a'], ['f'], ['f'], [1]),
}

type Node = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Filter?: string; Plans?: Node[] }
const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)]
/** Reads rows that it does not want, all of a table or all of a queue. */
const isBlind = (n: Node) =>
  (n['Node Type'] === 'Seq Scan' && /^(runs|tasks|steps|events)$/.test(n['Relation Name']!)) ||
  (/_(ready|held)$/.test(n['Index Name'] ?? '') && /\bid = /.test(n.Filter ?? ''))

describe('On empty tables, for as long as its plan is kept, the statement that', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  for (const [name, { text, values }] of Object.entries(statements))
    test(`${name} looks up what it wants`, async () => {
      const client = await db.database.pool.connect()
      try {
        await client.query(`set plan_cache_mode = force_generic_plan; prepare looked as ${text}`)
        const nulls = values.map(() => 'null').join(', ')
        const { rows } = await client.query(`explain (format json) execute looked (${nulls})`)
        assert.deepEqual(all(rows[0]['QUERY PLAN'][0].Plan).filter(isBlind), [])
      } finally {
        client.release(true)
      }
    })
})
