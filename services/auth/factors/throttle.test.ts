import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '#platform/database'
import type { Refusal } from '#platform/errors'
import type { TestDatabase } from '#platform/testing'
import { insertPerson } from '../people.sql.ts'
import { openSession } from '../sessions.ts'
import { pruneFactors } from './challenges.sql.ts'
import { ctxAs, deviceIn, openAuthDatabase } from './factors.test-support.ts'
import { networkOf } from './network.ts'
import { countWrong, throttled } from './throttle.ts'

let db: TestDatabase
before(async () => {
  db = await openAuthDatabase()
})
after(() => db.close())

const person = (n: number) => `per_${String(n).padStart(26, '0')}`
const add = async (n: number) => {
  await insertPerson(ctxAs(db.database).db, { id: person(n), name: '', locale: 'en', address: `p${n}@example.com` })
  return { what: 'password' as const, account: person(n), personId: person(n) }
}
type Tried = 'wrong' | 'right' | number
/** One attempt from one browser: what came of it, or for how many seconds it has to wait. */
async function tried(from: Parameters<typeof ctxAs>[1], attempt: Awaited<ReturnType<typeof add>>, isRight = false) {
  const check = async () => (isRight ? true : undefined)
  return throttled(ctxAs(db.database, from), attempt, check).then(
    (right): Tried => (right ? 'right' : 'wrong'),
    (refusal: Refusal): Tried => {
      assert.deepEqual([refusal.code, refusal.status], ['too_many_attempts', 429])
      return Number(refusal.headers['retry-after'])
    },
  )
}
const wrongTimes = async (
  count: number,
  from: Parameters<typeof ctxAs>[1],
  attempt: Awaited<ReturnType<typeof add>>,
) => {
  for (let n = 0; n < count; n++) assert.equal(await tried(from, attempt), 'wrong', `attempt ${n}`)
}
const attackers = (n: number) => ({ address: `198.51.${n}.7` })
/** As if so many seconds had passed. */
const pass = (seconds: number) =>
  db.database.owner.run({
    text: `update auth.throttles set blocked_until = blocked_until - make_interval(secs => ${seconds}), failed_at = failed_at - make_interval(secs => ${seconds})`,
    values: [],
  })

test('after five wrong ones a network has to wait, each time twice as long, and no longer than a quarter of an hour', async () => {
  const attempt = await add(1)
  await wrongTimes(5, {}, attempt)
  assert.equal(await tried({}, attempt), 'wrong', 'the sixth is looked at, and what follows has to wait')
  const waits = []
  for (let n = 0; n < 12; n++) {
    const wait = await tried({}, attempt, true)
    assert.equal(typeof wait, 'number', 'even the right one is not looked at')
    waits.push(wait)
    await pass(Number(wait))
    assert.equal(await tried({}, attempt), 'wrong')
  }
  assert.deepEqual(waits.slice(0, 5), [1, 2, 4, 8, 16])
  assert.equal(Math.max(...waits.map(Number)), 900)
  assert.equal(typeof (await tried({ address: '192.0.2.200' }, attempt)), 'number', 'the same /24')
  assert.equal(await tried({ address: '192.0.3.1' }, attempt), 'wrong', 'another network')
})

test('an attacker with many networks does not keep out a browser that signed in before, nor a network', async () => {
  const attempt = await add(2)
  const home = ctxAs(db.database, { address: '203.0.113.9' })
  await openSession(home, person(2), { method: 'password' })
  const device = deviceIn(home)
  for (let n = 0; n < 6; n++) await wrongTimes(5, attackers(n), attempt)
  assert.equal(await tried(attackers(100), attempt), 'wrong')
  const wait = await tried(attackers(101), attempt)
  assert.equal(typeof wait, 'number', 'unknown networks together have to wait')
  assert.equal(await tried({ ...attackers(0), device }, attempt, true), 'right', 'the known device, even there')
  assert.equal(await tried({ address: '203.0.113.77' }, attempt, true), 'right', 'the network somebody signed in from')
})

test('the cookie of a device counts for its person only, and cannot be made by hand', async () => {
  const [first, second] = [await add(3), await add(4)]
  const browser = ctxAs(db.database)
  await openSession(browser, person(3), { method: 'password' })
  const device = deviceIn(browser)
  await wrongTimes(6, attackers(0), first)
  await wrongTimes(6, attackers(0), second)
  assert.equal(typeof (await tried({ ...attackers(0), device }, second)), 'number', 'somebody else’s')
  const forged = device.replace(person(3), person(4))
  assert.equal(typeof (await tried({ ...attackers(0), device: forged }, second)), 'number', 'forged')
  await wrongTimes(11, { ...attackers(0), device }, first)
  assert.equal(typeof (await tried({ ...attackers(0), device }, first)), 'number', 'it has a bound of its own')
})

