// What the OpenID provider refuses, what of it a stranger to the database can read, and what outlives kill -9.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { scratchDatabase } from '#platform/testing'
import { operatorKey, type Platform, startTogether } from '../platform.ts'
import type { Running } from './modes.ts'
import { allow, begin, callback, grant, openParty, type Party, refusedWith, signInTo } from './oidc.ts'
import { ask } from './people.ts'
import { assertProblem } from './shapes.ts'
import { everythingIn } from './tables.ts'
import { send } from './wire.ts'

const sealing = ['the first sealing key of these tests', 'the second sealing key of these tests']
let scratch: { url: string; drop(): Promise<void> }
let platform: Running
let home: Party
let neighbour: Party
const env: Record<string, string> = { GATEWAY_ADDRESS_PER_MINUTE: '0', SEALING_KEYS: sealing[0]! }

before(async () => {
  scratch = await scratchDatabase()
  env.DATABASE_URL = scratch.url
  platform = Object.assign((await startTogether({ env })) as Platform, {
    mode: 'together' as const,
    blobCount: () => 0,
  })
  home = await openParty(platform, '', 'ten_default')
  neighbour = await openParty(platform, 'a.test', 'ten_a')
})
after(async () => {
  await platform?.stop()
  await scratch?.drop()
})

const web = (party: Party, more = {}) =>
  party.register({ kind: 'web', redirectUris: [callback], asksConsent: false, ...more })
const reading = { scope: 'auth.read-members' }
const members = (party: Party, key: string) => ask(platform, 'GET', '/auth/members', { host: party.owner.host, key })

test('Twenty first requests at once find one set of keys.', async () => {
  const ask = () => send(platform.url, '/oidc/jwks', { host: 'b.test' })
  const replies = await Promise.all(Array.from({ length: 20 }, ask))
  assert.deepEqual(
    [...new Set(replies.map((reply) => reply.status))],
    [200],
    JSON.stringify(replies.find((r) => r.status !== 200)),
  )
  assert.equal(new Set(replies.map((reply) => reply.text)).size, 1)
})

test('Each organisation has an issuer and keys of its own.', async () => {
  const [here, there] = [await home.discover(await web(home)), await neighbour.discover(await web(neighbour))]
  assert.notEqual(here.serverMetadata().issuer, there.serverMetadata().issuer)
  const kids = async (party: Party, config: client.Configuration) => {
    const { keys } = (await (await party.fetch(config.serverMetadata().jwks_uri!)).json()) as {
      keys: Record<string, string>[]
    }
    assert.deepEqual(keys.map((k) => k.alg).sort(), ['ES256', 'EdDSA', 'RS256'])
    assert.ok(keys.every((k) => !('d' in k)))
    const { n } = keys.find((k) => k.alg === 'RS256')!
    assert.equal(Buffer.from(n!, 'base64url').length * 8, 3072, 'as strong as P-256')
    return keys.map((k) => k.kid!)
  }
  const [mine, theirs] = [await kids(home, here), await kids(neighbour, there)]
  assert.deepEqual(
    mine.filter((kid) => theirs.includes(kid)),
    [],
  )
})

test('A host name nobody has set up never becomes an issuer.', async () => {
  const { body } = await send(platform.url, '/oidc/.well-known/openid-configuration', {
    host: 'evil.example.com',
    headers: { 'x-forwarded-host': 'evil.example.com', 'x-forwarded-proto': 'https' },
  })
  assert.equal(body.issuer, home.issuer.href)
  for (const [name, value] of Object.entries(body)) assert.ok(!String(value).includes('evil'), `${name}: ${value}`)
})

test('A token of one organisation is worth nothing at another, and its application is unknown there.', async () => {
  const registered = await neighbour.register({ kind: 'service', scopes: ['auth.read-members'] })
  const { access_token } = await client.clientCredentialsGrant(await neighbour.discover(registered), reading)
  assert.equal((await members(neighbour, access_token)).status, 200)
  assertProblem(await members(home, access_token), 401, 'unauthorised')
  await refusedWith(client.clientCredentialsGrant(await home.discover(registered), reading), 'invalid_client')
  const url = (await begin(await home.discover(registered))).url
  const page = await (await home.browser()).open(url.href)
  assert.equal(page.status, 400)
  assert.match(page.text, /not registered with this organisation/)
  const listed = await ask(platform, 'GET', '/auth/clients', home.owner)
  assert.ok(listed.body.clients.every((c: { id: string }) => c.id !== registered.id))
  assertProblem(await ask(platform, 'DELETE', `/auth/clients/${registered.id}`, home.owner), 404, 'not_found')
})

