import assert from 'node:assert/strict'
import test from 'node:test'
import Fastify from 'fastify'
import { defineContract, T } from '#platform/contract'
import { apiPages } from './api-pages.ts'

const things = defineContract({
  name: 'things',
  summary: 'Keeps <b>things</b>.',
  tasks: {},
  routes: {
    read: {
      method: 'GET',
      path: '/things/:id',
      access: 'public',
      summary: 'Reads one.',
      params: T.Object({ id: T.String({ description: 'Not a <script>.' }) }),
      reply: T.Object({ parts: T.Array(T.Object({ size: T.Integer({ minimum: 1 }) })) }),
    },
    inner: { method: 'GET', path: '/inner', access: 'service', summary: 'Not for outside.', reply: T.Object({}) },
  },
  events: {
    made: { type: 'thing.made.v1', subject: 'id', summary: 'A thing was made.', data: T.Object({ id: T.String() }) },
  },
})

async function served(path: string) {
  const app = Fastify()
  await app.register(apiPages([things], { version: '1.2.3', serverUrl: 'https://example.com' }))
  const reply = await app.inject(path)
  await app.close()
  return reply
}

test('The documents are served with the media types registered for them.', async () => {
  const rest = await served('/openapi.json')
  assert.equal(rest.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.1')
  assert.deepEqual([rest.json().openapi, rest.json().info.version], ['3.1.0', '1.2.3'])
  const events = await served('/asyncapi.json')
  assert.equal(events.headers['content-type'], 'application/vnd.aai.asyncapi+json;version=3.0.0')
  assert.deepEqual(Object.keys(events.json().channels), ['thing.made.v1'])
})

test('The reference page shows routes, nested properties and events, and nothing that is for services only.', async () => {
  const { body, headers } = await served('/docs')
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  for (const part of ['/api/things/{id}', 'parts[].size', 'minimum <code>1</code>', 'thing.made.v1'])
    assert.ok(body.includes(part), part)
  assert.ok(!body.includes('/inner'))
})

test('The reference page needs no script, no inline style and no other host.', async () => {
  const { body, headers } = await served('/docs')
  assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'self';/)
  assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/)
  assert.doesNotMatch(body, /<script|<style| style=|(src|href)="(https?:)?\/\//)
})

test('Text from contracts is escaped.', async () => {
  const { body } = await served('/docs')
  assert.ok(body.includes('Keeps &lt;b&gt;things&lt;/b&gt;.'))
  assert.ok(body.includes('Not a &lt;script&gt;.'))
})

test('The style sheet is served beside the page, and a trailing slash leads to it.', async () => {
  assert.equal((await served('/docs/reference.css')).headers['content-type'], 'text/css; charset=utf-8')
  assert.equal((await served('/docs/')).headers.location, '/docs')
})
