import type { Provider } from 'oidc-provider'
import { loadKeys } from './keys.ts'
import { type IssuerParts, openProvider } from './provider.ts'
import { removeExpired } from './store.ts'

type Opened = { provider: Promise<Provider>; fingerprint: string }
type Parts = Omit<IssuerParts, 'keys'>

const openMax = 50
const sweepEveryMs = 10 * 60_000

/** The engines of this process, one per issuer. Beyond the limit the one that was not asked for longest goes. */
export function openIssuers(onError: (error: Error) => void) {
  const opened = new Map<string, Opened>()
  const swept = new Map<string, number>()
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
      const keys = await loadKeys(parts.memory)
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
