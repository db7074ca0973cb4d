import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** Memory in KiB, passes and lanes of argon2id: what OWASP's Password Storage Cheat Sheet asks for at least. Raise them here; old hashes follow at the next sign-in. */
const wanted = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const hashBytes = 32

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

type Cost = typeof wanted
// One form of Unicode: the same password typed on another keyboard or system must stay the same (RFC 8265, OpaqueString).
const derive = (text: string, nonce: Buffer, tagLength: number, cost: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    argon2('argon2id', { message: text.normalize('NFC'), nonce, tagLength, ...cost }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
const coded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Hashes a password with argon2id (RFC 9106) on the thread pool. @returns a PHC string */
export async function hashPassword(text: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const { memory, passes, parallelism } = wanted
  const hash = await derive(text, salt, hashBytes, wanted)
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${coded(salt)}$${coded(hash)}`
}

/** Compares a password with a PHC string. `wantsRehash` when it was made with other costs than today's. */
export async function checkPassword(text: string, phc: string): Promise<{ isRight: boolean; wantsRehash: boolean }> {
  const parts = form.exec(phc)
  if (!parts) throw new Error('This is not a PHC string of argon2id, version 19.')
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number]
  const kept = Buffer.from(parts[5]!, 'base64')
  const cost = { memory, passes, parallelism }
  const given = await derive(text, Buffer.from(parts[4]!, 'base64'), kept.length, cost)
  const isRight = timingSafeEqual(kept, given)
  const isToday = memory === wanted.memory && passes === wanted.passes && parallelism === wanted.parallelism
  return { isRight, wantsRehash: isRight && !isToday }
}

/** A hash that no password has. Comparing with it takes as long as with a person's, so that the time does not tell whether an address has an account. */
export const nobodysPassword = `$argon2id$v=19$m=${wanted.memory},t=${wanted.passes},p=${wanted.parallelism}$${coded(Buffer.alloc(saltBytes))}$${coded(Buffer.alloc(hashBytes))}`
