import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from './database.ts'
import { eventually, openTestDatabase, type TestDatabase } from './testing.ts'
import { openWake } from './wake.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase()
})
after(() => db.close())

test('a wake reaches sleepers in another process, and only those of its channel', async (t) => {
  const other = await openWake(db.database, () => {})
  t.after(() => other.close())
  let [wanted, unwanted] = [0, 0]
  other.on('wanted', () => wanted++)
  other.on('unwanted', () => unwanted++)
  db.wake.wake('wanted')
  await eventually('the wake', () => wanted > 0)
  assert.equal(unwanted, 0)
})

test('a listener whose connection was cut listens again and wakes everyone once, for what it missed', async (t) => {
  const errors: Error[] = []
  const other = await openWake(db.database, (error) => errors.push(error))
  t.after(() => other.close())
  let [woken, wokenToo] = [0, 0]
  other.on('anything', () => woken++)
  // Cut as well, and it must be back before the next test.
  t.after(db.wake.on('anything else', () => wokenToo++))
  await db.database.owner.run(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen statex' and datname = current_database()`,
  )
  await eventually('the new connections', () => woken > 0 && wokenToo > 0)
  assert.ok(errors.length > 0, 'the loss was reported')
  woken = 0
  db.wake.wake('anything')
  await eventually('a wake over the new connection', () => woken > 0)
})

test('waiting ends by a wake, by the time limit and by an abort', async () => {
  const waiting = db.wake.wait('here', 60_000)
  db.wake.wake('here')
  assert.equal(await waiting, true)
  // Not where the echo of that wake is still to come.
  assert.equal(await db.wake.wait('elsewhere', 1), false)
  assert.equal(await db.wake.wait('elsewhere', 60_000, AbortSignal.abort()), false)
})

test('a wake comes back to the process that gave it as an echo, and to no other', async (t) => {
  const other = await openWake(db.database, () => {})
  t.after(() => other.close())
  const heard: Record<string, boolean[]> = { here: [], there: [] }
  const unhear = db.wake.on('twice', (isEcho) => heard.here!.push(isEcho))
  other.on('twice', (isEcho) => heard.there!.push(isEcho))
  db.wake.wake('twice')
  await eventually('both', () => heard.here!.length === 2 && heard.there!.length === 1)
  assert.deepEqual(heard, { here: [false, true], there: [false] })
  unhear()
})
