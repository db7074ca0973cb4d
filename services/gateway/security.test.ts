import assert from 'node:assert/strict'
import { test } from 'node:test'
import Fastify from 'fastify'
import type { Host } from '#platform/host'
import { addSecurityHeaders } from './security.ts'

/** The headers of an answer, refused or not, of a door with these settings. */
async function headersOf(config: { publicUrl?: string; corsOrigins?: string }, url = '/there', origin?: string) {
  const app = Fastify()
  await addSecurityHeaders(app, { config } as Host)
  app.get('/there', async () => 'words')
  const { headers } = await app.inject({ url, headers: origin ? { origin } : {} })
  await app.close()
  return headers
}

test('Over TLS every answer promises it for a year, for all subdomains; over plain HTTP none does.', async () => {
  for (const url of ['/there', '/nowhere'])
    assert.equal(
      (await headersOf({ publicUrl: 'https://statex.example.com' }, url))['strict-transport-security'],
      'max-age=31536000; includeSubDomains',
    )
  assert.equal((await headersOf({ publicUrl: 'http://127.0.0.1:8080' }))['strict-transport-security'], undefined)
})

test('Every answer says that only files of ours run, that nobody else may frame it, and that its address stays here.', async () => {
  for (const url of ['/there', '/nowhere']) {
    const headers = await headersOf({}, url)
    const policy = String(headers['content-security-policy']).split('; ')
    for (const directive of [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'self'",
    ])
      assert.ok(policy.includes(directive), directive)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
  }
})

test('Pages of other origins may read answers only when the settings name them.', async () => {
  const read = async (corsOrigins: string | undefined, origin: string) =>
    (await headersOf({ corsOrigins }, '/there', origin))['access-control-allow-origin']
  const named = 'https://app.example.com, https://two.example.com'
  assert.equal(await read(undefined, 'https://app.example.com'), undefined)
  assert.equal(await read(named, 'https://two.example.com'), 'https://two.example.com')
  for (const origin of [
    'https://evil.example.com',
    'https://app.example.com.evil.test',
    'http://app.example.com',
    'null',
  ])
    assert.equal(await read(named, origin), undefined, origin)
})
