// How long an organisation keeps requests: what is older goes with all that belongs to it, and nothing else does.
import assert from 'node:assert/strict'
import test from 'node:test'
import pg from 'pg'
import { eventually } from '#platform/testing'
import { inBothModes, type Running } from './modes.ts'
import { type Organisation, operate, signUp } from './organisations.ts'
import { tablesWith } from './tables.ts'
import { send, sendMultipart } from './wire.ts'

type Sent = { id: string; token: string; links: Record<string, string> }

/** Sends a request with a file, and another text that may name an older request; waits for its end. */
async function answered(platform: Running, { host }: Organisation, description: string): Promise<Sent> {
  const fields = { description, contactType: 'email', contactValue: 'visitor@example.com', consent: 'true' }
  const parts = Object.entries(fields).map(([field, content]) => ({ field, content }))
  const file = { field: 'files', name: 'list.txt', content: `Lamps: three. ${description}` }
  const { body } = await sendMultipart(platform.url, [...parts, file], { host })
  await eventually(`the end of ${body.id}`, async () => {
    const { body: now } = await send(platform.url, body.links.self, { host, token: body.token })
    return now.finishedAt
  })
  return body
}

/** What the days that go by do to a request that is over. */
async function age(platform: Running, { id }: Sent, days: number): Promise<void> {
  const client = new pg.Client({ connectionString: platform.ownersDatabase })
  await client.connect()
  const text = `update submission.submissions set finished_at = finished_at - $2 * interval '1 day' where id = $1`
  const { rowCount } = await client.query(text, [id, days])
  await client.end()
  assert.equal(rowCount, 1)
}

inBothModes({}, (platform) => {
  const runNow = () => operate(platform, 'POST', '/api/workflow/schedules/retention/run')
  const statusOf = async ({ host }: Organisation, { links, token }: Sent) =>
    (await send(platform.url, links.self!, { host, token })).status
  const keep = async ({ host }: Organisation, retentionDays: number | null) => {
    const body = { change: { retentionDays } }
    assert.equal((await operate(platform, 'PATCH', '/api/tenant/settings', { host, body })).status, 200)
  }
  const runsOf = async ({ host }: Organisation) =>
    (await operate(platform, 'GET', '/api/workflow/runs?flow=erase-old-requests', { host })).body.runs

  test('What ended longer ago than an organisation keeps is erased whole; what is younger, or of others, stays.', async () => {
    const [own, other] = [await signUp(platform, 'forgetful'), await signUp(platform, 'keeper')]
    const old = await answered(platform, own, 'A shop for lamps. Customers pay by card.')
    const quoted = await answered(platform, own, 'A shop for candles. Customers pay by card.')
    // Who quotes an older request in a newer one loses nothing of what they wrote.
    const young = await answered(platform, own, `A shop for lamps, as in ${quoted.id}. Customers pay by card.`)
    const theirs = await answered(platform, other, 'A shop for chairs. Customers pay by card.')
    await age(platform, old, 31)
    await age(platform, quoted, 32)
    await age(platform, young, 29)
    await age(platform, theirs, 400)
    assert.ok((await tablesWith(platform.ownersDatabase!, old.id)).length > 5)
    const [before, youngIn] = [platform.blobCount(), await tablesWith(platform.ownersDatabase!, young.id)]

    // Nobody has said how long: nothing goes.
    assert.equal((await runNow()).status, 201)
    await eventually('the run of the installation to end', async () => {
      const { runs } = (await operate(platform, 'GET', '/api/workflow/runs?flow=keep-retention')).body
      return runs.length === 1 && runs[0].state === 'completed'
    })
    assert.deepEqual([await runsOf(own), await statusOf(own, old)], [[], 200])

    await keep(own, 30)
    assert.equal((await runNow()).status, 201)
    const [run] = await eventually('the erasure to end', async () => {
      const runs = await runsOf(own)
      return runs[0]?.state === 'completed' && runs
    })
    const { body: whole } = await operate(platform, 'GET', `/api/workflow/runs/${run.id}`, { host: own.host })
    assert.equal(whole.result ?? whole.run?.result, '2 requests that ended more than 30 days before were erased.')
    assert.deepEqual([await statusOf(own, old), await statusOf(own, quoted)], [404, 404])
    assert.deepEqual(await tablesWith(platform.ownersDatabase!, old.id), [], 'nothing names it any more')
    assert.ok(platform.blobCount() < before, `${platform.blobCount()} of ${before} files`)

    assert.deepEqual([await statusOf(own, young), await statusOf(other, theirs)], [200, 200])
    assert.deepEqual(await tablesWith(platform.ownersDatabase!, young.id), youngIn)
    for (const [organisation, request] of [
      [own, young],
      [other, theirs],
    ] as const) {
      const { host } = organisation
      const { body } = await send(platform.url, request.links.self!, { host, token: request.token })
      const file = await send(platform.url, `/api/submissions/${request.id}/files/${body.files[0].id}`, {
        host,
        token: request.token,
      })
      assert.deepEqual([file.status, file.text.startsWith('Lamps: three.')], [200, true], file.text)
      const results = (await send(platform.url, request.links.results!, { host, token: request.token })).body
      assert.ok(results.offer && results.prototype, 'whole as before')
    }
    const feed = await operate(platform, 'GET', '/api/submissions', { host: own.host })
    assert.deepEqual(
      feed.body.submissions.map((one: { id: string }) => one.id),
      [young.id],
    )
  })
})
