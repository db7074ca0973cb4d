// Tokens that are bound to a key (RFC 9449) at our own API: `oauth4webapi` as it is published, and proofs made by hand for what it would not send.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import { exportJWK, SignJWT } from 'jose'
import * as oauth from 'oauth4webapi'
import { contracts } from '../../services/contracts.ts'
import { inBothModes } from './modes.ts'
import { openParty, type Party } from './oidc.ts'
import { assertProblem } from './shapes.ts'
import { send } from './wire.ts'

const plain = { [oauth.allowInsecureRequests]: true }

inBothModes({}, (platform) => {
  let party: Party
  let client: oauth.Client
  let keys: oauth.CryptoKeyPair
  let bound: string
  let unbound: string
  let members: URL

  /** A proof for a request, made by hand. */
  const proof = async (token: string, change: Record<string, unknown> = {}, pair = keys) => {
    const claims = {
      ...{ htm: 'GET', htu: members.href, iat: Math.floor(Date.now() / 1000), jti: randomUUID() },
      ...{ ath: createHash('sha256').update(token).digest('base64url'), ...change },
    }
    const jwk = await exportJWK(pair.publicKey)
    return new SignJWT(claims).setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk }).sign(pair.privateKey)
  }
  const show = (token: string, dpop: string, at = platform.url) =>
    send(at, members.pathname, { headers: { authorization: `DPoP ${token}`, dpop } })

  before(async () => {
    party = await openParty(platform, '', 'ten_default')
    members = new URL(`${party.api}/auth/members`)
    const found = await oauth.discoveryRequest(party.issuer, { ...plain, algorithm: 'oauth2' })
    const server = await oauth.processDiscoveryResponse(party.issuer, found)
    const registered = await party.register({ kind: 'service', scopes: ['auth.read-members'] })
    client = { client_id: registered.id }
    keys = await oauth.generateKeyPair('ES256', { extractable: true })
    const tokenFor = async (options: oauth.ClientCredentialsGrantRequestOptions) => {
      const wanted = { scope: 'auth.read-members', resource: party.api }
      const secret = oauth.ClientSecretBasic(registered.secret)
      const response = await oauth.clientCredentialsGrantRequest(server, client, secret, wanted, options)
      return (await oauth.processClientCredentialsResponse(server, client, response)).access_token
    }
    bound = await tokenFor({ ...plain, DPoP: oauth.DPoP(client, keys) })
    unbound = await tokenFor(plain)
  })

  test('A bound token with a proof opens what it may, as often as there is a new proof.', async () => {
    const options = { ...plain, DPoP: oauth.DPoP(client, keys) }
    for (let n = 0; n < 3; n++) {
      const response = await oauth.protectedResourceRequest(bound, 'GET', members, undefined, undefined, options)
      assert.equal(response.status, 200, await response.text())
    }
    const elsewhere = new URL(`${party.api}/auth/keys`)
    await assert.rejects(
      oauth.protectedResourceRequest(bound, 'GET', elsewhere, undefined, undefined, options).then((response) => {
        if (response.status === 403) throw new Error('refused')
      }),
      /refused/,
      'it may no more than its scope',
    )
  })

  test('A bound token after "Bearer" is nobody, and so is an unbound one with a proof.', async () => {
    const asBearer = await send(platform.url, members.pathname, { token: bound })
    assertProblem(asBearer, 401, 'unauthorised')
    assert.match(asBearer.headers['www-authenticate']!, /^DPoP error="invalid_token", algs="ES256 EdDSA Ed25519"$/)
    assert.match(asBearer.body.detail, /bound to a key/)
    assertProblem(await show(unbound, await proof(unbound)), 401, 'unauthorised')
    assert.equal((await send(platform.url, members.pathname, { token: unbound })).status, 200)
    const noProof = await send(platform.url, members.pathname, { headers: { authorization: `DPoP ${bound}` } })
    assertProblem(noProof, 401, 'unauthorised')
  })

  test('A proof of another key, for another request or token, too old or broken, is refused.', async () => {
    assert.equal((await show(bound, await proof(bound))).status, 200)
    const other = await oauth.generateKeyPair('ES256', { extractable: true })
    const proofs = {
      'another key': await proof(bound, {}, other),
      'another method': await proof(bound, { htm: 'POST' }),
      'another address': await proof(bound, { htu: `${party.api}/auth/keys` }),
      'another host': await proof(bound, { htu: members.href.replace(members.host, 'evil.example.com') }),
      'another token': await proof(unbound),
      'too old': await proof(bound, { iat: Math.floor(Date.now() / 1000) - 120 }),
      broken: `${(await proof(bound)).slice(0, -6)}AAAAAA`,
      'two proofs': `${await proof(bound)}, ${await proof(bound)}`,
    }
    for (const [name, dpop] of Object.entries(proofs)) {
      const reply = await show(bound, dpop)
      assert.equal(reply.status, 401, `${name}: ${reply.text}`)
      assert.match(reply.headers['www-authenticate']!, /^DPoP /, name)
    }
    // A host name in the request makes no address of ours.
    const forged = await send(platform.url, members.pathname, {
      host: 'evil.example.com',
      headers: { authorization: `DPoP ${bound}`, dpop: proofs['another host'] },
    })
    assert.equal(forged.status, 401)
  })

  test('A proof counts once, also when it comes twice at the same moment or to another process.', async () => {
    const dpop = await proof(bound)
    const replies = await Promise.all([1, 2, 3, 4].map(() => show(bound, dpop)))
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 401, 401, 401])
    assert.match(replies.find(({ status }) => status === 401)!.body.detail, /came before/)
    if (platform.mode === 'together') {
      // The process that saw it is gone; the next one knows it all the same.
      await platform.kill()
      await platform.restart()
      assert.equal((await show(bound, dpop)).status, 401)
      assert.equal((await show(bound, await proof(bound))).status, 200)
      return
    }
    const door = new URL(platform.url)
    door.port = String(contracts.find(({ name }) => name === 'auth')!.port)
    assert.equal((await show(bound, dpop, door.origin)).status, 401)
    const fresh = await proof(bound)
    assert.equal((await show(bound, fresh, door.origin)).status, 200, 'the service that keeps tokens is a door too')
    assert.equal((await show(bound, fresh)).status, 401)
  })
})
