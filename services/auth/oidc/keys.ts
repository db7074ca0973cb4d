import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'
import { open, seal } from '#platform/envelope'
import { newId } from '#platform/ids'
import type { Memory } from './adapter.ts'
import { sealContext } from './sealed.ts'
import * as store from './store.ts'

export const algorithms = ['ES256', 'RS256', 'EdDSA'] as const
export type Algorithm = (typeof algorithms)[number]

/**
 * How long a retired key stays published. ID tokens live an hour, but applications send them back as a hint to sign out, for as long as a sign-in may last.
 */
export const publishedMs = 14 * 24 * 3_600_000

const generate = promisify(generateKeyPair)
const keyContext = (tenant: string, id: string): string => sealContext({ place: 'signing_keys', tenant, id })

/** All three are about as strong: 128 bits (NIST SP 800-57 part 1, table 2). */
const pairs: Record<Algorithm, () => Promise<{ privateKey: KeyObject }>> = {
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  RS256: () => generate('rsa', { modulusLength: 3072 }),
  EdDSA: () => generate('ed25519', {}),
}

async function newKey({ keyring, tenant }: Memory, algorithm: Algorithm) {
  const { privateKey } = await pairs[algorithm]()
  const id = newId('sig')
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: id, alg: algorithm, use: 'sig' }
  return { id, algorithm, sealed: seal(keyring, JSON.stringify(jwk), keyContext(tenant, id)) }
}

/** Published keys of the tenant, those that sign first; makes what is missing. */
export async function loadKeys(memory: Memory): Promise<store.KeyRow[]> {
  const keys = await store.publishedKeys(memory.db)
  const missing = algorithms.filter((a) => !keys.some((key) => key.algorithm === a && !key.retired_at))
  if (missing.length === 0) return keys
  for (const algorithm of missing) await store.insertKey(memory.db, await newKey(memory, algorithm))
  return store.publishedKeys(memory.db)
}

export const openKeys = (memory: Memory, rows: store.KeyRow[]): JWK[] =>
  rows.map((row) => JSON.parse(open(memory.keyring, row.private_key, keyContext(memory.tenant, row.id)).toString()))

/**
 * New keys sign from now on; those they replace stay published for what they have signed. With `isLeaked` nothing old stays published: whoever has the
 * old keys can sign nothing more that anybody believes, and people must sign in to their applications again.
 */
export async function rotateKeys(memory: Memory, isLeaked: boolean): Promise<store.KeyRow[]> {
  const made = await Promise.all(algorithms.map((algorithm) => newKey(memory, algorithm)))
  await store.retireKeys(memory.db, new Date(Date.now() + (isLeaked ? 0 : publishedMs)))
  if (isLeaked) await store.withdrawRetiredKeys(memory.db)
  for (const key of made) await store.insertKey(memory.db, key)
  return loadKeys(memory)
}
