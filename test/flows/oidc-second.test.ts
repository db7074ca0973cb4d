// Every flow of the OpenID provider once more, with a second library of strangers: `oauth4webapi` as it is published, which follows the RFCs to the letter.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { inBothModes } from './modes.ts'
import { allow, callback, openParty, type Party, type Registered } from './oidc.ts'
import { ask } from './people.ts'

const plain = { [oauth.allowInsecureRequests]: true }

inBothModes({}, (platform) => {
  let party: Party
  let server: oauth.AuthorizationServer
  before(async () => {
    party = await openParty(platform, '', 'ten_default')
    const found = await oauth.discoveryRequest(party.issuer, { ...plain, algorithm: 'oauth2' })
    server = await oauth.processDiscoveryResponse(party.issuer, found)
  })
  const basic = ({ secret }: Registered) => oauth.ClientSecretBasic(secret)

  async function codeFor(
    client: oauth.Client,
    more: Record<string, string> = {},
    start?: (query: URLSearchParams) => Promise<URL>,
  ) {
    const [verifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ]
    const url = new URL(server.authorization_endpoint!)
    url.search = new URLSearchParams({
      client_id: client.client_id,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid email',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...more,
    }).toString()
    const browser = await party.browser()
    const back = await allow(browser, start ? await start(url.searchParams) : url)
    return { parameters: oauth.validateAuthResponse(server, client, back, state), verifier, nonce, browser }
  }

  test('Code with PKCE, userinfo, refresh, introspection and revocation go through.', async () => {
    const registered = await party.register({ kind: 'web', redirectUris: [callback] })
    const client: oauth.Client = { client_id: registered.id }
    const { parameters, verifier, nonce } = await codeFor(client)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      basic(registered),
      parameters,
      callback,
      verifier,
      plain,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    const claims = oauth.getValidatedIdTokenClaims(tokens)!
    assert.equal(claims.tenant, 'ten_default')
    const info = await oauth.userInfoRequest(server, client, tokens.access_token, plain)
    assert.equal((await oauth.processUserInfoResponse(server, client, claims.sub, info)).email, claims.email)

    const refreshed = await oauth.refreshTokenGrantRequest(
      server,
      client,
      basic(registered),
      tokens.refresh_token!,
      plain,
    )
    const next = await oauth.processRefreshTokenResponse(server, client, refreshed)
    assert.notEqual(next.refresh_token, tokens.refresh_token)

    const shown = async () => {
      const answer = await oauth.introspectionRequest(server, client, basic(registered), next.access_token, plain)
      return oauth.processIntrospectionResponse(server, client, answer)
    }
    assert.equal((await shown()).active, true)
    const revoked = await oauth.revocationRequest(server, client, basic(registered), next.refresh_token!, plain)
    await oauth.processRevocationResponse(revoked)
    assert.equal((await shown()).active, false)
  })

  test('An ID token in EdDSA is taken by a client that wants no other, and its signature holds.', async () => {
    const wanted = { kind: 'web', redirectUris: [callback], idTokenAlgorithm: 'EdDSA', asksConsent: false }
    const registered = await party.register(wanted)
    const client: oauth.Client = { client_id: registered.id, id_token_signed_response_alg: 'EdDSA' }
    const { parameters, verifier, nonce } = await codeFor(client)
    const asked = [server, client, basic(registered), parameters, callback, verifier, plain] as const
    const response = await oauth.authorizationCodeGrantRequest(...asked)
    await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(server, response, plain)
  })

  test('A service gets a token for our API.', async () => {
    const registered = await party.register({ kind: 'service', scopes: ['auth.read-members'] })
    const client: oauth.Client = { client_id: registered.id }
    const wanted = { scope: 'auth.read-members', resource: party.api }
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(registered.secret),
      wanted,
      plain,
    )
    const tokens = await oauth.processClientCredentialsResponse(server, client, response)
    assert.equal((await ask(platform, 'GET', '/auth/members', { key: tokens.access_token })).status, 200)
  })

  test('A device is connected.', async () => {
    const registered = await party.register({ kind: 'device' })
    const client: oauth.Client = { client_id: registered.id }
    const asked = await oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope: 'openid' }, plain)
    const device = await oauth.processDeviceAuthorizationResponse(server, client, asked)
    const poll = async () => {
      const answer = await oauth.deviceCodeGrantRequest(server, client, oauth.None(), device.device_code, plain)
      return oauth.processDeviceCodeResponse(server, client, answer)
    }
    await assert.rejects(poll(), (error: oauth.ResponseBodyError) => error.error === 'authorization_pending')
    const browser = await party.browser()
    const typed = await browser.submit(await browser.open(device.verification_uri), { user_code: device.user_code })
    await browser.submit(await browser.submit(typed), { decision: 'allow' })
    assert.ok((await poll()).id_token)
  })

  test('A pushed request leads to tokens that are bound to a key.', async () => {
    const registered = await party.register({ kind: 'browser', redirectUris: [callback] })
    const client: oauth.Client = { client_id: registered.id }
    const dpop = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const { parameters, verifier, nonce } = await codeFor(client, {}, async (query) => {
      const answer = await oauth.pushedAuthorizationRequest(server, client, oauth.None(), query, {
        ...plain,
        DPoP: dpop,
      })
      const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, answer)
      const url = new URL(server.authorization_endpoint!)
      url.search = new URLSearchParams({ client_id: client.client_id, request_uri }).toString()
      return url
    })
    const options = { ...plain, DPoP: dpop }
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      callback,
      verifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce })
    assert.equal(tokens.token_type, 'dpop')
    const info = await oauth.userInfoRequest(server, client, tokens.access_token, options)
    assert.equal(info.status, 200)
  })

  test('The page that asks whether to sign out is reached with the ID token as a hint, and leaves nobody signed in.', async () => {
    const registered = await party.register({ kind: 'web', redirectUris: [callback], asksConsent: false })
    const client: oauth.Client = { client_id: registered.id }
    const { parameters, verifier, nonce, browser } = await codeFor(client)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      basic(registered),
      parameters,
      callback,
      verifier,
      plain,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce })
    const end = new URL(server.end_session_endpoint!)
    end.searchParams.set('id_token_hint', tokens.id_token!)
    const left = await browser.submit(await browser.open(end.href), { logout: 'yes' })
    assert.match(left.text, /You are signed out/)
    assert.equal((await ask(platform, 'GET', '/auth/me', { cookie: browser.cookie('statex') })).status, 401)
  })
})
