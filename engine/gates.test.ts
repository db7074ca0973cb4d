import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { T } from '#platform/contract'
import { sql } from '#platform/database'
import type { Refusal } from '#platform/errors'
import { roleOf } from '#platform/migrator'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema, grantTo } from './engine.sql.ts'
import { flow } from './flow.ts'
import { putAnswer } from './gates.sql.ts'
import { type Operations, openOperations } from './operations.ts'
import { startThrough } from './start.ts'
import { ended, openWorker, type Worker } from './testing.ts'

const Discount = T.Object(
  {
    percent: T.Integer({ minimum: 0, maximum: 30 }),
    note: T.Optional(T.String({ default: 'none' })),
    customer: T.Object({ name: T.String({ minLength: 1 }) }),
  },
  { title: 'Which discount do we grant?', additionalProperties: false },
)
const fits = { percent: 10, customer: { name: 'Ada' } }
const ask = flow('ask', 1, async (run, input: { timeoutMs?: number }) => {
  const discount = await run.waitFor('discount', { form: Discount, timeoutMs: input.timeoutMs })
  return discount ? `${discount.percent} for ${discount.customer.name}, note ${discount.note}` : 'nobody'
})

describe('a gate', () => {
  let db: TestDatabase
  let operations: Operations
  before(async () => {
    const shop = { schema: 'shop', role: roleOf('shop'), migrations: [], grants: grantTo }
    db = await openTestDatabase([engineSchema, shop])
    operations = openOperations({ db: db.database.owner, wake: db.wake.wake })
  })
  after(() => db.close())
  const withWorker = async (flows: any[], use: (worker: Worker) => Promise<void>, more = {}) => {
    const worker = await openWorker(db.url, flows, {}, more)
    try {
      await use(worker)
    } finally {
      await worker.close()
    }
  }
  const gateOf = (key: string) =>
    eventually(`the gate of ${key}`, async () => (await operations.gates()).find((g) => g.key === key))
  const signals = () => db.database.owner.many(sql`select * from engine.signals`)

  test('is listed with its form, refuses what does not fit field by field, and lets the run go on with what does', async () => {
    await withWorker([ask], async (worker) => {
      await worker.start().flow(ask, { timeoutMs: 3_600_000 }, { key: 'a' })
      const gate = await gateOf('a')
      assert.deepEqual(
        [gate.tenant, gate.flow, gate.step, gate.signal, gate.form],
        ['ten_a', 'ask', 'wait:discount', 'discount', JSON.parse(JSON.stringify(Discount))],
      )
      assert.equal(Math.round((gate.due!.getTime() - gate.since.getTime()) / 1000), 3600)
      const wrong = { percent: 31, customer: {}, more: 1 }
      await assert.rejects(
        operations.answer(gate.run, 'discount', wrong, 'eva@example.com'),
        (e: Refusal & { errors: any[] }) => {
          assert.equal(e.code, 'invalid_input')
          assert.deepEqual(e.errors.map((p) => p.path).toSorted(), ['customer.name', 'more', 'percent'])
          return true
        },
      )
      assert.equal((await operations.gates({ run: gate.run })).length, 1)
      assert.equal((await operations.history(gate.run))!.steps[0]!.answeredAt, null)
      await assert.rejects(operations.answer(gate.run, 'discount', fits, ''), /names who gives it/)
      await operations.answer(gate.run, 'discount', fits, 'eva@example.com')
      assert.equal((await ended(db.database, 'ask', 'a')).result, '10 for Ada, note none')
      const [step] = (await operations.history(gate.run))!.steps
      assert.deepEqual(
        [step!.answeredBy, step!.result],
        ['eva@example.com', { received: true, payload: { ...fits, note: 'none' } }],
      )
      assert.ok(step!.answeredAt! >= gate.since && step!.answeredAt! <= step!.finishedAt!)
      assert.deepEqual(await operations.gates({ run: gate.run }), [])
      await assert.rejects(operations.answer(gate.run, 'discount', fits, 'max'), /was answered by eva@example\.com at /)
    })
  })

  test('is answered once, and while no process holds the run too', async () => {
    const first = await openWorker(db.url, [ask], {}, { idleMs: 30 })
    await first.start().flow(ask, {}, { key: 'asleep' })
    const { run } = await gateOf('asleep')
    await eventually('the run to leave memory', async () => (await first.engine.stats()).runsInMemory === 0)
    await first.close()
    const answers = await Promise.allSettled(
      [1, 2, 3, 4].map((percent) => operations.answer(run, 'discount', { ...fits, percent }, `person ${percent}`)),
    )
    const taken = answers.findIndex((a) => a.status === 'fulfilled') + 1
    for (const [i, answer] of answers.entries())
      if (i + 1 !== taken)
        assert.match((answer as PromiseRejectedResult).reason.message, new RegExp(`by person ${taken} at`))
    await withWorker([ask], async () => {
      assert.equal((await ended(db.database, 'ask', 'asleep')).result, `${taken} for Ada, note none`)
    })
  })

  test('whose patience ends while its answer is being committed gives the answer', async () => {
    await withWorker([ask], async (worker) => {
      await worker.start().flow(ask, { timeoutMs: 300 }, { key: 'edge' })
      const { run, step } = await gateOf('edge')
      await db.database.transaction(undefined, async (tx) => {
        await tx.db.one(putAnswer({ run, step, answer: { ...fits, note: 'in time' }, by: 'eva' }))
        await eventually('the end of the patience', async () => {
          const waiting = await db.database.owner.many(
            sql`select from pg_stat_activity where application_name = 'engine-worker' and wait_event_type = 'Lock' and query like '%over as%'`,
          )
          return waiting.length > 0
        })
      })
      assert.equal((await ended(db.database, 'ask', 'edge')).result, '10 for Ada, note in time')
    })
  })

  test('checks a signal too, of a service with its own rights, and takes one that came before only if it fits', async () => {
    const late = flow('late', 1, async (run) => {
      await run.waitFor('go')
      return run.waitFor('discount', { form: Discount })
    })
    await withWorker([ask, late], async () => {
      const start = startThrough({
        db: db.database.bound({ role: roleOf('shop'), schema: 'shop', tenant: 'ten_a' }),
        tenant: 'ten_a',
        trace: '0'.repeat(32),
        nameOf: () => 'none',
        wake: db.wake.wake,
      })
      await start.flow(ask, {}, { key: 'program' })
      const { run } = await gateOf('program')
      await assert.rejects(start.signal(ask, 'program', 'discount', 'ten'), { code: 'invalid_input' })
      await assert.rejects(operations.signal(run, 'discount', {}), { code: 'invalid_input' })
      assert.deepEqual(await signals(), [])
      await start.signal(ask, 'program', 'discount', fits)
      assert.equal((await ended(db.database, 'ask', 'program')).result, '10 for Ada, note none')
      assert.equal((await operations.history(run))!.steps[0]!.answeredBy, null)

      await start.flow(late, {}, { key: 'early' })
      await start.signal(late, 'early', 'discount', 'ten')
      await start.signal(late, 'early', 'go')
      await gateOf('early')
      await start.signal(late, 'early', 'go')
      assert.equal((await operations.gates({ flow: 'late' })).length, 1, 'what does not fit opens no gate')
      await start.flow(late, {}, { key: 'fitting' })
      await start.signal(late, 'fitting', 'discount', 'ten')
      await start.signal(late, 'fitting', 'discount', { ...fits, percent: 20 })
      await start.signal(late, 'fitting', 'go')
      assert.equal((await ended(db.database, 'late', 'fitting')).result.percent, 20)
    })
  })

  test('gives nothing when nobody answers in time, and an answer after that is refused', async () => {
    await withWorker([ask], async (worker) => {
      await worker.start().flow(ask, { timeoutMs: 50 }, { key: 'late' })
      const run = await ended(db.database, 'ask', 'late')
      assert.equal(run.result, 'nobody')
      await assert.rejects(
        operations.answer(run.id, 'discount', fits, 'eva'),
        new RegExp(`Run ${run.id} does not wait for an answer to "discount"`),
      )
    })
  })

  test('asked twice is two gates, each with its own form, and the answer of a round before opens none', async () => {
    const twice = flow('twice', 1, async (run, input: { round: number }): Promise<unknown> => {
      const yes = await run.waitFor('ok', { form: T.Boolean({ title: 'Go on?' }) })
      if (!yes) return 'stopped'
      const count = await run.waitFor('ok', { form: T.Integer({ title: 'How many?' }) })
      return input.round === 1 ? run.continueWith({ round: 2 }) : count
    })
    await withWorker([twice], async (worker) => {
      await worker.start().flow(twice, { round: 1 }, { key: 't' })
      const asked = async (title: string) =>
        eventually(title, async () => {
          const [gate] = await operations.gates({ flow: 'twice' })
          return gate?.form.title === title && gate
        })
      const { run } = await asked('Go on?')
      await operations.answer(run, 'ok', true, 'eva')
      await asked('How many?')
      await assert.rejects(operations.answer(run, 'ok', true, 'eva'), /The value must be integer/)
      await operations.answer(run, 'ok', 3, 'eva')
      await asked('Go on?')
      await operations.answer(run, 'ok', false, 'eva')
      assert.equal((await ended(db.database, 'twice', 't')).result, 'stopped')
    })
  })

  test('without a title fails its run, since nobody would know what is asked', async () => {
    const dumb = flow('dumb', 1, async (run) => run.waitFor('ok', { form: T.Boolean() }))
    await withWorker([dumb], async (worker) => {
      await worker.start().flow(dumb, {}, { key: 'd' })
      assert.match((await ended(db.database, 'dumb', 'd')).error!, /The form of the gate "ok" has no title/)
    })
  })
})