test('A token for another audience opens nothing at our API.', async () => {
  const other = 'https://stock.example.com/api'
  const registered = await web(home, { scopes: ['auth.read-members'], audiences: [other] })
  const forUserinfo = (await signInTo(home, registered)).tokens
  assertProblem(await members(home, forUserinfo.access_token), 401, 'unauthorised')
  const forOther = (await signInTo(home, registered, { scope: 'openid auth.read-members', resource: other })).tokens
  const keys = createRemoteJWKSet(new URL('/oidc/jwks', home.origin))
  const { payload } = await jwtVerify(forOther.access_token, keys, {
    audience: other,
    issuer: home.issuer.href,
    typ: 'at+jwt',
  })
  assert.equal(payload.scope, 'auth.read-members')
  assertProblem(await members(home, forOther.access_token), 401, 'unauthorised')
  const ours = (await signInTo(home, registered, { scope: 'openid auth.read-members', resource: home.api })).tokens
  assert.equal((await members(home, ours.access_token)).status, 200)
  await refusedWith(
    signInTo(home, await web(home), { resource: other }).then(() => undefined, asOauth),
    'invalid_target',
  )
})
// The provider sent the person back with the error in the address; openid-client throws it with its parameters as the cause.
const asOauth = (error: { cause?: URLSearchParams }) => {
  throw Object.assign(new Error('sent back'), { error: error.cause?.get?.('error') })
}

test('An address that is not registered, a missing challenge and a plain one are refused.', async () => {
  const config = await home.discover(await web(home))
  const browser = await home.browser()
  const other = await begin(config, { redirect_uri: 'https://evil.example.com/callback' })
  const page = await browser.open(other.url.href)
  assert.deepEqual([page.status, new URL(page.url).origin], [400, home.origin], 'nobody is sent to an unknown address')
  assert.match(page.text, /not registered for it/)
  const { url } = await begin(config)
  const plain = new URL(url)
  plain.searchParams.set('code_challenge_method', 'plain')
  const missing = new URL(url)
  for (const name of ['code_challenge', 'code_challenge_method']) missing.searchParams.delete(name)
  for (const { href } of [plain, missing])
    assert.equal(new URL((await browser.open(href)).url).searchParams.get('error'), 'invalid_request', href)
  const started = await begin(config)
  const back = await allow(browser, started.url)
  await refusedWith(grant(config, { ...started, verifier: client.randomPKCECodeVerifier() }, back), 'invalid_grant')
})

test('A code is good once: who shows it a second time ends what came of it.', async () => {
  const registered = await web(home, { scopes: ['auth.read-members'] })
  const more = { scope: 'openid auth.read-members', resource: home.api }
  const { config, started, back, tokens } = await signInTo(home, registered, more)
  assert.equal((await members(home, tokens.access_token)).status, 200)
  await refusedWith(grant(config, started, back), 'invalid_grant')
  assertProblem(await members(home, tokens.access_token), 401, 'unauthorised')
  await refusedWith(client.refreshTokenGrant(config, tokens.refresh_token!), 'invalid_grant')
})

test('Only the code flow is offered, and an application has the grants of its kind and no others.', async () => {
  const config = await home.discover(await web(home))
  const offered = config.serverMetadata()
  assert.deepEqual(offered.response_types_supported, ['code'])
  assert.deepEqual(
    (offered.grant_types_supported as string[]).filter((name) => /implicit|password/.test(name)),
    [],
  )
  await refusedWith(client.clientCredentialsGrant(config, reading), 'invalid_request')
  for (const name of ['token', 'id_token', 'code id_token']) {
    const { url } = await begin(config, { response_type: name })
    const page = await (await home.browser()).open(url.href)
    assert.ok(!/[?#&](access_token|id_token|code)=/.test(page.url), `${name}: ${page.url}`)
    assert.match(page.url + page.text, /unsupported_response_type|unauthorized_client/)
  }
})

test('Over TLS every cookie of the provider is Secure, and says so by its name.', async () => {
  const secure = await startTogether({ env: { PUBLIC_URL: 'https://statex.example.com' } })
  try {
    const made = await send(secure.url, '/api/auth/clients', {
      method: 'POST',
      token: operatorKey,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'X', kind: 'web', redirectUris: [callback] }),
    })
    assert.equal(made.status, 201, made.text)
    const asked = new URLSearchParams({
      ...{ client_id: made.body.client.id, redirect_uri: callback, response_type: 'code', scope: 'openid' },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', state: 's' },
    })
    const { status, headers } = await send(secure.url, `/oidc/auth?${asked}`)
    assert.equal(status, 303)
    const cookies = [headers['set-cookie'] ?? []].flat()
    assert.ok(cookies.length > 0)
    for (const cookie of cookies)
      assert.match(cookie, /^__Secure-statex_oidc\w*(\.sig)?=(?=.*; secure)(?=.*; httponly)(?=.*; samesite=lax)/i)
  } finally {
    await secure.stop()
  }
})

test('Registrations with addresses that could be taken over are refused.', async () => {
  const tryIt = (wanted: object) =>
    ask(platform, 'POST', '/auth/clients', home.owner, { name: 'X', kind: 'web', ...wanted })
  for (const wanted of [
    {},
    { redirectUris: ['http://app.example.com/callback'] },
    { redirectUris: ['https://*.example.com/callback'] },
    { redirectUris: ['https://app.example.com/callback#part'] },
    { redirectUris: ['javascript:alert(1)'] },
    { kind: 'native', redirectUris: ['myapp:/callback'] },
    { kind: 'service', redirectUris: [callback] },
    { redirectUris: [callback], backchannelLogoutUri: 'http://127.0.0.1:9/logout' },
    { redirectUris: [callback], audiences: [home.api] },
  ])
    assertProblem(await tryIt(wanted), 422, 'invalid_address')
  assertProblem(await tryIt({ redirectUris: [callback], scopes: ['auth.self'] }), 422, 'unknown_permission')
})

