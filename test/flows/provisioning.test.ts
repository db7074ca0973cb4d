// Organisations sign up, work, meet their limits, are suspended, take their data along and are erased; and the one beside them sees nothing of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import { inBothModes, type Running } from './modes.ts'
import { type Reply, send, sendMultipart } from './wire.ts'

type Organisation = { id: string; host: string; slug: string }

const json = (value: unknown) => ({ body: JSON.stringify(value), headers: { 'content-type': 'application/json' } })
const operate = (platform: Running, method: string, path: string, { host, body }: { host?: string; body?: unknown } = {}) =>
  send(platform.url, path, {
    method,
    host,
    token: operatorKey,
    ...(body === undefined ? { body: method === 'GET' ? undefined : '' } : json(body)),
  })

async function signUp(platform: Running, slug: string): Promise<Organisation> {
  const asked = await send(platform.url, '/api/sign-up', {
    method: 'POST',
    ...json({
      organisation: `${slug} works`,
      slug,
      ownerName: `Owner of ${slug}`,
      address: `owner@${slug}.example.com`,
      password: `a long password of ${slug}`,
    }),
  })
  assert.equal(asked.status, 202, asked.text)
  const { id, token, links } = asked.body
  const ready = await eventually(`${slug} to be ready`, async () => {
    const { body } = await send(platform.url, links.self, { token })
    return body.state === 'active' && body
  })
  const states = Object.fromEntries(ready.steps.map((s: any) => [s.name, s.state]))
  assert.deepEqual(states, {
    workspace: 'done',
    roles: 'done',
    storage: 'done',
    project: 'skipped',
    templates: 'done',
    sender: 'done',
    address: 'done',
    sample: 'skipped',
    ready: 'done',
  })
  const host = new URL(ready.url).hostname
  assert.equal(host, `${slug}.localhost`)
  await eventually(`${host} to lead to ${slug}`, async () => (await send(platform.url, '/api/tenant', { host })).body.slug === slug)
  return { id, host, slug }
}

const ask = (platform: Running, host: string, description: string): Promise<Reply> =>
  send(platform.url, '/api/submissions', {
    method: 'POST',
    host,
    ...json({ description, contactType: 'email', contactValue: 'visitor@example.com', consent: true }),
  })

