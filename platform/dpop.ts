import { createPublicKey, hash, type JsonWebKey, verify } from 'node:crypto'

/** How old a proof may be, and how far ahead of our clock, in s. */
const windowS = 60
/** How long a proof is remembered, so that it counts once: longer than it can count, whatever two clocks say. In s. */
export const proofKeptS = 600
/** Signatures of proofs that are taken (RFC 7518, RFC 8037, RFC 9864). */
export const proofAlgorithms = ['ES256', 'EdDSA', 'Ed25519']

/** What a refusal asks for (RFC 9449, section 7.1). */
export const dpopChallenge = `DPoP error="invalid_token", algs="${proofAlgorithms.join(' ')}"`

/** The proof that came with a token, and the request it must have been made for. `url` is the address of the route as the world knows it. */
export type Proof = { jwt: string; method: string; url: string }
/** Which key made it (RFC 7638 thumbprint), and what it calls itself. */
export type Proved = { jkt: string; jti: string }

/**
 * Reads a proof of possession (RFC 9449, section 4.3) but for one thing: whether it came before, which only the database of all processes knows.
 * @returns what it proves, or in a sentence what is wrong with it
 */
export function readProof({ jwt, method, url }: Proof, token: string, now = Date.now()): Proved | string {
  const [head = '', body = '', signature = '', ...more] = jwt.split('.')
  const [header, claims] = [jsonIn(head), jsonIn(body)]
  if (!header || !claims || !signature || more.length > 0) return 'The DPoP proof is not a signed JWT.'
  if (header.typ !== 'dpop+jwt' || header.crit !== undefined) return 'The DPoP proof is a JWT of another kind.'
  const key = keyIn(header)
  if (!key) return `The DPoP proof must be signed with ${proofAlgorithms.join(' or ')} and bring its public key.`
  if (claims.htm !== method || !isFor(claims.htu, url)) return 'The DPoP proof is for another request (htm, htu).'
  if (typeof claims.iat !== 'number' || Math.abs(now / 1000 - claims.iat) > windowS)
    return 'The DPoP proof was not made just now (iat).'
  if (typeof claims.jti !== 'string' || claims.jti === '' || claims.jti.length > 500)
    return 'The DPoP proof has no name (jti).'
  if (claims.ath !== hash('sha256', token, 'base64url')) return 'The DPoP proof is for another token (ath).'
  return isSigned(key, `${head}.${body}`, signature)
    ? { jkt: thumbprintOf(key), jti: claims.jti }
    : 'The signature of the DPoP proof does not hold.'
}

function jsonIn(part: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString())
    return value && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The public key of a header, when it is one that its algorithm signs with. */
function keyIn({ alg, jwk }: Record<string, unknown>): JsonWebKey | undefined {
  if (!jwk || typeof jwk !== 'object') return undefined
  const { kty, crv, x, y, d } = jwk as Record<string, unknown>
  if (d !== undefined || typeof x !== 'string') return undefined
  if (alg === 'ES256') return kty === 'EC' && crv === 'P-256' && typeof y === 'string' ? { crv, kty, x, y } : undefined
  const isEdwards = alg === 'EdDSA' || alg === 'Ed25519'
  return isEdwards && kty === 'OKP' && crv === 'Ed25519' ? { crv, kty, x } : undefined
}

function isFor(htu: unknown, url: string): boolean {
  const claimed = typeof htu === 'string' ? URL.parse(htu) : null
  if (!claimed) return false
  claimed.search = ''
  claimed.hash = ''
  return claimed.href === new URL(url).href
}

function isSigned(jwk: JsonWebKey, signed: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const how = jwk.kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' as const } : key
    return verify(jwk.kty === 'EC' ? 'sha256' : null, Buffer.from(signed), how, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** RFC 7638: the required members in lexicographic order, which is how `keyIn` makes them. */
const thumbprintOf = (key: JsonWebKey): string => hash('sha256', JSON.stringify(key), 'base64url')
