import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

// Crockford base 32 in lower case: no i, l, o, u, so that an id can be read aloud.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

// Asking the system for random bytes costs as much for 16 as for 4,096, and a request needs some four times.
let random = Buffer.alloc(0)
let taken = 0
/** Random bytes for names (not for secrets: they lie in memory for a while before they are used). At most 4,096. */
export function randomNameBytes(count: number): Buffer {
  if (taken + count > random.length) {
    random = randomBytes(4_096)
    taken = 0
  }
  taken += count
  return random.subarray(taken - count, taken)
}

/**
 * A new id such as `req_01jd3k…`: prefix, 10 characters of Unix time in ms, 16 random characters (80 bits), after the ULID specification.
 * Ids made later sort later, to the millisecond.
 */
export function newId<P extends string>(prefix: P, now = Date.now()): `${P}_${string}` {
  let time = ''
  for (let left = now, i = 0; i < 10; i++, left = Math.floor(left / 32)) time = alphabet[left % 32] + time
  let rest = ''
  for (const byte of randomNameBytes(16)) rest += alphabet[byte & 31]
  return `${prefix}_${time}${rest}`
}

/**
 * The id of what there is one of for each `text`: the same wherever and whenever it is worked out, so nobody has to look it up and making it twice makes it
 * once. 10 zeros in the place of the time, then 80 bits of SHA-256. Whoever knows the text knows the id: it opens nothing.
 */
export function idOf<P extends string>(prefix: P, text: string): `${P}_${string}` {
  const rest = Array.from(
    createHash('sha256').update(`${prefix}\0${text}`).digest().subarray(0, 16),
    (byte) => alphabet[byte & 31],
  )
  return `${prefix}_${'0'.repeat(10)}${rest.join('')}`
}

/** A short reference for people, such as `SX-7K3M-9QF2`: 40 random bits, letters that cannot be confused. */
export function newReference(prefix: string): string {
  const letters = Array.from(randomNameBytes(8), (byte) => alphabet[byte & 31]).join('')
  return `${prefix}-${letters.slice(0, 4)}-${letters.slice(4)}`.toUpperCase()
}

/**
 * The secret token that opens one subject of one tenant. Derived (HMAC-SHA-256, RFC 2104), not stored: a leaked database
 * opens nothing, and a repeated reply carries the same token.
 */
export function tokenFor(secret: string, tenant: string, subject: string): string {
  return `${subject}.${createHmac('sha256', secret).update(`holder\0${tenant}\0${subject}`).digest('base64url')}`
}

/** The subject a token opens, or undefined for a token that is not ours. Compares in constant time. */
export function subjectOf(secret: string, tenant: string, token: string): string | undefined {
  const subject = token.slice(0, token.indexOf('.'))
  const expected = Buffer.from(tokenFor(secret, tenant, subject))
  const given = Buffer.from(token)
  return expected.length === given.length && timingSafeEqual(expected, given) ? subject : undefined
}

/** Eight digits that follow from a secret token, for people to type. Whoever does not hold the token has no better way than to guess one in 100 million. */
export const codeOf = (token: string): string =>
  String(createHmac('sha256', token).update('code').digest().readUIntBE(0, 6) % 100_000_000).padStart(8, '0')
