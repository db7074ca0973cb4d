import type { Party } from '#platform/sandbox-places'

type Turn = { signal?: AbortSignal | undefined; party?: Party | undefined }
type Waiter = { keys: string[]; begin(): void }

/** So many tenants and requests are remembered; who is forgotten comes first. */
const rememberedMax = 1_000

/**
 * Lets at most `atOnceMax` pieces of work run at a time. Next comes whose last turn, or arrival, is longest ago, tenant before request, and then who came first: so every
 * tenant that waits has one turn before any has its next, however many files it sends. `openPlaces` looks at who has least under way, which with one place is nobody,
 * and lets guests in beyond it, for which a recogniser has no room.
 */
export function takeTurns(atOnceMax: number) {
  let running = 0
  let clock = 0
  const lastTurns = new Map<string, number>()
  const waiting: Waiter[] = []

  function note(keys: string[]): void {
    for (const key of keys) {
      lastTurns.delete(key)
      lastTurns.set(key, ++clock)
    }
    for (const oldest of lastTurns.keys()) {
      if (lastTurns.size <= rememberedMax) break
      lastTurns.delete(oldest)
    }
  }
  const since = ({ keys }: Waiter, level: number) => lastTurns.get(keys[level]!) ?? 0
  function next(): Waiter | undefined {
    const first = waiting.toSorted((a, b) => since(a, 0) - since(b, 0) || since(a, 1) - since(b, 1))[0]
    if (first) waiting.splice(waiting.indexOf(first), 1)
    return first
  }

  return async <T>({ signal, party: [tenant = '', request = ''] = [] }: Turn, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted()
    const keys = [tenant, `${tenant} ${request}`]
    note(keys.filter((key) => !lastTurns.has(key)))
    if (running < atOnceMax) running++
    else await new Promise<void>((begin) => waiting.push({ keys, begin }))
    note(keys)
    try {
      signal?.throwIfAborted()
      return await work()
    } finally {
      // The place is handed over, so that nobody who comes in between takes it.
      const following = next()
      if (following) following.begin()
      else running--
    }
  }
}
