type Kept<T> = { value?: T; error?: Error; failedAt?: number; loadedAt: number; loading?: Promise<T> }
type Load<T> = () => Promise<T>

/** Nobody waits longer for an answer, nor asks again sooner after there was none: a request must not hang on who is away. */
const waitMs = 2_000
export type Remembered<T> = {
  /** The value, loaded when it is not there. One that is due is given as it was and loaded anew meanwhile. */
  get(key: string, load: Load<T>): Promise<T>
  /** The value without waiting, loaded anew meanwhile when it is due; undefined when it was never loaded or was forgotten. */
  known(key: string, load: Load<T>): T | undefined
  /** Makes the next `get` of each key load. What cannot be loaded then stays as it was. */
  forget(): void
  /** Takes an answer that was asked for at `askedAt` (`performance.now()`), together with others. False when there is no room for it. */
  put(key: string, value: T, askedAt: number): boolean
  /** Notes that the other had said at `since` that nothing has changed: what is known counts as loaded then. Whoever says so forgets when something has. */
  vouch(since: number): void
}

/**
 * Answers of another service, kept for `keepMs`, so that a question asked with each request costs nothing. While the other does not answer, its last
 * answer holds.
 *
 * @example
 * const bounds = remember<Bounds>({ keepMs: 30_000 })
 * await bounds.get(ctx.tenant, () => ctx.call.provisioning.bounds({}))
 */
export function remember<T>({ keepMs, keysMax = 10_000 }: { keepMs: number; keysMax?: number }): Remembered<T> {
  const all = new Map<string, Kept<T>>()
  let forgottenAt = Number.NEGATIVE_INFINITY
  let vouchedAt = Number.NEGATIVE_INFINITY
  const refresh = (kept: Kept<T>, load: Load<T>): Promise<T> => {
    const startedAt = performance.now()
    kept.loading ??= inTime(load())
      .then((value) => {
        kept.value = value
        kept.error = undefined
        return value
      })
      .catch((error) => {
        kept.error = error
        kept.failedAt = performance.now()
        if (kept.value !== undefined) return kept.value
        throw error
      })
      .finally(() => {
        // Also after a failure: whoever does not answer is not helped by being asked with each request.
        kept.loadedAt = startedAt
        kept.loading = undefined
      })
    return kept.loading
  }
  const current = (kept: Kept<T>, load: Load<T>): T | undefined => {
    if (kept.loadedAt < forgottenAt) return undefined
    // What could not be loaded the last time may be of any age: nobody vouches for that.
    const knownAt = kept.error ? kept.loadedAt : Math.max(kept.loadedAt, vouchedAt)
    if (performance.now() - knownAt > keepMs) refresh(kept, load).catch(() => {})
    return kept.value
  }
  return {
    async get(key, load) {
      let kept = all.get(key)
      if (!kept) {
        // The oldest goes: keys may come from outside.
        if (all.size >= keysMax) all.delete(all.keys().next().value!)
        kept = { loadedAt: Number.NEGATIVE_INFINITY }
        all.set(key, kept)
      }
      const { value, error, failedAt = 0 } = kept
      if (value === undefined && error && failedAt >= forgottenAt && performance.now() - failedAt < waitMs) throw error
      return (value === undefined ? undefined : current(kept, load)) ?? refresh(kept, load)
    },
    known(key, load) {
      const kept = all.get(key)
      return kept?.value === undefined ? undefined : current(kept, load)
    },
    forget() {
      forgottenAt = performance.now()
    },
    put(key, value, askedAt) {
      const kept = all.get(key)
      if (!kept && all.size >= keysMax) return false
      if (!kept) all.set(key, { value, loadedAt: askedAt })
      // One that is being loaded may have been asked for later than this.
      else if (!kept.loading && kept.loadedAt < askedAt)
        Object.assign(kept, { value, loadedAt: askedAt, error: undefined })
      return true
    },
    vouch(since) {
      vouchedAt = since
    },
  }
}

const processes = new WeakMap<object, Map<string, Remembered<unknown>>>()

/** The memory of that name which all services of a process share, so that what one has asked the next need not. A process is what its adapters stand for. */
export function rememberTogether<T>(
  adapters: object,
  name: string,
  options: Parameters<typeof remember>[0],
): Remembered<T> {
  const memories = processes.get(adapters) ?? new Map<string, Remembered<unknown>>()
  processes.set(adapters, memories)
  const memory = memories.get(name) ?? remember<unknown>(options)
  memories.set(name, memory)
  return memory as Remembered<T>
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`There was no answer in ${waitMs} ms.`)), waitMs).unref()
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
