import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeTurns } from './turns.ts'

/** Work of named parties; `ended` ends the oldest one that runs and waits until the next has begun. */
function openWork(atOnceMax: number) {
  const inTurn = takeTurns(atOnceMax)
  const started: string[] = []
  const running: (() => void)[] = []
  return {
    started,
    ask(tenant: string, request = '1', signal?: AbortSignal) {
      return inTurn({ party: [tenant, request], signal }, () => {
        started.push(`${tenant}${request}`)
        return new Promise<void>((resolve) => running.push(resolve))
      })
    },
    async endAll() {
      for (let end = running.shift(); end; end = running.shift()) {
        end()
        await new Promise(setImmediate)
      }
    },
  }
}

test('a tenant with many files does not keep another waiting for more than one page', async () => {
  const work = openWork(1)
  const all = ['a', 'a', 'a', 'a', 'b', 'c', 'b'].map((tenant) => work.ask(tenant))
  await work.endAll()
  await Promise.all(all)
  assert.deepEqual(work.started.join(' '), 'a1 a1 b1 c1 a1 b1 a1')
})

test('requests of one tenant take turns too, and pages of one request keep their order of coming', async () => {
  const work = openWork(1)
  const all = ['1', '1', '1', '2', '2', '3'].map((request) => work.ask('a', request))
  await work.endAll()
  await Promise.all(all)
  assert.deepEqual(work.started.join(' '), 'a1 a1 a2 a3 a1 a2')
})

test('no more than the given number run at once, and who has given up lets the next one begin', async () => {
  const work = openWork(2)
  const gone = new AbortController()
  const all = [work.ask('a'), work.ask('a'), work.ask('b', '1', gone.signal), work.ask('c')]
  const refused = assert.rejects(all[2]!, /gone/)
  assert.deepEqual(work.started, ['a1', 'a1'])
  gone.abort(new Error('gone'))
  await work.endAll()
  await refused
  await all[3]
  assert.deepEqual(work.started, ['a1', 'a1', 'c1'])
})
