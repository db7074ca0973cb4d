// Organisations sign up, work, meet their limits, are suspended, take their data along and are erased; and the one beside them sees nothing of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import { inBothModes, type Running } from './modes.ts'
import { type Reply, send } from './wire.ts'

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
})
