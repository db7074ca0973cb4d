import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { settled } from './aftermath.ts'
import { openCrowd } from './customers.ts'
import { faultRounds, faultSeed } from './seed.ts'
import { killPostgres, openServer, randomFrom, type Server } from './server.ts'

const rounds = faultRounds(25)
const seed = faultSeed()

// Rounds take about 2.5 s each, and what is under way at the end must finish.
const limitMs = 300_000 + rounds * 15_000

/** A fifth of the kills hit the start itself, which takes longer on a busy machine; the rest the work. */
async function passRandomTime(server: Server, random: () => number, startMs: number): Promise<number> {
  if (random() < 0.2) {
    await pause(random() * startMs)
    return startMs
  }
  const startedAt = performance.now()
  await server.ready()
  const tookMs = performance.now() - startedAt
  await pause(random() * 2_800)
  return tookMs
}

test(`a server killed ${rounds} times at random instants loses nothing and does nothing twice (FAULT_SEED=${seed})`, {
  timeout: limitMs,
}, async (t) => {
  console.log(`# FAULT_SEED=${seed} FAULT_ROUNDS=${rounds}`)
  const random = randomFrom(seed)
  const server = await openServer()
  t.after(() => server.stop())
  const crowd = openCrowd(t, server, 4, randomFrom(seed + 1))
  let startMs = 700
  // On a busy machine they go on until there was as much work to hit as there should be.
  for (let round = 1; round <= rounds || (crowd.acknowledged.length < rounds && round <= 4 * rounds); round++) {
    server.start()
    startMs = await passRandomTime(server, random, startMs)
    await server.kill()
    if (round % 25 === 0) console.log(`# round ${round}: ${crowd.acknowledged.length} acknowledged`)
  }
  await server.restart()
  await crowd.leave()
  const figures = await settled(server, crowd.acknowledged, { limitMs: 300_000 })
  console.log(`# ${JSON.stringify({ rounds, seed, ...figures })}`)
  assert.deepEqual(Object.keys(figures.statuses), ['completed'], 'no crash of ours is the failure of a request')
  assert.deepEqual(server.accidents, [])
  assert.ok(figures.acknowledged >= rounds, 'at least one request a round, or the test tests nothing')
})

test('server and database killed together, and the database alone, lose nothing either', {
  timeout: limitMs,
}, async (t) => {
  const random = randomFrom(seed + 2)
  const server = await openServer({ isEmbedded: true })
  t.after(() => server.stop())
  // The first start makes the cluster; a power cut during initdb is a test of the launcher's own.
  await server.restart()
  const crowd = openCrowd(t, server, 3, randomFrom(seed + 3))
  const cuts = Math.max(6, Math.round(rounds / 4))
  let databaseKills = 0
  for (let cut = 1; cut <= cuts; cut++) {
    await pause(700 + random() * 2_500)
    if (cut % 3 === 0) {
      // The server lives on and must find the database again. While it is still starting it may give up instead.
      await server.ready()
      if (killPostgres(server.dataDir)) databaseKills++
      continue
    }
    const gone = server.kill()
    if (killPostgres(server.dataDir)) databaseKills++
    await gone
    server.start()
  }
  await server.ready(120_000)
  await crowd.leave()
  const figures = await settled(server, crowd.acknowledged, { limitMs: 180_000 })
  console.log(`# ${JSON.stringify({ cuts, databaseKills, seed, ...figures })}`)
  assert.deepEqual(Object.keys(figures.statuses), ['completed'], 'no crash of ours is the failure of a request')
  assert.deepEqual(server.accidents, [])
  assert.ok(databaseKills >= cuts / 2, 'the database was there to be killed')
})
