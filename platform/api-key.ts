import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 40
const form = /^sx_live_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/

/** How a key begins; scanners of leaked secrets look for it. */
export const apiKeyStart = 'sx_live_'

function checksumOf(secret: string): string {
  let text = ''
  for (let left = crc32(secret), i = 0; i < 6; i++, left = Math.floor(left / 62)) text = letters[left % 62] + text
  return text
}

/** A new API key: `sx_live_`, 40 random letters and digits (238 bits), and a checksum of 6 that tells a mistyped or invented one without a look-up. */
export function newApiKey(): string {
  let secret = ''
  while (secret.length < secretLength)
    // 248 is the largest multiple of 62 in a byte: what is above would make some letters likelier.
    for (const byte of randomBytes(64)) if (byte < 248 && secret.length < secretLength) secret += letters[byte % 62]
  return `${apiKeyStart}${secret}${checksumOf(secret)}`
}

/** True for a text in the form of a key whose checksum holds. Says nothing about whether it is valid. */
export function isApiKey(text: string): boolean {
  const parts = form.exec(text)
  return parts !== null && checksumOf(parts[1]!) === parts[2]
}
