/** Lets at most `atOnceMax` pieces of work run at a time, the others in the order they came. */
export function takeTurns(atOnceMax: number) {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted()
    if (running < atOnceMax) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      signal?.throwIfAborted()
      return await work()
    } finally {
      // The place is handed over, so that nobody who comes in between takes it.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
