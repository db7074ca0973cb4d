// An OpenID provider of somebody else: says of whom it is asked whatever a test wants, and signs it well or badly.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export type Said = Record<string, unknown> & { sub: string }

export async function startUpstream() {
  const [{ publicKey, privateKey }, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')])
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }
  const codes = new Map<string, { claims: Said; nonce: string; challenge: string; isForged: boolean }>()
  const asked: URLSearchParams[] = []
  const given: string[] = []
  let issuer = ''
  let next: Said | undefined
  const agree = (sent: string, claims: Said, isForged = false): URLSearchParams => {
    const query = new URL(sent).searchParams
    const code = crypto.randomUUID()
    codes.set(code, { claims, nonce: query.get('nonce')!, challenge: query.get('code_challenge')!, isForged })
    return new URLSearchParams({ code, state: query.get('state')! })
  }
  const server = createServer(async (request, response) => {
    const send = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.url === '/.well-known/openid-configuration')
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      })
    if (request.url?.startsWith('/authorize?')) {
      const query = new URL(request.url, issuer).searchParams
      const agreed = agree(`${issuer}${request.url}`, next ?? { sub: 'nobody' })
      return void response.writeHead(303, { location: `${query.get('redirect_uri')}?${agreed}` }).end()
    }
    if (request.url === '/jwks') return send({ keys: [jwk] })
    const form = new URLSearchParams(await text(request))
    asked.push(form)
    const agreed = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const verifier = new TextEncoder().encode(form.get('code_verifier') ?? '')
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', verifier)).toString('base64url')
    if (!agreed || digest !== agreed.challenge) return send({ error: 'invalid_grant' }, 400)
    const token = await new SignJWT({ nonce: agreed.nonce, iss: issuer, aud: 'statex', ...agreed.claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(agreed.isForged ? other.privateKey : privateKey)
    const access = `access-${crypto.randomUUID()}`
    given.push(access, token)
    send({ access_token: access, token_type: 'Bearer', expires_in: 60, id_token: token })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    /** What came to the token endpoint. */
    asked,
    /** Every token it gave out. */
    given,
    /** The person whom the browser was sent here with agrees: what the browser comes back with. */
    agree,
    /** Says this of whoever is sent here from now on, without asking them. */
    sayOf(claims: Said) {
      next = claims
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type Upstream = Awaited<ReturnType<typeof startUpstream>>