test('A code and a refresh token that were given before kill -9 are good after it, and no secret stands in the database.', async () => {
  const registered = await web(home)
  const service = await home.register({ kind: 'service', scopes: ['auth.read-members'] })
  const config = await home.discover(registered)
  const { tokens } = await signInTo(home, registered)
  const own = await client.clientCredentialsGrant(await home.discover(service), reading)
  const started = await begin(config)
  const browser = await home.browser()
  const back = await allow(browser, started.url)
  await platform.kill()
  const dump = await everythingIn(scratch.url)
  assert.ok(!dump.some((text) => text.includes('"kty"')), 'a key stands in clear')
  const secrets = [
    registered.secret,
    service.secret,
    tokens.access_token,
    tokens.refresh_token!,
    own.access_token,
    back.searchParams.get('code')!,
  ]
  for (const secret of secrets)
    assert.ok(!dump.some((text) => text.includes(secret)), `${secret.slice(0, 6)}… stands in the database`)
  assert.ok(
    dump.some((text) => text.startsWith('sealed1.')),
    'the dump shows what it should',
  )
  await platform.restart()
  const after = await grant(config, started, back)
  assert.equal(after.claims()!.sub, tokens.claims()!.sub)
  assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token!)).access_token)
  assert.equal((await members(home, own.access_token)).status, 200)
  assert.ok((await browser.open((await begin(config, { prompt: 'none' })).url.href)).url.includes('code='))
})

test('Signing keys rotate: the new one signs at once, and what the old one signed is still verified.', async () => {
  const applications = await Promise.all(
    ['ES256', 'RS256', 'EdDSA'].map((idTokenAlgorithm) => web(home, { idTokenAlgorithm })),
  )
  const tokens = async () => {
    const signed = []
    for (const one of applications) signed.push((await signInTo(home, one)).tokens.id_token!)
    return signed
  }
  const before = await tokens()
  assert.equal((await ask(platform, 'POST', '/auth/signing-keys/rotate', home.owner, {})).status, 200)
  const after = await tokens()
  const kids = [...before, ...after].map((token) => decodeProtectedHeader(token).kid)
  assert.equal(new Set(kids).size, 6, 'each algorithm has a key, and another one after the rotation')
  const published = () => createRemoteJWKSet(new URL('/oidc/jwks', home.origin))
  for (const token of [...before, ...after]) await jwtVerify(token, published(), { issuer: home.issuer.href })
  const leaked = await ask(platform, 'POST', '/auth/signing-keys/rotate', home.owner, { isLeaked: true })
  assert.equal(leaked.body.keys.length, 3)
  for (const token of after) await assert.rejects(jwtVerify(token, published()), /no applicable key/)
})

test('A removed application loses its tokens, and a renewed secret ends the one before.', async () => {
  const service = await home.register({ kind: 'service', scopes: ['auth.read-members'] })
  const { access_token } = await client.clientCredentialsGrant(await home.discover(service), reading)
  assert.equal((await members(home, access_token)).status, 200)
  const renewed = await ask(platform, 'POST', `/auth/clients/${service.id}/secret`, home.owner)
  await refusedWith(client.clientCredentialsGrant(await home.discover(service), reading), 'invalid_client')
  const again = await client.clientCredentialsGrant(
    await home.discover({ ...service, secret: renewed.body.secret }),
    reading,
  )
  assert.equal((await ask(platform, 'DELETE', `/auth/clients/${service.id}`, home.owner)).status, 200)
  for (const token of [access_token, again.access_token]) assertProblem(await members(home, token), 401, 'unauthorised')
})

test('After a rotation of the sealing key every secret is wrapped anew, and the old key may go.', async () => {
  const registered = await web(home)
  const { tokens } = await signInTo(home, registered)
  const rewrap = () => send(platform.url, '/api/auth/secrets/rewrap', { method: 'POST', token: operatorKey })
  await platform.stop()
  env.SEALING_KEYS = sealing.toReversed().join()
  platform = Object.assign(platform, await startTogether({ env }))
  const first = (await rewrap()).body
  assert.ok(first.rewrapped > 10, JSON.stringify(first))
  assert.deepEqual([first.left, (await rewrap()).body], [0, { rewrapped: 0, left: 0 }])
  await platform.stop()
  env.SEALING_KEYS = sealing[1]!
  platform = Object.assign(platform, await startTogether({ env }))
  const moved = {
    issuer: `${platform.url}/oidc`,
    token_endpoint: `${platform.url}/oidc/token`,
    id_token_signing_alg_values_supported: ['ES256'],
  }
  const there = new client.Configuration(moved, registered.id, registered.secret)
  client.allowInsecureRequests(there)
  assert.ok((await client.refreshTokenGrant(there, tokens.refresh_token!)).id_token)
})