inBothModes({ PROVISIONING_GRACE_HOURS: '0', PROVISIONING_SETTLE_MS: '300' }, (platform) => {
  test('An organisation that signs up is prepared in visible steps, and works at its own address.', async () => {
    const own = await signUp(platform, 'orchard')
    const { body: about } = await send(platform.url, '/api/tenant', { host: own.host })
    assert.deepEqual([about.name, about.state], ['orchard works', 'active'])
    const taken = await ask(platform, own.host, 'A shop for apples. Customers pay by card.')
    assert.equal(taken.status, 201, taken.text)
    const here = await operate(platform, 'GET', '/api/submissions', { host: own.host })
    assert.deepEqual(
      here.body.submissions.map((s: any) => s.id),
      [taken.body.id],
    )
    const elsewhere = await operate(platform, 'GET', '/api/submissions')
    assert.ok(!elsewhere.text.includes(taken.body.id), 'the tenant of the installation sees nothing of it')
  })

  test('A short name is had by one organisation only, and a repeat of the same person joins while it is prepared.', async () => {
    const own = await signUp(platform, 'unique')
    const again = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Other', slug: 'unique', ownerName: 'O', address: 'o@other.example.com', password: 'another password' }),
    })
    assert.deepEqual([again.status, again.body.code], [409, 'slug_taken'])
    const { body } = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Api', slug: 'api', ownerName: 'O', address: 'o@other.example.com', password: 'another password' }),
    })
    assert.equal(body.code, 'not_accepted')
    assert.equal((await operate(platform, 'GET', `/api/tenants/${own.id}`)).body.name, 'unique works')
  })

  test('The stream of the preparation tells each step once and ends with where to go.', async () => {
    const asked = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Streamed', slug: 'streamed', ownerName: 'S', address: 's@streamed.example.com', password: 'streamed password' }),
    })
    const { text } = await send(platform.url, asked.body.links.events, { token: asked.body.token })
    const steps = [...text.matchAll(/event: step\ndata: (.*)\n/g)].map((m) => JSON.parse(m[1]!).name)
    assert.deepEqual(steps, ['workspace', 'roles', 'storage', 'project', 'templates', 'sender', 'address', 'sample', 'ready'])
    assert.match(text, /event: ready\ndata: .*streamed\.localhost/)
    const strange = await send(platform.url, asked.body.links.self, { token: `${asked.body.id}.${'A'.repeat(43)}` })
    assert.equal(strange.status, 401)
  })

  test('A plan bounds requests and bytes: near is announced, beyond is refused with the numbers and changes nothing.', async () => {
    const own = await signUp(platform, 'bounded')
    const limits = { requestsPerMonth: 3, storageBytes: 4_000 }
    const chosen = await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open', limits } })
    assert.deepEqual([chosen.status, chosen.body.limits], [200, limits])
    for (const word of ['apples', 'pears'])
      assert.equal((await ask(platform, own.host, `A shop for ${word}.`)).status, 201)
    const big = [
      { field: 'description', content: 'A shop for plums.' },
      { field: 'contactType', content: 'email' },
      { field: 'contactValue', content: 'visitor@example.com' },
      { field: 'consent', content: 'true' },
      { field: 'files', name: 'plums.txt', content: 'plums '.repeat(1_000) },
    ]
    const before = platform.blobCount()
    const tooBig = await sendMultipart(platform.url, big, { host: own.host })
    assert.deepEqual([tooBig.status, tooBig.body.code, tooBig.body.limit, tooBig.body.max, tooBig.body.used], [429, 'quota_exceeded', 'storageBytes', 4_000, 0])
    assert.equal(platform.blobCount(), before, 'the file of a refused request is gone')
    assert.equal((await ask(platform, own.host, 'A shop for cherries.')).status, 201)
    const beyond = await ask(platform, own.host, 'A shop for quinces.')
    assert.equal(beyond.headers['content-type'], 'application/problem+json; charset=utf-8')
    assert.deepEqual([beyond.status, beyond.body.code, beyond.body.limit, beyond.body.max, beyond.body.used], [429, 'quota_exceeded', 'requestsPerMonth', 3, 3])
    assert.match(beyond.body.resets, /^\d{4}-\d{2}-01T00:00:00/)
    assert.ok(Number(beyond.headers['retry-after']) > 0)
    const list = await operate(platform, 'GET', '/api/submissions', { host: own.host })
    assert.equal(list.body.submissions.length, 3)
    const usage = (await operate(platform, 'GET', '/api/tenant/usage', { host: own.host })).body.usage
    const of = (name: string) => usage.find((u: any) => u.limit === name)
    assert.deepEqual([of('requestsPerMonth').used, of('requestsPerMonth').state], [3, 'reached'])
    assert.deepEqual([of('storageBytes').used, of('storageBytes').state, of('seats').max], [0, 'free', undefined])
    assert.equal(of('functionMsPerMonth').state, 'unmeasured')
    // Another plan is in force at once.
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open' } })
    await eventually('the next request to be taken', async () => (await ask(platform, own.host, 'A shop for quinces.')).status === 201)
    const wrong = await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'golden' } })
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'unknown_plan'])
  })

  test('A plan bounds the requests to the API in a minute.', async () => {
    const own = await signUp(platform, 'hurried')
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open', limits: { apiPerMinute: 5 } } })
    const last = await eventually('the sixth request to be refused', async () => {
      const reply = await send(platform.url, '/api/tenant', { host: own.host })
      return reply.status === 429 && reply
    })
    assert.equal(last.body.code, 'rate_limited')
    assert.equal((await send(platform.url, '/api/tenant')).status, 200, 'others are not slowed down')
  })

  test('A suspended organisation can be read and not written, until it is resumed.', async () => {
    const own = await signUp(platform, 'paused')
    const receipt = (await ask(platform, own.host, 'A shop for clocks.')).body
    await operate(platform, 'POST', `/api/tenants/${own.id}/suspend`, { body: { reason: 'An invoice is open.' } })
    const refused = await eventually('a write to be refused', async () => {
      const reply = await ask(platform, own.host, 'A shop for watches.')
      return reply.status === 403 && reply
    })
    assert.deepEqual([refused.body.code, /read-only/.test(refused.body.detail)], ['tenant_suspended', true])
    const read = await send(platform.url, receipt.links.self, { host: own.host, token: receipt.token })
    assert.deepEqual([read.status, read.body.id], [200, receipt.id])
    assert.equal((await send(platform.url, '/api/tenant', { host: own.host })).body.state, 'suspended')
    assert.equal((await ask(platform, 'localhost', 'A shop for bells.')).status, 201, 'others may write')
    const twice = await operate(platform, 'POST', `/api/tenants/${own.id}/suspend`, { body: {} })
    assert.deepEqual([twice.status, twice.body.code], [409, 'not_possible'])
    await operate(platform, 'POST', `/api/tenants/${own.id}/resume`)
    await eventually('a write to be taken', async () => (await ask(platform, own.host, 'A shop for watches.')).status === 201)
  })

  test('What an organisation chooses is checked, kept, and shown to nobody else.', async () => {
    const own = await signUp(platform, 'choosy')
    const put = (body: unknown) => operate(platform, 'PUT', '/api/tenant/settings', { host: own.host, body })
    assert.equal((await put({ currency: 'CZK' })).body.code, 'rates_needed')
    assert.equal((await put({ timeZone: 'Moon/Sea' })).body.code, 'unknown_time_zone')
    assert.equal((await put({ country: 'CZ', region: 'DE-BY' })).body.code, 'region_elsewhere')
    const chosen = {
      name: 'Choosy & Sons',
      country: 'CZ',
      currency: 'CZK',
      rates: { minorPerHour: 180_000 },
      timeZone: 'Europe/Prague',
      languages: ['cs', 'en'],
      branding: { primary: '#112233', senderName: 'Choosy', replyTo: 'hello@choosy.example.com' },
    }
    assert.equal((await put(chosen)).status, 200)
    assert.deepEqual((await operate(platform, 'GET', '/api/tenant/settings', { host: own.host })).body, chosen)
    const about = (await send(platform.url, '/api/tenant', { host: own.host })).body
    assert.deepEqual([about.name, about.languages, about.branding], ['Choosy & Sons', ['cs', 'en'], { primary: '#112233', senderName: 'Choosy' }])
    assert.deepEqual((await operate(platform, 'GET', '/api/tenant/settings')).body, {})
  })
})
