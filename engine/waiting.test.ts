import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { openWorker } from './testing.ts'

const kind: Task = { summary: 'For the tests.', input: T.Any(), result: T.Any(), timeoutMs: 60_000, attemptsMax: 3 }
const count = 30

describe('Tasks that were claimed in advance', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
  })
  after(() => db.close())
  const states = () =>
    db.database.owner.one<{ queued: number; running: number; completed: number }>(sql`
      select count(*) filter (where state = 'queued')::integer as queued, count(*) filter (where state = 'running')::integer as running,
        count(*) filter (where state = 'completed')::integer as completed from engine.tasks where key like 'slow%'`)
  const slots = 2
  /** A worker that has seen quick tasks only, and claims as far ahead as it may; then tasks that wait for `open`. */
  async function withBacklog(use: (worker: Awaited<ReturnType<typeof openWorker>>, open: () => void) => Promise<void>) {
    await db.database.owner.run(sql`delete from engine.tasks`)
    const gate = Promise.withResolvers<void>()
    const work = async ({ isSlow }: { isSlow: boolean }) => (isSlow ? gate.promise : undefined)
    const worker = await openWorker(db.url, [], { 'test.work': { task: kind, work } }, { slots })
    const start = (name: string, isSlow: boolean) =>
      worker.start().tasks(
        kind,
        Array.from({ length: count }, (_, i) => ({ key: `${name} ${i}`, input: { isSlow } })),
      )
    await start('quick', false)
    await eventually('the quick tasks', async () => (await worker.engine.stats()).tasks.length === 0)
    await start('slow', true)
    try {
      await use(worker, gate.resolve)
    } finally {
      gate.resolve()
      await worker.close()
    }
  }
  const begunHere = { queued: count - slots, running: slots, completed: 0 }
  const isGivenBack = async () => JSON.stringify(await states()) === JSON.stringify(begunHere)
  const claimedOnce = () =>
    db.database.owner.many(sql`select attempts from engine.tasks where state = 'queued' and started_at is not null`)

  test('are given back when they cannot begin soon, and others begin them', async () => {
    await withBacklog(async (worker, open) => {
      await eventually('what cannot begin to be given back', async () => {
        return (await isGivenBack()) && (await claimedOnce()).length > 0
      })
      assert.ok((await claimedOnce()).every((t) => t.attempts === 0))
      const begun: unknown[] = []
      const work = async () => void begun.push(1)
      const other = await openWorker(db.url, [], { 'test.work': { task: kind, work } }, { slots: count })
      try {
        await eventually('the other worker', async () => (await states()).completed === count - slots)
        assert.equal(begun.length, count - slots)
        assert.equal((await worker.engine.stats()).slotsBusy, slots)
        open()
        await eventually('all', async () => (await states()).completed === count)
        const rows = await db.database.owner.many(
          sql`select distinct attempts from engine.tasks where key like 'slow%'`,
        )
        assert.deepEqual(rows, [{ attempts: 1 }])
      } finally {
        await other.close()
      }
    })
  })

  test('go back at once when the process is told to stop, while those that began go on', async () => {
    await withBacklog(async (worker, open) => {
      await eventually('the first to begin', async () => (await worker.engine.stats()).slotsBusy === slots)
      const drained = worker.engine.drain(60_000)
      await eventually('what was not begun to be given back', isGivenBack)
      open()
      await drained
      assert.deepEqual(await states(), { queued: count - slots, running: 0, completed: slots })
    })
  })
})
