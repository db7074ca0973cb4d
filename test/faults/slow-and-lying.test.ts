import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#platform/testing'
import { call } from '../flows/client.ts'
import { settled } from './aftermath.ts'
import { type Acknowledged, ask, sendUntilAcknowledged } from './customers.ts'
import { heldNow, runsOf, takenOver } from './left-over.sql.ts'
import { openServer } from './server.ts'

const frozenMs = 5_000
// Seen: 6 s, most of it until the database ends the transaction of the frozen process. Below the minute it once was.
const takeoverLimitMs = 40_000
const finals = ['completed', 'partial', 'failed']

test('a process frozen at work is taken over, and its late results count for nothing when it wakes', async (t) => {
  const steady = await openServer()
  t.after(() => steady.stop())
  await steady.restart()
  // One installation, so one address in the mails, whoever writes them.
  const frozen = await openServer({ beside: steady, env: { PUBLIC_URL: steady.url } })
  t.after(() => frozen.stop())
  await frozen.restart()
  const url = steady.databaseUrl()
  const acknowledged: Acknowledged[] = []

  // Until the frozen one was caught with work in its hands, which is up to chance; each round is a freeze of 5 s at least.
  for (let round = 0; round < 5 && (round < 2 || (await takenOver(url)) === 0); round++) {
    const asked = await Promise.all(
      Array.from({ length: 6 }, (_, i) => sendUntilAcknowledged(i % 2 ? steady : frozen, ask(i))),
    )
    acknowledged.push(...asked)
    await eventually('both to be at work', async () => (await heldNow(url)).length > 1, 5_000).catch(() => {})
    frozen.signal('SIGSTOP')
    const wakeAt = Date.now() + frozenMs
    await eventually(
      `the other one to finish everything\n${steady.log()}`,
      async () => {
        const states = await Promise.all(
          asked.map(async ({ receipt }) => {
            const { body } = await call(steady, 'GET', receipt.links.self!, { token: receipt.token })
            return body.status
          }),
        )
        return states.every((status) => finals.includes(status))
      },
      takeoverLimitMs,
    )
    console.log(`# finished ${Date.now() - wakeAt + frozenMs} ms after the freeze`)
    await pause(Math.max(0, wakeAt - Date.now()))
    frozen.signal('SIGCONT')
    await frozen.ready()
  }
  assert.ok((await takenOver(url)) > 0 || (await runsOf(url)).some((r) => r.claims > 1), 'something was taken over')
  const figures = await settled(steady, acknowledged, { workers: 2 })
  console.log(`# ${JSON.stringify({ ...figures, takenOver: await takenOver(url) })}`)
  assert.deepEqual([...steady.accidents, ...frozen.accidents], [])
})
