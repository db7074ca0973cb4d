import type { Provider } from 'oidc-provider'
import { loadKeys } from './keys.ts'
import { type IssuerParts, openProvider } from './provider.ts'
import { type KeyRow, removeExpired } from './store.ts'

type Opened = { provider: Promise<Provider>; fingerprint: string }
type Parts = Omit<IssuerParts, 'keys'>

const openMax = 50
const sweepEveryMs = 10 * 60_000

/** The engines of this process, one per issuer. Beyond the limit the one that was not asked for longest goes. */
export function openIssuers(onError: (error: Error) => void) {
  const opened = new Map<string, Opened>()
  const swept = new Map<string, number>()
  // Many first requests of an organisation come at once; one of them makes its keys.
  const loading = new Map<string, Promise<KeyRow[]>>()
  const keysOf = (parts: Parts): Promise<KeyRow[]> => {
    const { tenant } = parts.memory
    const running = loading.get(tenant)
    if (running) return running
    const keys = loadKeys(parts.memory).finally(() => loading.delete(tenant))
    loading.set(tenant, keys)
    return keys
  }
  const sweep = (parts: Parts) => {
    const { tenant, db } = parts.memory
    if (Date.now() - (swept.get(tenant) ?? 0) < sweepEveryMs) return
    swept.set(tenant, Date.now())
    removeExpired(db).catch(onError)
  }
  return {
    /** The engine with the keys of this moment: another process may have rotated them, and an ID token must never name a key that is not published. */
    async providerOf(parts: Parts): Promise<Provider> {
      sweep(parts)
      const keys = await keysOf(parts)
      const name = `${parts.memory.tenant} ${parts.origin}`
      const fingerprint = keys.map((key) => `${key.id}${key.retired_at ? '-' : ''}`).join()
      let found = opened.get(name)
      opened.delete(name)
      if (found?.fingerprint !== fingerprint) found = { provider: openProvider({ ...parts, keys }), fingerprint }
      opened.set(name, found)
      if (opened.size > openMax) opened.delete(opened.keys().next().value!)
      try {
        return await found.provider
      } catch (error) {
        opened.delete(name)
        throw error
      }
    },
  }
}
export type Issuers = ReturnType<typeof openIssuers>
