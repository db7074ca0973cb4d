import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { engineSchema } from '#engine/engine.sql'
import { openWorker } from '#engine/testing'
import { type Effect, type Node, rowsTable } from '#engine/testing/graph'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { openFlows } from './flows.ts'
import { inspect, inspectTicks, leftAfter } from './inspection.ts'
import { type Load, openLoad } from './load.ts'
import { type Observer, openObserver } from './observer.sql.ts'
import { planOf } from './plan.ts'
import { openReceiver, type Receiver } from './receiver.ts'

/** Everything that a check can be about: an effect in a transaction, one outside, a task, a child, and a compensation that is not due. */
const body: Node = {
  kind: 'sequence',
  parts: [
    { kind: 'undo', id: 1, fails: false },
    { kind: 'plain', id: 2 },
    { kind: 'step', id: 3 },
    { kind: 'call', id: 4 },
    { kind: 'task', id: 5 },
    { kind: 'child', id: 6, rounds: [{ kind: 'call', id: 7 }] },
  ],
}
/** The same with two compensations that are due. */
const failing: Node = {
  kind: 'sequence',
  parts: [{ kind: 'undo', id: 8, fails: false }, ...body.parts, { kind: 'fails', id: 9, how: 'step' }],
}

describe('the checks of the rounds notice', () => {
  let db: TestDatabase
  let receiver: Receiver
  let load: Load
  let observer: Observer
  let close: () => Promise<void>
  const all = () => inspect({ db: db.database.owner, load, observer, receiver })
  const change = (statement: string) => db.database.pool.query(statement)
  const idOf = (path: string) => `(select id from engine.runs where key = '${path}')`

  before(async () => {
    db = await openTestDatabase([engineSchema])
    await change(rowsTable)
    receiver = await openReceiver(1)
    const { grown, tick, works } = openFlows(receiver.url)
    const worker = await openWorker(db.url, [grown, tick], works)
    load = openLoad(db.database, db.wake.wake, grown)
    observer = openObserver(db.database.owner)
    close = async () => {
      await load.close()
      await worker.close()
      await receiver.close()
      await db.close()
    }
    const cases = Array.from({ length: 16 }, (_, i) => ({
      path: `s${i}`,
      tenant: 'ten_a',
      priority: 5,
      beginAfterMs: 0,
      rounds: [i === 9 || i === 10 ? failing : body],
    }))
    const jobs = [{ path: 'j0', tenant: 'ten_a', value: 7, priority: 5 }]
    await load.begin({ cases, jobs })
    assert.deepEqual(await leftAfter(db.database.owner, 1, 20_000), [])
    assert.deepEqual(await all(), [], 'nothing is wrong before something is made wrong')
  })
  after(() => close())

  /** Each does one wrong thing to a run of its own, past the engine, and must be found out by exactly these words. */
  const wrongs: { what: string; path: string; make(path: string): unknown; words: RegExp }[] = [
    {
      what: 'a result that is forgotten',
      path: 's0',
      make: (path) => change(`delete from engine.steps where run_id = ${idOf(path)} and name = 'call 4'`),
      words: /s0: the result of "call 4" was there and is gone/,
    },
    {
      what: 'a result that changes',
      path: 's1',
      make: (path) => change(`update engine.steps set result = '99' where run_id = ${idOf(path)} and name = 'plain 2'`),
      words: /s1: the result of "plain 2" was .* and is /,
    },
    {
      what: 'the result of a task that changes',
      path: 's2',
      make: (path) => change(`update engine.tasks set result = '99' where run_id = ${idOf(path)}`),
      words: /s2: the result of "task 5" was .* and is /,
    },
    {
      what: 'a run that comes to another end',
      path: 's3',
      make: (path) => change(`update engine.runs set result = '[[1]]' where key = '${path}'`),
      words: /s3: it ended \["completed",\[\[1\]\]\] and not /,
    },
    {
      what: 'an effect in a transaction that happened twice',
      path: 's4',
      make: (path) => change(`insert into public.effects values ('${path}/3')`),
      words: /s4\/3: it has 2 rows/,
    },
    {
      what: 'an effect in a transaction that is lost',
      path: 's5',
      make: (path) => change(`delete from public.effects where path = '${path}/3'`),
      words: /s5\/3: its row is missing/,
    },
    {
      what: 'two keys for one step',
      path: 's6',
      make: (path) => send(path, (effects) => ({ ...find(effects, `${path}/4`), key: 'another' })),
      words: /s6\/4: its effect came under 2 keys/,
    },
    {
      what: 'one key for two steps',
      path: 's7',
      make: (path) => send(path, (effects) => ({ ...find(effects, `${path}/4`), path: `${path}/5` })),
      words: /the key .* was used for s7\/4,s7\/5/,
    },
    {
      what: 'a run that remembers otherwise when it repeats itself',
      path: 's8',
      make: (path) => send(path, (effects) => ({ ...find(effects, `${path}/4`), seen: '[1]' })),
      words: /s8\/4: its run remembered .*, then \[1\]/,
    },
    {
      what: 'compensations in another order',
      path: 's9',
      make: (path) => void receiver.effectsOf(path).reverse(),
      words: /s9: undone in another order than s9\/1,s9\/8/,
    },
    {
      what: 'a compensation that did not run',
      path: 's10',
      make: (path) => drop(path, `${path}/1/undo`),
      words: /s10\/1: not undone although s10 failed/,
    },
    {
      what: 'a compensation that was not due',
      path: 's11',
      make: (path) =>
        send(path, (effects) => ({ ...effects[0]!, path: `${path}/1/undo`, key: 'undo of what went well' })),
      words: /s11\/1: undone although s11 completed/,
    },
    {
      what: 'an effect that never happened',
      path: 's12',
      make: (path) => drop(path, `${path}/6/7`),
      words: /s12\/6\/7: its effect was never seen/,
    },
    {
      what: 'a child that nobody asked for',
      path: 's13',
      make: (path) => change(`update engine.runs set key = '${path}/60' where key = '${path}/6'`),
      words: /s13\/60: nobody asked for this run/,
    },
    {
      what: 'a task that stands alone and came to another result',
      path: 'j0',
      make: (path) => change(`update engine.tasks set result = '8' where key = '${path}'`),
      words: /j0: the task came to .* and not to 7/,
    },
  ]
  const find = (effects: Effect[], path: string) => effects.find((e) => e.path === path)!
  const send = (path: string, made: (effects: Effect[]) => Effect) => {
    const effects = receiver.effectsOf(path)
    effects.push(made(effects))
  }
  const drop = (path: string, effect: string) => {
    const effects = receiver.effectsOf(path)
    effects.splice(0, effects.length, ...effects.filter((e) => e.path !== effect))
  }

  for (const { what, path, make, words } of wrongs)
    test(`${what}`, async () => {
      await make(path)
      const problems = (await all()).filter((problem) => problem.includes(path))
      assert.ok(
        problems.some((problem) => words.test(problem)),
        `none of these says so: ${JSON.stringify(problems)}`,
      )
    })

  test('a run that is gone altogether, also when it was settled long ago', async () => {
    await observer.settle()
    await change(`delete from engine.runs where key = 's14'`)
    const problems = await observer.lookAtAll()
    assert.ok(problems.includes('s14: it was there and is gone'), JSON.stringify(problems))
  })

  test('what is left over, and what nobody holds', async () => {
    await change(`update engine.runs set state = 'running', worker = 'wrk_gone' where key = 's15'`)
    const [problem] = await leftAfter(db.database.owner, 1, 100)
    assert.match(problem!, /"runs":1,"tasks":0,"heldByNobody":1,"workers":1/)
    await change(`update engine.runs set state = 'completed' where key = 's15'`)
  })

  test('a minute that a schedule left out', async () => {
    for (const minute of ['10:00', '10:02'])
      await change(`insert into engine.runs (id, tenant_id, flow, version, key, input, state, trace)
        values ('run_${minute}', 'ten_a', 'tick', 1, 'tick@2026-11-21T${minute}:00.000Z', '{}', 'completed', '')`)
    const { problems } = await inspectTicks(db.database.owner)
    assert.ok(
      problems.some((p) => /the minute before .*10:02.* was left out/.test(p)),
      JSON.stringify(problems),
    )
  })

  test('an engine that forgets what a run has done', async () => {
    const parts: Node[] = [
      { kind: 'plain', id: 1 },
      { kind: 'call', id: 2 },
      { kind: 'step', id: 3 },
      { kind: 'sleep', id: 4, ms: 1_500 },
    ]
    load.clear()
    const rounds: Node[] = [{ kind: 'sequence', parts }]
    await load.begin({ cases: [{ path: 'f0', tenant: 'ten_a', priority: 5, beginAfterMs: 0, rounds }], jobs: [] })
    const asleep = sql`select from engine.steps where kind = 'sleep' and run_id in (select id from engine.runs where key = 'f0')`
    await eventually('it to sleep', () => db.database.owner.maybe(asleep))
    assert.deepEqual(await observer.look(), [])
    await change(`delete from engine.steps where run_id = ${idOf('f0')}`)
    // Taken from its holder, as if that had died.
    await change(`update engine.runs set state = 'queued', worker = null, wake_at = now() where key = 'f0'`)
    assert.deepEqual(await leftAfter(db.database.owner, 1, 20_000), [])
    const problems = await all()
    for (const words of [/f0: the result of "plain 1" was/, /f0\/2: its run remembered/, /f0\/3: it has 2 rows/])
      assert.ok(
        problems.some((p) => words.test(p)),
        `${words}: ${JSON.stringify(problems)}`,
      )
  })
})

test('the same seed plans the same rounds, each by itself', () => {
  assert.deepEqual(planOf(7, 3), planOf(7, 3))
  assert.notDeepEqual(planOf(7, 3).cases, planOf(8, 3).cases)
  assert.notDeepEqual(planOf(7, 3).cases, planOf(7, 4).cases)
})
