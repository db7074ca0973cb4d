import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPlaces, type Party, type Place } from './sandbox-places.ts'

/** Places under a clock that only the test moves. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const places = openPlaces({ frontMax: 2, backgroundMax: 1, slowMs: 1_000 })
  const begun: string[] = []
  const moved: string[] = []
  const enter = async (name: string, signal?: AbortSignal, isHeavy = false, workedMs?: () => number, party?: Party) => {
    const place = await places.enter(signal, {
      onBackground: () => moved.push(name),
      isHeavy,
      ...(party && { party }),
      ...(workedMs && { workedMs }),
    })
    begun.push(name)
    return place
  }
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms)
    await new Promise(setImmediate)
  }
  return { places, begun, moved, enter, pass }
}

test('calls beyond the places wait, and begin in the order they came', async (t) => {
  const { begun, enter, pass } = open(t)
  const first = await enter('a')
  await enter('b')
  void enter('c')
  void enter('d')
  await pass(10)
  assert.deepEqual(begun, ['a', 'b'])
  first.leave()
  await pass(0)
  assert.deepEqual(begun, ['a', 'b', 'c'])
})

test('a slow call makes room for one that waits, as far as there are places in the background', async (t) => {
  const { places, begun, moved, enter, pass } = open(t)
  const a = await enter('a')
  const b = await enter('b')
  void enter('c')
  void enter('d')
  await pass(1_000)
  assert.deepEqual(moved, ['a'])
  assert.deepEqual(begun, ['a', 'b', 'c'])
  assert.equal(places.inUse(), 3)
  // The place in the background that becomes free goes to the other slow one.
  a.leave()
  await pass(0)
  assert.deepEqual(moved, ['a', 'b'])
  assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
  b.leave()
  assert.equal(places.inUse(), 2)
})

test('a slow call that ends in front is not moved afterwards', async (t) => {
  const { places, moved, enter, pass } = open(t)
  const a = await enter('a')
  const b = await enter('b')
  await pass(1_000)
  b.leave()
  a.leave()
  assert.deepEqual(moved, ['a'])
  assert.equal(places.inUse(), 0)
})

test('a call is slow by what it works, not by what it waits, but for forty times as long at the most', async (t) => {
  const { moved, enter, pass } = open(t)
  let worked = 0
  const a = await enter('a', undefined, false, () => worked)
  for (let second = 0; second < 5; second++) await pass(1_000)
  assert.deepEqual(moved, [])
  worked = 1_000
  await pass(1_000)
  assert.deepEqual(moved, ['a'])
  a.leave()
  await enter('b', undefined, false, () => 0)
  for (let second = 0; second < 39; second++) await pass(1_000)
  assert.deepEqual(moved, ['a'])
  await pass(1_000)
  assert.deepEqual(moved, ['a', 'b'])
})

test('heavy calls begin in the background, wait for each other there, and never for or before the others', async (t) => {
  const { begun, moved, enter, pass } = open(t)
  const heavy = await enter('heavy 1', undefined, true)
  void enter('heavy 2', undefined, true)
  const a = await enter('a')
  await enter('b')
  assert.deepEqual(moved, ['heavy 1'])
  await pass(1_000)
  assert.deepEqual(begun, ['heavy 1', 'a', 'b'])
  // Two slow ones wait for the background as well, and have the first word.
  heavy.leave()
  await pass(0)
  assert.deepEqual(moved, ['heavy 1', 'a'])
  a.leave()
  await pass(0)
  assert.deepEqual(moved, ['heavy 1', 'a', 'b'])
})

test('a call that waits can be cancelled, and the next one takes its turn', async (t) => {
  const { begun, enter, pass } = open(t)
  const a = await enter('a')
  await enter('b')
  const controller = new AbortController()
  const c = enter('c', controller.signal)
  void enter('d')
  controller.abort(new Error('no longer wanted'))
  await assert.rejects(c, /no longer wanted/)
  a.leave()
  await pass(0)
  assert.deepEqual(begun, ['a', 'b', 'd'])
})

/** Files of tenants: `a1 2` is the second one of request 1 of tenant a. A scripted slow reader reads each until it is told to stop. */
function openReaders(t: TestContext) {
  const { enter, ...rest } = open(t)
  const places = new Map<string, Place>()
  const read = (name: string, isHeavy = false) =>
    void enter(name, undefined, isHeavy, undefined, [name[0]!, name.split(' ')[0]!]).then((p) => places.set(name, p))
  const end = async (name: string) => {
    places.get(name)!.leave()
    await rest.pass(0)
  }
  return { ...rest, read, end }
}

test('a tenant whose files never end cannot take all places: one of another tenant begins beside them at once', async (t) => {
  const { begun, moved, read, pass } = openReaders(t)
  for (let at = 1; at <= 20; at++) read(`a${at} 1`)
  await pass(1_000)
  assert.deepEqual(moved, ['a1 1'], 'one is in the background, two are slow in front')
  const before = [...begun]
  read('b1 1')
  await pass(0)
  assert.deepEqual(begun, [...before, 'b1 1'])
  // It turns out to be slow as well: then it makes room in front too, and the next tenant is not held up either.
  await pass(1_000)
  assert.deepEqual(moved, ['a1 1', 'b1 1'])
  read('c1 1')
  await pass(0)
  assert.deepEqual(begun, [...before, 'b1 1', 'c1 1'])
})

test('the same holds for two requests of one tenant, and nobody who is alone gets the place that is kept', async (t) => {
  const { begun, read, pass } = openReaders(t)
  for (let at = 1; at <= 4; at++) read(`a1 ${at}`)
  await pass(0)
  assert.deepEqual(begun, ['a1 1', 'a1 2'])
  read('a2 1')
  read('a3 1')
  await pass(0)
  assert.deepEqual(begun, ['a1 1', 'a1 2', 'a2 1'])
})

test('who waits is let in by who has least under way, tenant before request, and then in the order they came', async (t) => {
  const { begun, read, end, pass } = openReaders(t)
  for (const name of ['a1 1', 'b1 1', 'a1 2', 'a2 1', 'b1 2', 'c1 1', 'a3 1']) read(name)
  await pass(0)
  assert.deepEqual(begun.splice(0), ['a1 1', 'b1 1'])
  await end('a1 1') // a and c have nothing under way, and a came first
  await end('b1 1') // b and c have nothing, a has one
  await end('b1 2') // c has nothing
  await end('c1 1') // only a is left, which has the other place: the other request of a before the same one
  assert.deepEqual(begun, ['a1 2', 'b1 2', 'c1 1', 'a2 1'])
})

test('a big file of one tenant goes before the slow ones of another that has the background to itself', async (t) => {
  const { begun, moved, read, end, pass } = openReaders(t)
  read('a1 1', true)
  read('a2 1', true)
  read('a3 1')
  await pass(1_000)
  assert.deepEqual(begun, ['a1 1', 'a3 1'])
  read('b1 1', true)
  await pass(0)
  assert.deepEqual(moved, ['a1 1', 'b1 1'])
  await end('a1 1')
  assert.deepEqual(
    moved,
    ['a1 1', 'b1 1', 'a3 1'],
    'the slow one in front before the big one, when both are of one tenant',
  )
})
