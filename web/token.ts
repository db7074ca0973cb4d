/** The secret in a link's fragment (`#token=…`), which browsers never send to a server. */
export function tokenOf(fragment: string): string | undefined {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('token') || undefined
}

const start = 'statex.token.'
const keyOf = (id: string) => start + id

/** What a tab has of storage of its own; undefined where that is blocked. */
export const tabStorage = (): Storage | undefined => {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}

/** Forgets the secrets of all requests that this tab remembers. */
export function forgetTokens(storage = tabStorage()): void {
  if (storage) for (const key of Object.keys(storage)) if (key.startsWith(start)) storage.removeItem(key)
}

/**
 * Finds the secret of a request: the fragment wins and is remembered for this tab, so that a reload after the fragment was lost still works.
 * Storage may be blocked; then the fragment alone counts.
 */
export function findToken(
  id: string,
  fragment: string,
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined,
): string | undefined {
  const given = tokenOf(fragment)
  try {
    if (given) storage?.setItem(keyOf(id), given)
    return given ?? storage?.getItem(keyOf(id)) ?? undefined
  } catch {
    return given
  }
}
