import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#platform/testing'
import { settled } from './aftermath.ts'
import { ask, openCrowd, type Refused, send, sendUntilAcknowledged } from './customers.ts'
import { storedWith, terminateAll } from './left-over.sql.ts'
import { type Line, openLine } from './line.ts'
import { openServer, type Server } from './server.ts'

const awayMs = 10_000

async function openBehindProxy(t: TestContext): Promise<{ server: Server; line: Line }> {
  let line: Line | undefined
  const server = await openServer({
    databaseThrough: async (url) => {
      line = await openLine(url)
      return line.url
    },
  })
  t.after(async () => {
    await server.stop()
    await line?.close()
  })
  await server.restart()
  return { server, line: line! }
}

const statusOf = async (server: Server, path: string) => (await fetch(server.url + path)).status

/** What the crowd heard while the database was away must have been a clear "not now". */
function checkRefusals(refused: Refused[]): void {
  for (const { status, type, retryAfter } of refused) {
    assert.equal(status, 503, 'nothing but "not now"')
    assert.match(type, /^application\/problem\+json/)
    assert.ok(Number(retryAfter) >= 1, 'it says when to come again')
  }
}

for (const fault of ['cut', 'block'] as const) {
  const words = { cut: 'refuses connections', block: 'is silent' }[fault]
  test(`a database that ${words} for 10 s loses nothing, and nothing is acknowledged meanwhile`, async (t) => {
    const { server, line } = await openBehindProxy(t)
    const [pid] = server.pids()
    const refused: Refused[] = []
    const crowd = openCrowd(t, server, 3, Math.random, (r) => refused.push(r))
    await eventually('the first acknowledgements', () => crowd.acknowledged.length >= 3)

    await line[fault]()
    // What was answered in the instant of the fault may still be on its way.
    await pause(500)
    const before = crowd.acknowledged.length
    const until = Date.now() + awayMs
    await eventually('/readyz to say that it is not ready', async () => (await statusOf(server, '/readyz')) === 503)
    assert.equal(await statusOf(server, '/healthz'), 200, 'the process itself is well')
    await pause(Math.max(0, until - Date.now()))
    assert.equal(crowd.acknowledged.length, before, 'nothing is acknowledged without a database')
    await line.mend()

    await eventually('/readyz to say that it is ready', async () => (await statusOf(server, '/readyz')) === 200)
    await eventually('new acknowledgements', () => crowd.acknowledged.length > before + 3)
    await crowd.leave()
    if (fault === 'cut') assert.ok(refused.length > 0, 'whoever asked meanwhile was told so')
    checkRefusals(refused)
    const figures = await settled(server, crowd.acknowledged)
    console.log(`# ${JSON.stringify({ fault, refused: refused.length, ...figures })}`)
    assert.deepEqual(server.accidents, [])
    assert.deepEqual(server.pids(), [pid])
  })
}

test('a database that ends all connections again and again for 10 s loses nothing', async (t) => {
  const server = await openServer()
  t.after(() => server.stop())
  await server.restart()
  const refused: Refused[] = []
  const crowd = openCrowd(t, server, 3, Math.random, (r) => refused.push(r))
  for (const until = Date.now() + awayMs; Date.now() < until; await pause(400)) await terminateAll(server.databaseUrl())
  await crowd.leave()
  checkRefusals(refused)
  const figures = await settled(server, crowd.acknowledged)
  console.log(`# ${JSON.stringify({ fault: 'terminate', refused: refused.length, ...figures })}`)
  assert.ok(figures.acknowledged > 3)
  assert.deepEqual(server.accidents, [])
})

test('a commit whose answer is lost is found again by its key, with its file', async (t) => {
  const { server, line } = await openBehindProxy(t)
  const asked = ask(0)
  // Not the key alone: the look for an earlier reply sends it too, and it is the commit that must lose its answer.
  const isLost = line.loseAnswerTo(`Order ${asked.key}`)
  const first = await send(server, asked)
  await isLost
  assert.equal(first.status, 503, 'nobody can know, so nobody says "received"')
  assert.equal(await storedWith(server.databaseUrl(), asked.key), 1, 'the commit itself took place')
  const acknowledged = await sendUntilAcknowledged(server, asked)
  await settled(server, [acknowledged])
})
