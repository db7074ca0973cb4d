// A sign-up and an erasure whose process is killed at random instants: the one ends ready, the other with nothing left.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#platform/testing'
import { send, sendMultipart } from '../flows/wire.ts'
import { operatorKey } from '../platform.ts'
import { faultRounds, faultSeed } from './seed.ts'
import { openServer, randomFrom, type Server } from './server.ts'
import { filesWith, tablesWith } from './tenants.sql.ts'

const rounds = faultRounds(6)
const seed = faultSeed()
const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } })
type Organisation = { id: string; host: string; token: string; self: string }

/** Asks until somebody answers: the process may be dead at this moment. */
const patiently = (what: string, ask: () => Promise<any>, isGood: (reply: any) => boolean) =>
  eventually(
    what,
    async () => {
      const reply = await ask().catch(() => undefined)
      return reply && isGood(reply) && reply
    },
    60_000,
  )

async function signUp(server: Server, slug: string, sample = false): Promise<Organisation> {
  const body = json({ organisation: `${slug} works`, slug, address: `owner@${slug}.example.com`, sample })
  const { body: asked } = await patiently(
    `the sign-up of ${slug}`,
    () => send(server.url, '/api/sign-up', { method: 'POST', ...body }),
    (reply) => reply.status === 202,
  )
  return { id: asked.id, host: `${slug}.localhost`, token: asked.token, self: asked.links.self }
}

const prepared = async (server: Server, { self, token }: Organisation) =>
  (
    await patiently(
      'the end of the preparation',
      () => send(server.url, self, { token }),
      (reply) => reply.body?.state === 'active',
    )
  ).body

/** Whatever was killed: one sample, worked on by one run to its end, and nothing sent about it. */
async function assertOneSample(server: Server, { host }: Organisation): Promise<void> {
  const at = { host, token: operatorKey }
  const { body } = await patiently(
    'the end of the sample',
    () => send(server.url, '/api/submissions', at),
    (reply) => reply.body.submissions?.[0]?.finishedAt,
  )
  assert.deepEqual(
    body.submissions.map((s: any) => [s.isSample, s.status]),
    [[true, 'completed']],
  )
  const { runs } = (await send(server.url, '/api/workflow/runs?flow=answer-request', at)).body
  assert.deepEqual(
    runs.map((run: any) => run.key),
    [`${body.submissions[0].id}:1`],
  )
  const { messages } = (await send(server.url, `/api/submissions/${body.submissions[0].id}/messages`, at)).body
  for (const { state, attempts } of messages) assert.deepEqual([state, attempts], ['skipped', []])
}

test(`A sign-up whose process is killed ${rounds} times at random instants goes on after the last noted step (FAULT_SEED=${seed})`, {
  timeout: 120_000 + rounds * 30_000,
}, async (t) => {
  const random = randomFrom(seed)
  const server = await openServer()
  t.after(() => server.stop())
  await server.restart()
  let cutOff = 0
  for (let round = 1; round <= rounds; round++) {
    const own = await signUp(server, `round-${round}`, true)
    await pause(random() * 60)
    await server.kill()
    server.start()
    await server.ready()
    const first = (await send(server.url, own.self, { token: own.token })).body
    if (first.state === 'preparing') cutOff++
    const body = await prepared(server, own)
    assert.equal(body.steps.filter((s: any) => s.state === 'done').length, 9)
    const { text } = await send(server.url, `${own.self}/events`, { token: own.token })
    const told = [...text.matchAll(/event: step\ndata: (.*)\n/g)].map((m) => JSON.parse(m[1]!).name)
    assert.equal(new Set(told).size, 9)
    assert.equal(told.length, 9, 'no step was noted twice')
    await assertOneSample(server, own)
  }
  console.log(`# ${JSON.stringify({ rounds, cutOff, seed })}`)
  assert.deepEqual(server.accidents, [])
})

const words = { left: 'zaffre-of-the-left', stayed: 'zaffre-of-the-stayed' }

test(`After an erasure that was killed midway neither the identifier nor a word of it is in any table or file (FAULT_SEED=${seed})`, {
  timeout: 300_000,
}, async (t) => {
  const random = randomFrom(seed + 1)
  const server = await openServer({ env: { PROVISIONING_GRACE_HOURS: '0', PROVISIONING_SETTLE_MS: '400' } })
  t.after(() => server.stop())
  await server.restart()
  const own = await signUp(server, 'leaves')
  const other = await signUp(server, 'stays')
  for (const [organisation, word] of [
    [own, words.left],
    [other, words.stayed],
  ] as const) {
    await prepared(server, organisation)
    const fields = { description: `A shop for ${word}. Customers pay by card.`, contactType: 'email', consent: 'true' }
    const parts = Object.entries({ ...fields, contactValue: `${word}@example.com` }).map(([field, content]) => ({
      field,
      content,
    }))
    const file = { field: 'files', name: `${word}.txt`, content: `List of ${word}: three.` }
    const { host } = organisation
    await patiently(
      'the request to be taken',
      () => sendMultipart(server.url, [...parts, file], { host }),
      (reply) => reply.status === 201,
    )
    await patiently(
      'the request to be answered',
      () => send(server.url, '/api/submissions', { host, token: operatorKey }),
      (reply) => reply.body.submissions?.[0]?.finishedAt,
    )
    await send(server.url, '/api/tenant/exports', { method: 'POST', host, token: operatorKey, body: '' })
  }
  // And one that is being worked on when the erasure begins.
  const { host } = own
  const late = {
    description: `Also ${words.left}, in a hurry.`,
    contactType: 'email',
    contactValue: 'late@example.com',
    consent: true,
  }
  await send(server.url, '/api/submissions', { method: 'POST', host, ...json(late) })
  const isThere = async (sought: string[]) => [
    ...(await tablesWith(server.databaseUrl(), sought)),
    ...filesWith(join(server.dataDir, 'blobs'), sought),
  ]
  const sought = [own.id, words.left]
  assert.ok((await isThere(sought)).length > 10, 'the search finds what is there')

  const asked = await send(server.url, '/api/tenant/close', {
    method: 'POST',
    host,
    token: operatorKey,
    ...json({ confirm: 'leaves' }),
  })
  assert.equal(asked.status, 202, asked.text)
  for (let kill = 1; kill <= 3; kill++) {
    await pause(random() * 400)
    await server.kill()
    server.start()
  }
  await server.ready()
  const { body } = await patiently(
    'the receipt',
    () => send(server.url, `/api/erasures/${asked.body.id}`, { token: asked.body.token }),
    (reply) => reply.body?.state === 'done',
  )
  const receipt = JSON.parse(body.receipt)
  assert.deepEqual(receipt.left, [])
  // The mailbox stands for the mail servers of the receivers: what was sent is theirs.
  const left = (await isThere(sought)).filter((place) => place !== 'mailbox.mails')
  assert.deepEqual(left, ['provisioning.erasures'], 'the receipt itself is all that names it')
  const theirs = await isThere([other.id, words.stayed])
  for (const table of [
    'submission.submissions',
    'submission.history',
    'orchestrator.results',
    'engine.runs',
    'statex.events',
    'provisioning.hosts',
  ])
    assert.ok(theirs.includes(table), `${table} of the other is untouched`)
  const list = await send(server.url, '/api/submissions', { host: other.host, token: operatorKey })
  assert.deepEqual(
    list.body.submissions.map((s: any) => s.status),
    ['completed'],
  )
  assert.deepEqual(server.accidents, [])
})
