import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { type Operations, openOperations } from './operations.ts'
import { ended, openWorker, type Worker } from './testing.ts'

describe('a flow with limits', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    db = await openTestDatabase([engineSchema])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  const withWorkers = async (count: number, flows: any[], use: (workers: Worker[]) => Promise<void>) => {
    const workers = await Promise.all(
      Array.from({ length: count }, () => openWorker(db.url, flows, {}, { idleMs: 10 })),
    )
    try {
      await use(workers)
    } finally {
      await Promise.all(workers.map((w) => w.close()))
    }
  }
  const begun = (flowName: string, count: number) =>
    eventually(`${count} runs of ${flowName} to begin`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.runs where flow = ${flowName} and started_at is not null`,
      )
      return rows.length === count
    })
  const over = (flowName: string, count: number) =>
    eventually(`the end of ${count} of ${flowName}`, async () => {
      const rows = await db.database.owner.many(
        sql`select from engine.runs where flow = ${flowName} and state = 'completed'`,
      )
      return rows.length === count
    })
  /** Counts runs from their first step to their last, in all and by tenant. */
  const openGauge = () => {
    const now = new Map<string, number>()
    const most = new Map<string, number>()
    const count = (name: string, by: number) => {
      now.set(name, (now.get(name) ?? 0) + by)
      most.set(name, Math.max(most.get(name) ?? 0, now.get(name)!))
    }
    return {
      most,
      body: async (run: any, { ms }: { ms: number }) => {
        const both = (by: number) => () => {
          count('all', by)
          count(run.tenant, by)
        }
        await run.step('begin', both(1))
        await run.sleep('nap', ms)
        await run.step('end', both(-1))
      },
    }
  }

  test('has no more active runs than it says, over all processes, also while they sleep outside of memory', async () => {
    const gauge = openGauge()
    const nap = flow('nap', 1, gauge.body)
    await operations.limit(nap, { activeMax: 2 })
    await withWorkers(2, [nap], async ([worker]) => {
      for (let i = 0; i < 7; i++) await worker!.start(`ten_${i % 3}`).flow(nap, { ms: 60 }, { key: `n${i}` })
      await over('nap', 7)
      assert.equal(gauge.most.get('all'), 2)
    })
  })

  test('has no more active runs of one tenant than it says, and others are not held up', async () => {
    const gauge = openGauge()
    const fair = flow('fair', 1, gauge.body)
    const free = flow('free', 1, gauge.body)
    await operations.limit(fair, { tenantActiveMax: 1 })
    await withWorkers(2, [fair, free], async ([worker]) => {
      for (let i = 0; i < 4; i++)
        for (const tenant of ['ten_x', 'ten_y']) await worker!.start(tenant).flow(fair, { ms: 40 }, { key: `f${i}` })
      await worker!.start('ten_z').flow(free, { ms: 0 }, { key: 'free' })
      await over('free', 1)
      await over('fair', 8)
      assert.deepEqual([gauge.most.get('ten_x'), gauge.most.get('ten_y')], [1, 1])
    })
  })

  test('has no more active runs of a tenant than that tenant may have, whatever the others may', async () => {
    const gauge = openGauge()
    const own = flow('own', 1, gauge.body)
    await operations.limitTenant(own, 'ten_x', 1)
    await operations.limitTenant(own, 'ten_w', 1)
    await operations.limitTenant(own, 'ten_w', undefined)
    await withWorkers(2, [own], async ([worker]) => {
      for (let i = 0; i < 4; i++)
        for (const tenant of ['ten_x', 'ten_w']) await worker!.start(tenant).flow(own, { ms: 80 }, { key: `o${i}` })
      await over('own', 8)
      assert.equal(gauge.most.get('ten_x'), 1)
      assert.ok(gauge.most.get('ten_w')! > 1, 'a limit that was taken away is gone')
      assert.deepEqual(await operations.active(own, 'ten_x'), { active: 0 })
    })
  })

  test('counts runs that had begun before, and a run keeps its place when it begins anew', async () => {
    const wait = flow('wait', 1, async (run, input: { round: number }) => {
      await run.waitFor(`go ${input.round}`)
      return input.round === 1 ? run.continueWith({ round: 2 }) : 'over'
    })
    await withWorkers(1, [wait], async ([worker]) => {
      const start = worker!.start()
      for (const key of ['a', 'b']) await start.flow(wait, { round: 1 }, { key })
      await begun('wait', 2)
      await eventually('both to sleep', async () => (await worker!.engine.stats()).runsInMemory === 0)
      await operations.limit(wait, { activeMax: 2 })
      await start.flow(wait, { round: 2 }, { key: 'c' })
      await start.signal(wait, 'a', 'go 1')
      await eventually('the second round', () =>
        db.database.owner.maybe(sql`select from engine.steps where name = 'wait:go 2'`),
      )
      await pause(700)
      await begun('wait', 2)
      const row = (await operations.flows()).find((f) => f.flow === 'wait')
      assert.deepEqual([row!.active, row!.waiting, row!.activeMax], [2, 1, 2])
      await start.signal(wait, 'a', 'go 2')
      assert.equal((await ended(db.database, 'wait', 'a')).result, 'over')
      await begun('wait', 3)
      for (const key of ['b', 'c']) await start.signal(wait, key, 'go 2')
      await start.signal(wait, 'b', 'go 1')
      await over('wait', 3)
    })
  })

  test('begins nothing while it is paused, and what has begun goes on', async () => {
    const slow = flow('slow', 1, (run) => run.sleep('nap', 150))
    await withWorkers(1, [slow], async ([worker]) => {
      await worker!.start().flow(slow, {}, { key: 'before' })
      await begun('slow', 1)
      await operations.pause(slow)
      await worker!.start().flow(slow, {}, { key: 'after' })
      assert.equal((await ended(db.database, 'slow', 'before')).state, 'completed')
      await pause(700)
      await begun('slow', 1)
      await operations.resume({ name: 'slow' })
      assert.equal((await ended(db.database, 'slow', 'after')).state, 'completed')
    })
  })

  test('makes a run that is taken up again wait for its place', async () => {
    let isMended = false
    const broken = flow('broken', 1, async (run, { waits }: { waits: boolean }) => {
      if (waits) return run.waitFor('go')
      return run.step('work', () => assert.ok(isMended, 'broken'), { attemptsMax: 1 })
    })
    await operations.limit(broken, { activeMax: 1 })
    await withWorkers(1, [broken], async ([worker]) => {
      const start = worker!.start()
      await start.flow(broken, { waits: false }, { key: 'fails' })
      const failed = await ended(db.database, 'broken', 'fails')
      await start.flow(broken, { waits: true }, { key: 'waits' })
      await begun('broken', 2)
      isMended = true
      await operations.retry(failed.id)
      await pause(700)
      assert.equal((await operations.find(failed.id))!.state, 'queued')
      await start.signal(broken, 'waits', 'go')
      await over('broken', 2)
    })
  })
})
