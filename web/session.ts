import { useSyncExternalStore } from 'react'

const key = 'statex.signed-in'
const listeners = new Set<() => void>()
let kept: boolean | undefined

const read = (): boolean => {
  try {
    return localStorage.getItem(key) !== null
  } catch {
    return kept ?? false
  }
}

/**
 * Notes whether this browser is signed in. The session's cookie is out of reach of scripts, so without the note every page of every visitor would have to
 * ask the server. It is a hint only: what somebody may do, the server says.
 */
export function noteSignedIn(isSignedIn: boolean): void {
  if (isSignedIn === read()) return
  kept = isSignedIn
  try {
    if (isSignedIn) localStorage.setItem(key, '1')
    else localStorage.removeItem(key)
  } catch {
    // Storage is blocked: the note holds for this page only.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}

export const useSignedInHint = (): boolean => useSyncExternalStore(subscribe, read)

/** Where to go after signing in: only ever a path of this origin, because the address may have been written by anybody. */
export function safeReturn(wanted: string | undefined, origin: string): string | undefined {
  if (!wanted?.startsWith('/')) return undefined
  // The parser of the browser decides, not ours: it reads `/\host` and `/<tab>/host` as another site.
  const url = URL.parse(wanted, origin)
  const isOurs = url?.origin === origin && !url.pathname.startsWith('//')
  return isOurs ? url.pathname + url.search + url.hash : undefined
}
