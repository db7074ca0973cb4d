import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

// What every authenticator app understands: SHA-1, six digits, 30 seconds (RFC 6238; the defaults of the key URI).
const stepS = 30
const digits = 6
// RFC 4226 section 4, R6: 128 bits at least, 160 recommended.
const secretBytes = 20
// A clock may be off by a step either way, and people type slowly (RFC 6238 section 5.2).
const steps = [0, -1, 1]

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newTotpSecret = (): Buffer => randomBytes(secretBytes)

/** Base 32 without padding (RFC 4648), as apps want to have it typed in. */
export function toBase32(bytes: Uint8Array): string {
  let [text, bits, held] = ['', 0, 0]
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(held >> (bits - 5)) & 31]
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text
}

/** The time step of a moment in ms since 1970. */
export const stepAt = (now: number): number => Math.floor(now / 1000 / stepS)

/** The code of one time step: HOTP (RFC 4226) of the step. */
export function totpAt(secret: Uint8Array, step: number, length = digits): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = mac.at(-1)! & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** length).padStart(length, '0')
}

/** The time step that a code is of, now or one step off; undefined for any other code. */
export function stepOfCode(secret: Uint8Array, code: string, now: number): number | undefined {
  const given = Buffer.from(code)
  const matching = steps
    .map((off) => stepAt(now) + off)
    .filter((step) => given.length === digits && timingSafeEqual(given, Buffer.from(totpAt(secret, step))))
  return matching[0]
}

/** What the QR code says: the key URI that authenticator apps read. */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  // The colon parts issuer and account, so neither may hold one.
  const label = [issuer, account].map((part) => encodeURIComponent(part.replaceAll(':', ' '))).join(':')
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepS}`
}
