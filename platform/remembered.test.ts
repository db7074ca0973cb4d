import assert from 'node:assert/strict'
import test from 'node:test'
import { remember, rememberTogether } from './remembered.ts'

test('An answer is asked for once, and again only after it was forgotten.', async () => {
  const values = remember<number>({ keepMs: 60_000 })
  let asked = 0
  const load = async () => ++asked
  assert.equal(values.known('a', load), undefined)
  assert.deepEqual(await Promise.all([values.get('a', load), values.get('a', load)]), [1, 1])
  assert.equal(values.known('a', load), 1)
  assert.equal(await values.get('a', load), 1)
  values.forget()
  assert.equal(values.known('a', load), undefined)
  assert.equal(await values.get('a', load), 2)
  assert.equal(values.known('a', load), 2)
})

test('While nobody answers the last answer holds, and without one the failure is told.', async () => {
  const values = remember<string>({ keepMs: 60_000 })
  const fails = async () => {
    throw new Error('away')
  }
  await assert.rejects(values.get('a', fails), /away/)
  let asked = 0
  const counted = async () => String(++asked)
  await assert.rejects(values.get('a', counted), /away/)
  assert.equal(asked, 0, 'who was just away is not asked again at once')
  values.forget()
  assert.equal(await values.get('a', async () => 'here'), 'here')
  values.forget()
  assert.equal(await values.get('a', fails), 'here')
})

test('What is due is given as it was and loaded anew meanwhile.', async () => {
  const values = remember<number>({ keepMs: -1 })
  let asked = 0
  const load = async () => ++asked
  assert.equal(await values.get('a', load), 1)
  assert.equal(await values.get('a', load), 1)
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok(asked > 1)
})

test('The keys are bounded.', async () => {
  const values = remember<string>({ keepMs: 60_000, keysMax: 2 })
  for (const key of ['a', 'b', 'c']) await values.get(key, async () => key)
  assert.equal(
    values.known('a', async () => 'x'),
    undefined,
  )
  assert.equal(
    values.known('c', async () => 'x'),
    'c',
  )
})

test('What one service of a process has asked the others know, and those of another process do not.', async () => {
  const [process, other] = [{}, {}]
  const options = { keepMs: 60_000 }
  assert.equal(await rememberTogether<string>(process, 'bounds', options).get('a', async () => 'asked'), 'asked')
  const again = async () => 'asked again'
  assert.equal(rememberTogether<string>(process, 'bounds', options).known('a', again), 'asked')
  assert.equal(rememberTogether<string>(process, 'plans', options).known('a', again), undefined)
  assert.equal(rememberTogether<string>(other, 'bounds', options).known('a', again), undefined)
})

test('What was asked for together with others needs no question of its own, unless it was forgotten since.', async () => {
  const values = remember<string>({ keepMs: 60_000, keysMax: 2 })
  const load = async () => 'asked'
  const askedAt = performance.now()
  assert.equal(values.put('a', 'put', askedAt), true)
  assert.equal(await values.get('a', load), 'put')
  values.forget()
  values.put('a', 'of before', askedAt)
  assert.equal(values.known('a', load), undefined)
  assert.equal(await values.get('a', load), 'asked')
  values.put('a', 'of before', askedAt)
  assert.equal(await values.get('a', load), 'asked', 'what was asked for later stays')
  assert.equal(values.put('b', 'put', performance.now()), true)
  assert.equal(values.put('c', 'put', performance.now()), false, 'nothing is removed for it')
})

test('What the other vouches for is not due, and what it could not give the last time is.', async () => {
  const values = remember<number>({ keepMs: 10_000 })
  let asked = 0
  const load = async () => ++asked
  const longAgo = performance.now() - 20_000
  for (const key of ['a', 'b']) values.put(key, 0, longAgo)
  values.vouch(performance.now())
  assert.equal(values.known('a', load), 0)
  assert.equal(asked, 0)
  values.vouch(longAgo)
  assert.equal(values.known('a', load), 0)
  assert.equal(asked, 1, 'loaded anew meanwhile')

  const fails = async (): Promise<number> => {
    throw new Error('away')
  }
  const short = remember<number>({ keepMs: -1 })
  short.put('a', 0, performance.now())
  short.known('a', fails)
  await new Promise((resolve) => setImmediate(resolve))
  short.vouch(Number.POSITIVE_INFINITY)
  assert.equal(short.known('a', load), 0)
  assert.equal(asked, 2, 'nobody vouches for what could not be asked for')
})
