import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from './database.ts'
import { isFinished } from './events.sql.ts'
import { type Dispatched, type DispatcherOptions, deadLetters, openDispatcher, replayDeadLetter } from './events.ts'
import { allRows } from './group-commit.ts'
import { newId } from './ids.ts'
import { migrate } from './migrator.ts'
import { insertEvents } from './platform.sql.ts'
import { eventually, openTestDatabase, silent, type TestDatabase } from './testing.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase()
})
after(() => db.close())
beforeEach(() => db.database.owner.run(sql`truncate statex.events, statex.listeners, statex.deliveries`))

const event = (subject: string, data: unknown = {}) => {
  const row = { id: newId('evt'), type: 'thing.happened.v1', source: 'test', subject, tenant: 'ten_a', trace: '', data }
  return allRows([{ into: insertEvents, row }])[0]!
}
const publish = async (subject: string, data?: unknown) => {
  await db.database.owner.run(event(subject, data))
  db.wake.wake('events')
}
const open = (deliver: Dispatched['deliver'], options: Partial<DispatcherOptions> = {}) =>
  openDispatcher({
    database: db.database,
    wake: db.wake,
    log: silent,
    pollMs: 50,
    backoffMs: 10,
    listeners: [{ name: 'test.listen', types: ['thing.happened.v1'], deliver }],
    ...options,
  })
const nothing = () => {}
const running = async () =>
  Number((await db.database.owner.one(sql`select count(*) from statex.events e where not (${isFinished})`)).count)

test('an event of a transaction that commits late is delivered although later ones were read before', async () => {
  const seen: string[] = []
  const dispatcher = await open(async (e) => {
    seen.push(e.subject)
    return nothing
  })
  const held = await db.database.pool.connect()
  await held.query('begin')
  await held.query(event('late').text, event('late').values)
  await publish('early-1')
  await publish('early-2')
  // The reader must not pass the held transaction; give it every chance to do it wrongly.
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.deepEqual(seen, [], 'nothing above the oldest running transaction is read')
  await held.query('commit')
  held.release()
  await eventually('all three events', () => seen.length === 3)
  assert.deepEqual([...seen].sort(), ['early-1', 'early-2', 'late'])
  await dispatcher.close()
})

test('a poison event is retried, becomes a readable dead letter, and stops nobody else', async () => {
  const seen: string[] = []
  let poisonAttempts = 0
  let isMended = false
  const dispatcher = await open(
    async (e) => {
      if (e.subject === 'poison' && !isMended) {
        poisonAttempts++
        throw new Error('cannot digest this')
      }
      seen.push(e.subject)
      return nothing
    },
    { attemptsMax: 3 },
  )
  for (const subject of ['a', 'poison', 'b', 'c']) await publish(subject)
  await eventually('the healthy ones', () => seen.length === 3)
  const [letter] = await eventually('the dead letter', async () => {
    const letters = await deadLetters(db.database)
    return letters.length > 0 && letters
  })
  assert.equal(poisonAttempts, 3)
  assert.equal(letter!.subject, 'poison')
  assert.match(letter!.last_error, /cannot digest this/)
  isMended = true
  assert.equal(await replayDeadLetter(db.database, db.wake, letter!), true)
  await eventually('the replay', () => seen.includes('poison'))
  assert.deepEqual(await deadLetters(db.database), [])
  await dispatcher.close()
})

test('events of one subject arrive in order under eight parallel deliveries, even when one of them fails at first', async () => {
  const order = new Map<string, number[]>()
  let running = 0
  let runningMax = 0
  const failedOnce = new Set<string>()
  const dispatcher = await open(
    async (e) => {
      running++
      runningMax = Math.max(runningMax, running)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4))
      running--
      const { n } = e.data as { n: number }
      if (n === 3 && !failedOnce.has(e.subject)) {
        failedOnce.add(e.subject)
        throw new Error('not yet')
      }
      order.set(e.subject, [...(order.get(e.subject) ?? []), n])
      return nothing
    },
    { parallel: 8 },
  )
  const subjects = Array.from({ length: 12 }, (_, i) => `subject-${i}`)
  for (let n = 0; n < 8; n++) for (const subject of subjects) await publish(subject, { n })
  await eventually('all events', () => [...order.values()].flat().length === 96)
  for (const subject of subjects) assert.deepEqual(order.get(subject), [0, 1, 2, 3, 4, 5, 6, 7], subject)
  assert.ok(runningMax > 1, 'different subjects run side by side')
  await dispatcher.close()
})

