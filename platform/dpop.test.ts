import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { readProof } from './dpop.ts'

const now = 1_800_000_000_000
const url = 'https://statex.example.com/api/lamps'
const token = 'a-token'
const ath = createHash('sha256').update(token).digest('base64url')

/** A proof as `jose` signs it, with whatever is changed in it. */
async function made({
  alg = 'ES256',
  header = {},
  claims = {},
}: {
  alg?: string
  header?: object
  claims?: Record<string, unknown>
} = {}) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  const body = { htm: 'POST', htu: url, iat: now / 1000, jti: 'one', ath, ...claims }
  const jwt = await new SignJWT(body).setProtectedHeader({ typ: 'dpop+jwt', alg, jwk, ...header }).sign(privateKey)
  return { jwt, jkt: await calculateJwkThumbprint(jwk), secret: await exportJWK(privateKey) }
}
const read = (jwt: string, method = 'POST') => readProof({ jwt, method, url }, token, now)

test('a proof names the key it was made with, by its thumbprint, for each algorithm that is taken', async () => {
  for (const alg of ['ES256', 'EdDSA', 'Ed25519']) {
    const { jwt, jkt } = await made({ alg })
    assert.deepEqual(await read(jwt), { jkt, jti: 'one' })
  }
  const { jwt, jkt } = await made({ claims: { htu: `${url}?page=2#top`, iat: now / 1000 - 59 } })
  assert.deepEqual(await read(jwt), { jkt, jti: 'one' }, 'query and fragment do not count, and a minute is recent')
})

test('a proof for another method, address, time or token, or without a name, is none', async () => {
  const cases: Record<string, Record<string, unknown>> = {
    htm: { htm: 'GET' },
    htu: { htu: 'https://statex.example.com/api/lamps/1' },
    'htu of another host': { htu: 'https://evil.example.com/api/lamps' },
    'htu that is none': { htu: 7 },
    'iat too old': { iat: now / 1000 - 61 },
    'iat too new': { iat: now / 1000 + 61 },
    'no iat': { iat: undefined },
    'ath of another token': { ath: createHash('sha256').update('another').digest('base64url') },
    'no ath': { ath: undefined },
    'no jti': { jti: undefined },
    'an endless jti': { jti: 'x'.repeat(501) },
  }
  for (const [name, claims] of Object.entries(cases))
    assert.equal(typeof (await read((await made({ claims })).jwt)), 'string', name)
  assert.equal(typeof (await read((await made()).jwt, 'PUT')), 'string')
})

test('a proof with another type, a broken signature, a private key or an algorithm that is not listed is none', async () => {
  const { jwt, secret } = await made()
  const [head = '', body, signature = ''] = jwt.split('.')
  const other = (await made()).jwt.split('.')
  const withHead = (change: object) => {
    const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...change }
    return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${signature}`
  }
  const broken = [
    `${head}.${body}.${other[2]}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${jwt}.x`,
    'null.null.null',
    '',
    withHead({ alg: 'none' }),
    withHead({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } }),
    withHead({ jwk: secret }),
    withHead({ jwk: undefined }),
    withHead({ crit: ['x'] }),
    (await made({ header: { typ: 'JWT' } })).jwt,
    (await made({ alg: 'RS256' })).jwt,
  ]
  for (const one of broken) assert.equal(typeof (await read(one)), 'string', one.slice(0, 80))
})
