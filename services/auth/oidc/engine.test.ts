import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import * as client from 'openid-client'
import { openKeyring } from '#platform/envelope'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { openBrowser } from './browser.test-support.ts'
import { hashSecret, newSecret } from './clients.ts'
import { openIssuers } from './issuers.ts'
import { serveOidc } from './serve.ts'
import { insertClient } from './store.ts'

const keyring = openKeyring(['a sealing key of the tests, 32 characters'])
let db: TestDatabase
let server: Server
let origin = ''
const tenant = 'ten_default'
const person = newId('per')
const bound = () => db.database.bound({ role: roleOf('auth'), schema: 'auth', tenant })

before(async () => {
  db = await openTestDatabase([
    { schema: 'auth', role: roleOf('auth'), migrations: readMigrations(new URL('../migrations/', import.meta.url)) },
  ])
  const issuers = openIssuers(console.error)
  server = createServer((request, response) => {
    const accounts = {
      sessionOf: () => ({ personId: person, sessionId: 'ses_1', confirmedAt: Date.now() }),
      claimsOf: async () => ({
        email: 'ada@example.com',
        isEmailConfirmed: true,
        name: 'Ada',
        role: 'owner',
        permissions: ['submission.read'],
      }),
      endSession: async () => {},
    }
    void serveOidc({
      request,
      response,
      path: request.url!.slice('/oidc'.length),
      address: '127.0.0.1',
      issuers,
      onError: console.error,
      parts: {
        memory: { db: bound(), keyring, tenant },
        origin,
        cookieKey: 'a cookie key of the tests',
        accounts,
        permissions: ['submission.read'],
        mayReachPrivate: true,
      },
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await db.close()
})

test('A person signs in to an application with code and PKCE, and its refresh token rotates.', async () => {
  const secret = newSecret()
  const id = newId('cli')
  await insertClient(bound(), {
    id,
    name: 'Reports',
    kind: 'web',
    secretHash: hashSecret(secret),
    redirectUris: ['https://app.example.com/cb'],
    postLogoutRedirectUris: [],
    scopes: ['submission.read'],
    audiences: [],
    idTokenAlgorithm: 'ES256',
    asksConsent: true,
    createdBy: 'test',
  })
  const config = await client.discovery(new URL(`${origin}/oidc`), id, secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const verifier = client.randomPKCECodeVerifier()
  const nonce = client.randomNonce()
  const state = client.randomState()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: 'https://app.example.com/cb',
    scope: 'openid email profile submission.read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    nonce,
    state,
    resource: `${origin}/api`,
  })
  const browser = openBrowser(origin)
  const page = await browser.open(url.href)
  assert.match(page.body, /Reports asks for access/, page.body)
  const back = await browser.submit(page, { decision: 'allow' })
  assert.match(back.url, /^https:\/\/app\.example\.com\/cb\?code=/, back.body)
  const tokens = await client.authorizationCodeGrant(config, new URL(back.url), {
    pkceCodeVerifier: verifier,
    expectedNonce: nonce,
    expectedState: state,
  })
  console.log(tokens, tokens.claims())
  const next = await client.refreshTokenGrant(config, tokens.refresh_token!)
  assert.notEqual(next.refresh_token, tokens.refresh_token)
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token!))
  await assert.rejects(client.refreshTokenGrant(config, next.refresh_token!))
})
