import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { json, sql } from '#platform/database'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { findKept, type Kept, type Recorded, record } from './runs.sql.ts'
import { ended, openWorker } from './testing.ts'

describe('What a statement remembers', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.owner.run(sql`
      insert into engine.runs (id, tenant_id, flow, version, key, input, state, worker, trace)
      select id, 'ten_a', 'f', 1, id, 'null', 'running', 'wrk_mine', '' from unnest(array['run_a', 'run_b', 'run_c']) id`)
  })
  after(() => db.close())
  const item = (run_id: string, result: unknown, worker = 'wrk_mine'): Recorded => ({
    ...{ run_id, worker, name: 'say', position: 0, kind: 'step', state: 'completed', result, attempts: 1, took_ms: 5 },
  })
  const write = (...items: Recorded[]) => db.database.owner.run(record(items))
  const kept = async (...items: Recorded[]) =>
    (await db.database.owner.many<Kept>(findKept(items, true))).map((r) => r.run_id)
  const results = () => db.database.owner.many(sql`select run_id, result from engine.steps order by run_id`)

  test('A step that is recorded again stays as it was, and is found, alone and in a group.', async () => {
    assert.equal(await write(item('run_a', { at: 1 })), 1)
    assert.equal(await write(item('run_a', { at: 2 })), 0)
    assert.deepEqual(await kept(item('run_a', { at: 2 })), ['run_a'])
    const [there] = await db.database.owner.many<Kept>(findKept([item('run_a', { at: 2 })], false))
    assert.deepEqual([there?.state, there?.result], ['completed', { at: 1 }])
    assert.equal(await write(item('run_a', { at: 3 }), item('run_b', null)), 1)
    assert.deepEqual((await kept(item('run_a', 3), item('run_b', null))).toSorted(), ['run_a', 'run_b'])
    const rows = [
      { run_id: 'run_a', result: { at: 1 } },
      { run_id: 'run_b', result: null },
    ]
    assert.deepEqual(await results(), rows)
  })

  test('The flow gets what its step remembers already, and not what it came to this time.', async () => {
    const remember = (key: string, state: string, result: unknown, error: string | null) => {
      const [run, name] = key.split('/')
      return db.database.owner.run(sql`
        insert into engine.steps (run_id, tenant_id, name, position, kind, state, result, error, finished_at)
        values (${run}, 'ten_a', ${name}, 0, 'step', ${state}, ${json(result)}::jsonb, ${error}, clock_timestamp())`)
    }
    const twice = flow('twice', 1, async (run) => {
      const said = await run.call('say', async ({ key }) => {
        await remember(key, 'completed', 'first', null)
        return 'second'
      })
      const failed = await run.try(
        run.call('fail', async ({ key }) => {
          await remember(key, 'failed', null, 'it failed the first time')
          return 'third'
        }),
      )
      return { said, failed }
    })
    const worker = await openWorker(db.url, [twice], {})
    try {
      await worker.start().flow(twice, {}, { key: 'k' })
      const { result } = await ended(db.database, 'twice', 'k')
      assert.equal(result.said, 'first')
      assert.equal(result.failed.ok, false)
      assert.match(result.failed.reason, /it failed the first time/)
    } finally {
      await worker.close()
      await db.database.owner.run(sql`delete from engine.runs where flow = 'twice'`)
    }
  })

  test('Under a lease that does not hold the run nothing is recorded and nothing found.', async () => {
    const other = item('run_c', 1, 'wrk_other')
    assert.equal(await write(other), 0)
    assert.equal(await write(other, item('run_a', 4, 'wrk_other')), 0)
    assert.deepEqual(await kept(other, item('run_a', 4, 'wrk_other')), [])
    assert.equal((await results()).length, 2)
  })

  test('What runs remember goes with them, however they are removed.', async () => {
    await db.database.owner.run(sql`
      insert into engine.tasks (id, tenant_id, run_id, step, position, name, input, attempts_max, trace)
      select 'tsk_' || id, 'ten_a', id, 'work', 1, 'test.work', 'null', 1, '' from engine.runs`)
    await db.database.owner.run(sql`delete from engine.runs where id <> 'run_b'`)
    assert.deepEqual(await results(), [{ run_id: 'run_b', result: null }])
    assert.deepEqual(await db.database.owner.many(sql`select run_id from engine.tasks`), [{ run_id: 'run_b' }])
  })
})
