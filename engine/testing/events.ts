import { type EventType, T } from '#platform/contract'
import { sql } from '#platform/database'
import { allRows } from '#platform/group-commit'
import { newId } from '#platform/ids'
import { insertEvents } from '#platform/platform.sql'
import { eventually, type TestDatabase } from '#platform/testing'
import { problemWith } from '#platform/validate'
import { openWorker, type Worker } from '../testing.ts'

/** An event that tests wait for. */
export const paid = {
  type: 'order.paid.v1',
  subject: 'order',
  summary: 'For the tests.',
  data: T.Object({ order: T.String(), n: T.Integer() }),
} satisfies EventType
export const eventRow = (order: string, n: unknown, { tenant = 'ten_a', type = paid.type } = {}) => {
  const row = { id: newId('evt'), type, source: 'test', subject: order, tenant, trace: '', data: { order, n } }
  return allRows([{ into: insertEvents, row }])[0]!
}

/** What tests of waits for events do with the log of a database. */
export function eventsOf(db: () => TestDatabase) {
  const publish = async (order: string, n: unknown, more = {}) => {
    await db().database.owner.run(eventRow(order, n, more))
    db().wake.wake('events')
  }
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db().url, flows, {}, { validate: problemWith, ...more })
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const waiting = (flowName: string, count = 1) =>
    eventually(`${count} waits of ${flowName}`, async () => {
      const rows = await db().database.owner.many(
        sql`select from engine.waits w join engine.runs r on r.id = w.run_id where r.flow = ${flowName}`,
      )
      return rows.length === count
    })
  /** A transaction that stays open, as the log sees it. */
  const hold = async () => {
    const client = await db().database.pool.connect()
    await client.query('begin')
    await client.query('select pg_current_xact_id()')
    return {
      query: (q: { text: string; values: unknown[] }) => client.query(q),
      async commit() {
        await client.query('commit')
        client.release()
        db().wake.wake('events')
      },
    }
  }
  return { publish, withWorker, waiting, hold }
}
