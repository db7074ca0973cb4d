// The OpenID provider, as an application meets it that uses the library `openid-client` as it is published.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { before, test } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { eventually } from '#platform/testing'
import { openBrowser } from './browser.ts'
import { inBothModes } from './modes.ts'
import { allow, begin, callback, grant, openParty, type Party, parametersOf, refusedWith, signInTo } from './oidc.ts'
import { ask, join } from './people.ts'
import { send } from './wire.ts'

inBothModes({ AUTH_PRIVATE_APPLICATIONS: 'true' }, (platform) => {
  let party: Party
  before(async () => {
    party = await openParty(platform, '', 'ten_default')
  })
  const web = (more = {}) => party.register({ kind: 'web', redirectUris: [callback], ...more })

  test('A person who is not signed in goes to the sign-in page, comes back, gives consent, and the application learns who it is.', async () => {
    const registered = await web()
    const config = await party.discover(registered)
    const started = await begin(config)
    const browser = openBrowser(party.origin)
    const away = new URL((await browser.open(started.url.href)).url)
    assert.equal(away.pathname, '/sign-in')
    assert.match(away.searchParams.get('return')!, /^\/oidc\/interaction\/[\w-]+$/)
    browser.signIn(party.owner.cookie)
    const consent = await browser.open(away.searchParams.get('return')!)
    for (const words of [
      'Reports asks for access',
      'know that it is you',
      'see your e-mail address',
      'app.example.com',
      'for 180 days at most',
    ])
      assert.ok(consent.text.includes(words), consent.text)
    const back = await browser.submit(consent, { decision: 'allow' })
    const tokens = await grant(config, started, new URL(back.url))
    const claims = tokens.claims()!
    assert.deepEqual(
      [claims.iss, claims.email, claims.email_verified, claims.name, claims.tenant, claims.role],
      [party.issuer.href, 'owner-of-ten-default@example.com', true, 'owner-of-ten-default', 'ten_default', 'owner'],
    )
    const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
    assert.deepEqual([info.sub, info.tenant, info.role], [claims.sub, 'ten_default', 'owner'])
    // Consent was given: the second time nobody is asked.
    const again = await begin(config)
    assert.ok((await browser.open(again.url.href)).url.startsWith(callback))
  })

  test('Who does not allow it goes back with access_denied.', async () => {
    const config = await party.discover(await web())
    const { url } = await begin(config)
    const browser = await party.browser()
    const back = await browser.submit(await browser.open(url.href), { decision: 'deny' })
    assert.equal(new URL(back.url).searchParams.get('error'), 'access_denied')
  })

  test('An application of the organisation itself asks for no consent, and prompt=login asks for a new sign-in.', async () => {
    const config = await party.discover(await web({ asksConsent: false }))
    const browser = await party.browser()
    const silent = await begin(config, { prompt: 'none' })
    assert.equal(new URL((await browser.open(silent.url.href)).url).searchParams.get('error'), 'login_required')
    assert.ok((await browser.open((await begin(config)).url.href)).url.startsWith(callback))
    assert.match((await browser.open((await begin(config, { prompt: 'none' })).url.href)).url, /\?code=/)
    // A sign-in of just now will do.
    await eventually('a new sign-in to be asked for', async () => {
      const forced = await browser.open((await begin(config, { prompt: 'login' })).url.href)
      return /\/sign-in\?return=.*&again=1$/.test(forced.url)
    })
  })

  test('A refresh token changes with each use, and one that comes a second time ends the whole family.', async () => {
    const registered = await web({ scopes: ['auth.read-members'] })
    const { config, tokens } = await signInTo(party, registered, {
      scope: 'openid auth.read-members',
      resource: party.api,
    })
    const second = await client.refreshTokenGrant(config, tokens.refresh_token!)
    const third = await client.refreshTokenGrant(config, second.refresh_token!)
    assert.equal(new Set([tokens, second, third].map((t) => t.refresh_token)).size, 3)
    const members = () => ask(platform, 'GET', '/auth/members', { key: third.access_token })
    assert.equal((await members()).status, 200)
    await refusedWith(client.refreshTokenGrant(config, tokens.refresh_token!), 'invalid_grant')
    await refusedWith(client.refreshTokenGrant(config, third.refresh_token!), 'invalid_grant')
    assert.equal((await client.tokenIntrospection(config, third.access_token)).active, false)
    assert.equal((await members()).status, 401)
  })

  test('Of two refreshes at the same moment one at most goes through, and the family ends.', async () => {
    const { config, tokens } = await signInTo(party, await web())
    const both = await Promise.allSettled([1, 2].map(() => client.refreshTokenGrant(config, tokens.refresh_token!)))
    const won = both.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))
    assert.ok(won.length <= 1, 'both went through')
    for (const { refresh_token } of won)
      await refusedWith(client.refreshTokenGrant(config, refresh_token!), 'invalid_grant')
  })

  test('Who signs out on our own pages is not let in to applications, and who leaves the organisation takes their tokens along.', async () => {
    await ask(platform, 'POST', '/auth/invitations', party.owner, { address: 'ada@example.com', role: 'member' })
    const ada = await join(platform, '', 'ada@example.com')
    const config = await party.discover(await web({ asksConsent: false, scopes: ['auth.read-members'] }))
    const browser = openBrowser(party.origin)
    browser.signIn(ada.cookie)
    const started = await begin(config, { scope: 'openid auth.read-members', resource: party.api })
    const tokens = await grant(config, started, await allow(browser, started.url))
    const members = () => ask(platform, 'GET', '/auth/members', { key: tokens.access_token })
    assert.equal((await members()).status, 200)
    assert.equal((await ask(platform, 'POST', '/auth/sign-out', ada)).status, 200)
    const silent = await browser.open((await begin(config, { prompt: 'none' })).url.href)
    assert.equal(new URL(silent.url).searchParams.get('error'), 'login_required')
    const gone = await ask(platform, 'DELETE', `/auth/members/${tokens.claims()!.sub}`, party.owner)
    assert.equal(gone.status, 200, gone.text)
    assert.equal((await members()).status, 401)
    await refusedWith(client.refreshTokenGrant(config, tokens.refresh_token!), 'invalid_grant')
  })

  test('A service gets tokens of its own for our API, with the permissions it was given and no others.', async () => {
    const registered = await party.register({ kind: 'service', scopes: ['auth.read-members'] })
    const config = await party.discover(registered)
    const tokens = await client.clientCredentialsGrant(config, { scope: 'auth.read-members' })
    assert.equal((await ask(platform, 'GET', '/auth/members', { key: tokens.access_token })).status, 200)
    assert.equal((await ask(platform, 'GET', '/auth/keys', { key: tokens.access_token })).status, 403)
    const shown = await client.tokenIntrospection(config, tokens.access_token)
    assert.deepEqual([shown.active, shown.aud, shown.scope], [true, 'urn:statex:ten_default', 'auth.read-members'])
    await client.tokenRevocation(config, tokens.access_token)
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false)
  })

  test('A device without a keyboard is connected by a code that a person types in.', async () => {
    const config = await party.discover(await party.register({ kind: 'device', name: 'Wall display' }))
    const started = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' })
    const browser = await party.browser()
    const asked = await browser.open(started.verification_uri)
    const wrong = await browser.submit(asked, { user_code: 'BBBB-BBBB' })
    assert.match(wrong.text, /This code is not valid/)
    const confirm = await browser.submit(wrong, { user_code: started.user_code })
    assert.match(confirm.text, /Connect Wall display\?/)
    assert.ok(confirm.text.includes(started.user_code))
    const consent = await browser.submit(confirm)
    assert.match((await browser.submit(consent, { decision: 'allow' })).text, /Your device is connected/)
    const tokens = await client.pollDeviceAuthorizationGrant(config, { ...started, interval: 1 })
    assert.equal(tokens.claims()!.role, 'owner')
  })

  test('A request that was pushed beforehand (PAR) leads to a token that is bound to a key (DPoP).', async () => {
    const registered = await party.register({ kind: 'native', redirectUris: [callback, 'com.example.app:/callback'] })
    const config = await party.discover(registered)
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
    const parameters = await parametersOf(verifier, state, nonce, {})
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: dpop })
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    const back = await allow(await party.browser(), url)
    const tokens = await grant(config, { url, verifier, state, nonce }, back, {}, { DPoP: dpop })
    assert.equal(tokens.token_type, 'dpop')
    const { sub } = tokens.claims()!
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP: dpop })).sub, sub)
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub), 'the key is missing')
    const next = await client.refreshTokenGrant(config, tokens.refresh_token!, {}, { DPoP: dpop })
    assert.equal(next.token_type, 'dpop')
  })

  test('An ID token is verified with the published keys, in ES256, RS256 or EdDSA as the application wants it.', async () => {
    for (const idTokenAlgorithm of ['ES256', 'RS256', 'EdDSA']) {
      const { config, tokens } = await signInTo(party, await web({ idTokenAlgorithm, asksConsent: false }))
      const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!))
      assert.equal(decodeProtectedHeader(tokens.id_token!).alg, idTokenAlgorithm)
      await jwtVerify(tokens.id_token!, keys, { issuer: party.issuer.href })
    }
  })

  test('Signing out at one application signs out here and tells the others.', async () => {
    const notices: string[] = []
    const listening = createServer(async (request, response) => {
      notices.push(new URLSearchParams(await text(request)).get('logout_token')!)
      response.end()
    })
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
    try {
      const there = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/logout`
      const told = await web({ backchannelLogoutUri: there, asksConsent: false })
      const leaving = await web({ postLogoutRedirectUris: ['https://app.example.com/bye'], asksConsent: false })
      const browser = await party.browser()
      const [configTold, config] = [await party.discover(told), await party.discover(leaving)]
      const startedTold = await begin(configTold)
      const toldTokens = await grant(configTold, startedTold, await allow(browser, startedTold.url))
      const started = await begin(config)
      const tokens = await grant(config, started, await allow(browser, started.url))
      const end = client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token!,
        post_logout_redirect_uri: 'https://app.example.com/bye',
        state: 'bye',
      })
      const asked = await browser.open(end.href)
      assert.match(asked.text, /Sign out\?/)
      const left = await browser.submit(asked, { logout: 'yes' })
      assert.equal(left.url, 'https://app.example.com/bye?state=bye')
      const notice = await eventually('the notice of the sign-out', () => notices[0])
      const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!))
      const { payload } = await jwtVerify(notice, keys, { issuer: party.issuer.href, audience: told.id })
      assert.equal(payload.sub, toldTokens.claims()!.sub)
      assert.match((await browser.open((await begin(config)).url.href)).url, /\/sign-in\?return=/)
      await refusedWith(client.refreshTokenGrant(config, tokens.refresh_token!), 'invalid_grant')
    } finally {
      listening.closeAllConnections()
      await new Promise((resolve) => listening.close(resolve))
    }
  })

  test('A browser application of another origin may fetch its tokens, and no other origin may.', async () => {
    const { id } = await party.register({ kind: 'browser', redirectUris: [callback] })
    const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' }
    const allowed = await send(platform.url, '/oidc/token', { method: 'OPTIONS', headers: preflight })
    assert.equal(allowed.headers['access-control-allow-origin'], 'https://app.example.com')
    const from = (origin: string) =>
      send(platform.url, '/oidc/token', {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=refresh_token&refresh_token=none&client_id=${id}`,
      })
    assert.equal((await from('https://app.example.com')).body.error, 'invalid_grant')
    assert.equal((await from('https://evil.example.com')).headers['access-control-allow-origin'], undefined)
  })
})