test('a listener killed between its effect and its acknowledgement leaves no effect, and the redelivery makes one', async () => {
  await db.database.owner.run(sql`create table if not exists public.effects (event_id text)`)
  let attempts = 0
  const dispatcher = await open(async (e, tx) => {
    attempts++
    await tx.db.run(sql`insert into public.effects values (${e.id})`)
    if (attempts === 1) {
      // What kill -9 looks like to the database: the connection is gone before the commit.
      const { pid } = await tx.db.one(sql`select pg_backend_pid() as pid`)
      await db.database.owner.run(sql`select pg_terminate_backend(${pid})`)
    }
    return nothing
  })
  await publish('once')
  await eventually(
    'the acknowledgement',
    async () =>
      attempts >= 2 && (await db.database.owner.one(sql`select count(*)::int as n from statex.deliveries`)).n === 0,
  )
  assert.equal((await db.database.owner.one(sql`select count(*)::int as n from public.effects`)).n, 1)
  await dispatcher.close()
})

test('a log restored into another server is gone on with: nothing is lost, and new events are seen', async () => {
  const seen: string[] = []
  const deliver: Dispatched['deliver'] = async (e) => {
    seen.push(e.subject)
    return nothing
  }
  const before = await open(deliver)
  await publish('read before the dump')
  await eventually('the first event', () => seen.length === 1)
  await before.close()
  await publish('not read before the dump')
  // The other server counted further than this one.
  await db.database.owner.run(
    sql`update statex.events set transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
  )
  await db.database.owner.run(
    sql`update statex.listeners set transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`,
  )
  await migrate(db.database, [])
  const dispatcher = await open(deliver)
  await publish('after the restore')
  await eventually('the rest', () => seen.length === 3)
  assert.deepEqual([...seen].sort(), ['after the restore', 'not read before the dump', 'read before the dump'])
  await dispatcher.close()
})

test('two processes share the listeners, and each event is delivered once', async () => {
  const seen: string[] = []
  const deliver: Dispatched['deliver'] = async (e) => {
    seen.push(e.subject)
    return nothing
  }
  const [one, two] = [await open(deliver), await open(deliver)]
  for (let i = 0; i < 60; i++) await publish(`s${i}`)
  await eventually('sixty deliveries', () => seen.length >= 60)
  await eventually('an empty queue', async () => (await one.lag())[0]!.waiting === 0)
  assert.equal(new Set(seen).size, 60)
  assert.equal(seen.length, 60)
  await one.close()
  await two.close()
})

test('a service that runs for the first time hears what happened before, and a listener it gets later does not', async () => {
  const seen: string[] = []
  const listener = (name: string): Dispatched => ({
    name,
    types: ['thing.happened.v1'],
    deliver: async (e) => {
      seen.push(`${name} ${e.subject}`)
      return nothing
    },
  })
  // Taken in by another process, or in the moment before a kill.
  await publish('early')
  const first = await open(async () => nothing, { listeners: [listener('new.first'), listener('new.second')] })
  await eventually('both', () => seen.length === 2)
  await first.close()
  await publish('between')
  // A later listener begins where the log is finished, and a transaction of any test on this server can hold that up.
  await eventually('what is between to be finished', async () => (await running()) === 0)
  const later = await open(async () => nothing, { listeners: [listener('new.first'), listener('new.added-later')] })
  await publish('late')
  await eventually('what is left', () => seen.length === 5)
  await later.close()
  assert.deepEqual(seen.sort(), [
    'new.added-later late',
    'new.first between',
    'new.first early',
    'new.first late',
    'new.second early',
  ])
})
