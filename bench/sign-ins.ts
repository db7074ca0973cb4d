// How many credentials that are known already one core checks in a second, and how many people it signs in.
import { cpus } from 'node:os'
import { identify } from '#platform/access'
import { newApiKey } from '#platform/api-key'
import { openIdentification, type Resolver } from '#platform/identity'
import { plainCtx, silent } from '#platform/testing'
import type { Wake } from '#platform/wake'
import { median } from './figures.ts'

const keysMax = 10_000
const rounds = 7

/** Checks per second of keys that this process knows: from the headers of a request to who is asking. Every key must be the one it is. */
export async function tokenChecks(): Promise<number> {
  const resolver: Resolver = {
    resolve: async ({ text }) => ({
      id: text,
      actor: { kind: 'member', id: `key_${text}`, role: 'service-account', permissions: [], via: 'key' },
    }),
    touch: async () => {},
  }
  const wake = { on: () => () => {} } as unknown as Wake
  const who = openIdentification(resolver, (tenant) => plainCtx({ tenant }), wake, silent)
  const keys = Array.from({ length: keysMax }, newApiKey)
  const requests = keys.map((key) => ({ host: 'bench.example.com', authorization: `Bearer ${key}` }))
  const secrets = {
    secretKey: 'of the benchmark',
    operatorKey: 'of the benchmark',
    tenantHosts: new Map(),
    tenantPaths: new Map(),
  }
  const door = { audience: 'submission', method: 'GET', address: '203.0.113.9', isSecure: true }
  const check = (headers: (typeof requests)[0]) => who.actorOf(identify(secrets, headers, undefined, door))
  for (const headers of requests) await check(headers)
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    for (const [at, headers] of requests.entries()) {
      const actor = check(headers)
      if (actor instanceof Promise || actor.kind !== 'member' || actor.id !== `key_${keys[at]}`)
        throw new Error('a known key was not known')
    }
    rates.push(keysMax / ((performance.now() - startedAt) / 1_000))
  }
  await who.close()
  return median(rates)
}

/** People signed in per second and core, several at once, for `forMs`. `signIn` throws when one is refused. */
export async function signInsPerCore(signIn: () => Promise<unknown>, forMs: number): Promise<number> {
  const startedAt = performance.now()
  let count = 0
  const one = async () => {
    while (performance.now() - startedAt < forMs) {
      await signIn()
      count++
    }
  }
  await Promise.all(Array.from({ length: 2 * cpus().length }, one))
  return count / ((performance.now() - startedAt) / 1_000) / cpus().length
}
