/* The examples of docs/engine.md. They compile here, run here, and the page is checked to show them as they are. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { defineContract, T, type Task } from '#platform/contract'
import { type Database, sql } from '#platform/database'
import { allRows } from '#platform/group-commit'
import { insertEvents } from '#platform/platform.sql'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow } from './flow.ts'
import { openOperations } from './operations.ts'
import { schedule } from './schedule.ts'
import type { EngineStart } from './start.ts'
import { ended, openWorker } from './testing.ts'

const render: Task = {
  summary: 'Renders one page.',
  input: T.Object({ page: T.Integer() }),
  result: T.String(),
  timeoutMs: 60_000,
  attemptsMax: 3,
}
const shop = defineContract({
  name: 'shop',
  summary: 'Sells.',
  routes: {},
  tasks: {},
  events: {
    paid: {
      type: 'order.paid.v1',
      subject: 'id',
      summary: 'An order was paid.',
      data: T.Object({ id: T.String(), amount: T.Integer() }),
    },
  },
})
const charge = async (_amount: number, _options: { idempotencyKey: string; signal: AbortSignal }) => 'paid'
const refund = async (_order: string, _options: { idempotencyKey: string }) => {}

// example: flow
const book = flow('book', 1, async (run, input: { title: string; pages: number[] }) => {
  await run.step('store', (ctx) => ctx.db.run(sql`insert into books values (${run.id}, ${input.title})`))
  const pages = await run.map(input.pages, (page, part) => part.task('render', render, { page }), { concurrency: 4 })
  return pages.join('\n')
})
// end

// example: outside
const pay = flow('pay', 1, async (run, order: { amount: number }) => {
  await run.compensate('refund', (undo) => undo.call('refund', ({ key }) => refund(run.key, { idempotencyKey: key })))
  await run.call('charge', ({ key, signal }) => charge(order.amount, { idempotencyKey: key, signal }), {
    attemptsMax: 5,
    timeoutMs: 10_000,
  })
  const isApproved = await run.waitFor<boolean>('approved', { timeoutMs: 86_400_000 })
  if (!isApproved) throw new Error('nobody approved the order')
})
// end

// example: event
const ship = flow('ship', 1, async (run, order: { id: string }) => {
  const paid = await run.waitFor(shop.events.paid, { subject: order.id, timeoutMs: 14 * 86_400_000 })
  return paid ? `paid ${paid.data.amount} at ${paid.time}` : 'never paid'
})
// end

// example: parts
const parts = flow('parts', 1, async (run, input: { until: Date }) => {
  const [one, two] = await run.all([
    run.child(book, { title: 'One', pages: [1] }, { name: 'one' }),
    run.try(run.child(book, { title: 'Two', pages: [] }, { name: 'two' })),
  ])
  const first = await run.race([run.waitFor<string>('early'), run.sleep('deadline', new Date(input.until))])
  return { one, two: two.ok, first: first ?? 'nobody came' }
})
// end

// example: gate
const Approval = T.Object({ isApproved: T.Boolean(), note: T.Optional(T.String()) }, { title: 'Do we take the order?' })
const review = flow('review', 1, async (run) => {
  const approval = await run.waitFor('approval', { form: Approval, timeoutMs: 86_400_000 })
  return approval?.isApproved ?? false
})
// end

// example: forever
const poll = flow('poll', 1, async (run, input: { seen: number }) => {
  const seen = await run.call('look', async () => input.seen + 1)
  if (seen === 3) return seen
  await run.sleep('until the next look', 1)
  return run.continueWith({ seen })
})
// end

async function starts(start: EngineStart) {
  // example: starts
  await start.flow(pay, { amount: 900 }, { key: 'order 17', onConflict: 'reject' })
  await start.flow(poll, { seen: 0 }, { key: 'feed', afterMs: 50, priority: 8 })
  await start.tasks(
    render,
    [1, 2, 3].map((page) => ({ key: `page ${page}`, input: { page }, limitKey: 'printer 1' })),
  )
  await start.signal(pay, 'order 17', 'approved', true)
  // end
}

async function operate(database: Database, wake: (channel: string) => void, id: string) {
  // example: operations
  const operations = openOperations({ db: database.owner, wake })
  await operations.limit('press.render', { runningMax: 20, keyRunningMax: 1, rate: { max: 100, perMs: 1000 } })
  await operations.limit(pay, { activeMax: 1000, tenantActiveMax: 50 })
  const [failed] = await operations.list({ flow: 'pay', state: 'failed', text: 'approved' })
  const copy = await operations.replay(id, { step: 'map[0]/render', key: 'second try' })
  await operations.retain('poll', 7 * 86_400_000)
  // end
  return { failed, copy }
}

async function plan(database: Database) {
  // example: schedule
  const next = await schedule(
    database.owner,
    'ten_a',
    poll,
    { seen: 0 },
    {
      name: 'morning',
      cron: '30 6 * * mon-fri',
      zone: 'Europe/Berlin',
      catchUp: 'last',
      overlap: 'skip',
    },
  )
  // end
  return next
}

describe('the page on the engine', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query('create table statex.books (id text, title text)')
  })
  after(() => db.close())

  test('shows each example as it is tested', () => {
    const unindented = (text: string) => {
      const lines = text.split('\n').filter((line) => line.trim())
      const indent = Math.min(...lines.map((line) => line.search(/\S/)))
      return lines.map((line) => line.slice(indent)).join('\n')
    }
    const page = readFileSync(new URL('../docs/engine.md', import.meta.url), 'utf8')
    const shown = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => unindented(m[1]!))
    const tested = [
      ...readFileSync(import.meta.filename, 'utf8').matchAll(/\/\/ example: \w+\n([\s\S]*?)\n *\/\/ end/g),
    ]
    assert.deepEqual(shown.toSorted(), tested.map((m) => unindented(m[1]!)).toSorted())
    assert.equal(shown.length, 9)
  })

  test('has examples that do what it says', async () => {
    const works = { 'press.render': { task: render, work: async ({ page }: { page: number }) => `page ${page}` } }
    const worker = await openWorker(db.url, [book, pay, ship, parts, poll, review], works)
    try {
      await starts(worker.start())
      await worker.start().flow(ship, { id: 'order 18' }, { key: 'order 18' })
      const data = { id: 'order 18', amount: 900 }
      const row = {
        id: 'evt_1',
        type: 'order.paid.v1',
        source: 'shop',
        subject: 'order 18',
        tenant: 'ten_a',
        trace: '',
        data,
      }
      await db.database.owner.run(allRows([{ into: insertEvents, row }])[0]!)
      assert.match((await ended(db.database, 'ship', 'order 18')).result, /^paid 900 at 20/)
      await worker.start().flow(parts, { until: new Date(0) }, { key: 'parts' })
      assert.equal((await ended(db.database, 'pay', 'order 17')).state, 'completed')
      assert.equal((await ended(db.database, 'poll', 'feed')).result, 3)
      await worker.start().flow(review, {}, { key: 'order 18' })
      const operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
      const gate = await eventually('the gate', async () => (await operations.gates({ flow: 'review' }))[0])
      await operations.answer(gate.run, gate.signal, { isApproved: true }, 'eva@example.com')
      assert.equal((await ended(db.database, 'review', 'order 18')).result, true)
      const { result } = await ended(db.database, 'parts', 'parts')
      assert.deepEqual(result, { one: 'page 1', two: true, first: 'nobody came' })
      const done = (
        await db.database.owner.one(sql`select id from engine.runs where flow = 'book' and input->>'title' = 'One'`)
      ).id
      const { failed, copy } = await operate(db.database, db.wake.wake, done)
      assert.equal(failed, undefined)
      assert.match(copy, /^run_/)
      assert.ok((await plan(db.database))! > new Date())
    } finally {
      await worker.close()
    }
  })
})
