import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { decide, listSchedules, removeSchedule, schedule, setSchedulePaused } from './schedule.ts'
import { ended, openWorker } from './testing.ts'

const at = (time: string) => new Date(`2026-11-21T${time}Z`)
const hourly = (after: Date) => new Date((Math.floor(after.getTime() / 3_600_000) + 1) * 3_600_000)
const decided = (
  now: string,
  catchUp: 'none' | 'last' | 'all',
  overlap: 'skip' | 'queue' | 'allow',
  isBusy = false,
) => {
  const { starts, nextAt } = decide({ nextAt: at('09:00'), now: at(now), isBusy }, { catchUp, overlap }, hourly)
  return [...starts, nextAt!].map((time) => time.toISOString().slice(11, 16))
}

describe('a schedule', () => {
  test('starts what is due, and of what was missed none, the last or all', () => {
    assert.deepEqual(decided('09:00:20', 'none', 'allow'), ['09:00', '10:00'])
    assert.deepEqual(decided('11:30', 'none', 'allow'), ['12:00'])
    assert.deepEqual(decided('11:30', 'last', 'allow'), ['11:00', '12:00'])
    assert.deepEqual(decided('11:30', 'all', 'allow'), ['09:00', '10:00', '11:00', '12:00'])
    assert.deepEqual(decided('11:00:30', 'none', 'allow'), ['11:00', '12:00'])
  })
  test('whose last run is not over skips the time, queues it, or starts all the same', () => {
    assert.deepEqual(decided('09:00:20', 'none', 'skip', true), ['10:00'])
    assert.deepEqual(decided('09:00:20', 'none', 'queue', true), ['09:00'])
    assert.deepEqual(decided('09:00:20', 'none', 'allow', true), ['09:00', '10:00'])
    assert.deepEqual(decided('09:40', 'none', 'queue'), ['09:00', '10:00'], 'it waited, it was not missed')
    assert.deepEqual(decided('11:30', 'all', 'skip'), ['09:00', '12:00'])
    assert.deepEqual(decided('11:30', 'all', 'queue'), ['09:00', '10:00'], 'the rest when the first is over')
  })

  describe('in the database', () => {
    let db: TestDatabase
    before(async () => {
      db = await openTestDatabase([engineSchema])
    })
    after(() => db.close())
    const report = flow('report', 1, async (_run, input: { n: number }) => input.n)
    const isDue = (name: string, past: string) =>
      db.database.owner.run(
        sql`update engine.schedules set next_at = date_trunc('minute', clock_timestamp()) - ${past}::interval where name = ${name}`,
      )
    const runs = (key: string) =>
      db.database.owner.many(
        sql`select key, state, tenant_id from engine.runs where key like ${`${key}@%`} order by key`,
      )

    test('starts its flow once per time, however many processes look', async () => {
      const workers = await Promise.all([1, 2, 3].map(() => openWorker(db.url, [report], {})))
      try {
        const next = await schedule(
          db.database.owner,
          'ten_a',
          report,
          { n: 7 },
          { name: 'daily', cron: '0 3 * * *', catchUp: 'all', overlap: 'allow' },
        )
        assert.ok(next! > new Date())
        await isDue('daily', '2 days')
        await eventually('three runs', async () => (await runs('daily')).length >= 2)
        await eventually(
          'the next time',
          async () => (await listSchedules(db.database.owner, 'ten_a'))[0]!.nextAt! > new Date(),
        )
        const [run] = await runs('daily')
        assert.equal((await ended(db.database, 'report', run!.key)).result, 7)
        const started = await runs('daily')
        assert.equal(new Set(started.map((r) => r.key)).size, started.length)
        const [seen] = await listSchedules(db.database.owner, 'ten_a')
        assert.ok(seen!.lastRun && seen!.lastAt)
      } finally {
        await Promise.all(workers.map((w) => w.close()))
      }
    })

    test('that is paused or removed starts nothing, and one whose flow lives elsewhere is left to others', async () => {
      const worker = await openWorker(db.url, [report], {})
      const elsewhere = flow('elsewhere', 1, async () => 1)
      try {
        const hour = { cron: '0 * * * *', catchUp: 'last' } as const
        for (const name of ['paused', 'removed', 'control'])
          await schedule(db.database.owner, 'ten_a', report, { n: 1 }, { name, ...hour })
        await schedule(db.database.owner, 'ten_a', elsewhere, {}, { name: 'foreign', ...hour })
        assert.ok(await setSchedulePaused(db.database.owner, 'ten_a', 'paused', true))
        assert.ok(await removeSchedule(db.database.owner, 'ten_a', 'removed'))
        assert.equal(await removeSchedule(db.database.owner, 'ten_b', 'control'), false)
        for (const name of ['paused', 'foreign', 'control']) await isDue(name, '3 hours')
        await eventually('the control', async () => (await runs('control')).length === 1)
        assert.deepEqual([...(await runs('paused')), ...(await runs('removed')), ...(await runs('foreign'))], [])
        await setSchedulePaused(db.database.owner, 'ten_a', 'paused', false)
        await eventually('the paused one', async () => (await runs('paused')).length === 1)
      } finally {
        await worker.close()
      }
    })

    test('with times that cannot be read is refused', async () => {
      await assert.rejects(
        schedule(db.database.owner, 'ten_a', report, { n: 1 }, { name: 'bad', cron: 'now' }),
        RangeError,
      )
    })
  })
})
