import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { defaultTenant } from '#platform/access'
import type { Ctx } from '#platform/service'

// RFC 8410: the head of a PKCS #8 structure around the 32 bytes of an Ed25519 key.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The key that signs receipts, derived from the key of the installation: the same in each process and after each start, and nowhere stored. */
export function receiptKey(ctx: Ctx<any, any>): KeyObject {
  const secret = ctx.inTenant(defaultTenant).tokenFor('erasure-receipts')
  const seed = createHash('sha256').update(secret).digest()
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
}

export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text), key).toString('base64url')

/** RFC 8037. */
export function publicJwk(key: KeyObject): { kty: string; crv: string; x: string; use: string; alg: string } {
  const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' }) as { kty: string; crv: string; x: string }
  return { kty, crv, x, use: 'sig', alg: 'EdDSA' }
}
