// Organisations, as seen from outside: HTTP only. They sign up, are operated, and are sent requests.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import type { Running } from './modes.ts'
import { type Reply, send } from './wire.ts'

type Step = { name: string; state: string; detail?: string }
export type Organisation = { id: string; host: string; slug: string; steps: Step[]; samplePage?: string }

export const json = (value: unknown) => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
})
/** What whoever runs the installation asks for, of the organisation of a host name. */
export const operate = (
  platform: Running,
  method: string,
  path: string,
  { host, body }: { host?: string; body?: unknown } = {},
) =>
  send(platform.url, path, {
    method,
    host,
    token: operatorKey,
    ...(body === undefined ? { body: method === 'GET' ? undefined : '' } : json(body)),
  })

/** Signs an organisation up and waits until it may work at its own address. */
export async function signUp(
  platform: Running,
  slug: string,
  { sample }: { sample?: boolean } = {},
): Promise<Organisation> {
  const asked = await send(platform.url, '/api/sign-up', {
    method: 'POST',
    ...json({
      organisation: `${slug} works`,
      slug,
      address: `owner@${slug}.example.com`,
      ...(sample && { sample }),
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
    project: 'done',
    templates: 'done',
    sender: 'done',
    address: 'done',
    sample: sample ? 'done' : 'skipped',
    ready: 'done',
  })
  const host = new URL(ready.url).hostname
  assert.equal(host, `${slug}.localhost`)
  await eventually(
    `${host} to lead to ${slug}`,
    async () => (await send(platform.url, '/api/tenant', { host })).body.slug === slug,
  )
  return { id, host, slug, steps: ready.steps, samplePage: ready.samplePage }
}

/** Bytes, which `send` would read as text. */
export async function download(platform: Running, path: string, host: string, token = operatorKey): Promise<Buffer> {
  const { hostname, port } = new URL(platform.url)
  const headers = { host, authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, agent: false }, (incoming) => buffer(incoming).then(resolve, reject))
      .on('error', reject)
      .end()
  })
}

/** Sends an organisation a request. */
export const ask = (platform: Running, host: string, description: string): Promise<Reply> =>
  send(platform.url, '/api/submissions', {
    method: 'POST',
    host,
    ...json({ description, contactType: 'email', contactValue: 'visitor@example.com', consent: true }),
  })