test('the bound holds for many attempts at once, over several connections', async () => {
  const attempt = await add(5)
  await wrongTimes(6, {}, attempt)
  // By now the next mistake is followed by a wait that cannot pass meanwhile, however slow the machine.
  for (let n = 0; n < 9; n++) {
    await pass(600)
    await wrongTimes(1, {}, attempt)
  }
  await pass(600)
  const other = openDatabase({ url: db.url, connectionsMax: 8 })
  try {
    let looked = 0
    const check = async () => {
      looked++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return undefined
    }
    const all = Array.from({ length: 40 }, (_, n) => ctxAs(n % 2 ? db.database : other))
    const results = await Promise.allSettled(all.map((ctx) => throttled(ctx, attempt, check)))
    assert.equal(looked, 1)
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 39)
  } finally {
    await other.close()
  }
})

test('right ones at the same moment, from networks and devices alike, do not stand in each other’s way', async () => {
  const attempt = await add(9)
  const check = async () => true
  for (let round = 0; round < 10; round++) {
    const all = Array.from({ length: 12 }, (_, n) => ctxAs(db.database, attackers(n % 3)))
    const results = await Promise.allSettled(all.map((ctx) => throttled(ctx, attempt, check)))
    for (const one of results)
      if (one.status === 'rejected') assert.equal((one.reason as Refusal).code, 'too_many_attempts')
  }
})

test('right ones that share a commit are each given back what they were counted', async () => {
  const attempt = await add(12)
  const shared = () =>
    db.database.owner.one<{ failures: number }>({
      text: `select sum(failures)::integer as failures, count(*)::integer as places from auth.throttles
        where subject_hash = (select subject_hash from auth.throttles order by failed_at desc limit 1)`,
      values: [],
    })
  const counted = []
  for (const n of [1, 1, 2, 3]) counted.push(await countWrong(ctxAs(db.database, attackers(n)), attempt))
  assert.deepEqual(await shared(), { failures: 8, places: 4 })
  await ctxAs(db.database).commit(...counted.slice(0, 3))
  assert.deepEqual(
    await shared(),
    { failures: 2, places: 2 },
    'the last one stays, in its network and in what all share',
  )
})

test('an address without an account has to wait like one that has', async () => {
  const [known, unknown] = [await add(6), { what: 'password' as const, account: 'nobody@example.com', personId: '' }]
  const seen = async (attempt: typeof known) => {
    const all: Tried[] = []
    for (let n = 0; n < 9; n++) all.push(await tried(attackers(n % 2), attempt))
    for (let n = 10; n < 40; n++) all.push(await tried(attackers(n), attempt))
    return all.map((one) => (typeof one === 'number' ? 'wait' : one))
  }
  assert.deepEqual(await seen(unknown), await seen(known))
})

test('a right one ends the wait of its place, and a day later all is forgotten', async () => {
  const attempt = await add(7)
  await wrongTimes(5, {}, attempt)
  assert.equal(await tried({}, attempt, true), 'right')
  await wrongTimes(6, {}, attempt)
  await pass(90_000)
  await wrongTimes(6, {}, attempt)
  await pass(90_000)
  await pruneFactors(ctxAs(db.database).db)
  const { count } = await db.database.owner.one({ text: 'select count(*) from auth.throttles', values: [] })
  assert.equal(count, 0)
})

test('who is signed in waits for the mistakes of this session only', async () => {
  const attempt = await add(8)
  const actor = (credential: string) => ({
    actor: { kind: 'member', id: person(8), role: 'client', permissions: [], via: 'session', credential } as never,
  })
  await wrongTimes(6, actor('ses_1'), attempt)
  assert.equal(typeof (await tried(actor('ses_1'), attempt, true)), 'number')
  assert.equal(await tried(actor('ses_2'), attempt, true), 'right')
})

test('networks are /24 of IPv4 and /64 of IPv6, however an address is written', () => {
  for (const address of ['192.0.2.7', '192.0.2.255', '::ffff:192.0.2.1'])
    assert.equal(networkOf(address), '192.0.2.0/24', address)
  const same = ['2001:db8:0:1::1', '2001:0DB8:0000:0001:ffff:1:2:3', '2001:db8::1:0:0:0:9', '2001:db8:0:1:1:2:3:4%eth0']
  for (const address of same) assert.equal(networkOf(address), '2001:db8:0:1::/64', address)
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.equal(networkOf(''), 'unknown')
})
