import { hash } from 'node:crypto'

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

// With the first such token: an installation without them never pays for it.
const load = () => import('jose')

/**
 * Reads a proof of possession (RFC 9449, section 4.3) but for one thing: whether it came before, which only the database of all processes knows.
 * @returns what it proves, or in a sentence what is wrong with it
 */
export async function readProof(
  { jwt, method, url }: Proof,
  token: string,
  now = Date.now(),
): Promise<Proved | string> {
  const { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } = await load()
  const options = { algorithms: proofAlgorithms, typ: 'dpop+jwt', currentDate: new Date(now) }
  const verified = await jwtVerify(jwt, EmbeddedJWK, options).catch(() => undefined)
  if (!verified)
    return `The DPoP proof must be a JWT of its kind that brings its public key, and whose signature holds: ${proofAlgorithms.join(', ')}.`
  const { payload: claims, protectedHeader } = verified
  if (claims.htm !== method || !isFor(claims.htu, url)) return 'The DPoP proof is for another request (htm, htu).'
  if (typeof claims.iat !== 'number' || Math.abs(now / 1000 - claims.iat) > windowS)
    return 'The DPoP proof was not made just now (iat).'
  if (typeof claims.jti !== 'string' || claims.jti === '' || claims.jti.length > 500)
    return 'The DPoP proof has no name (jti).'
  if (claims.ath !== hash('sha256', token, 'base64url')) return 'The DPoP proof is for another token (ath).'
  return { jkt: await calculateJwkThumbprint(protectedHeader.jwk!), jti: claims.jti }
}

function isFor(htu: unknown, url: string): boolean {
  const claimed = typeof htu === 'string' ? URL.parse(htu) : null
  if (!claimed) return false
  claimed.search = ''
  claimed.hash = ''
  return claimed.href === new URL(url).href
}
