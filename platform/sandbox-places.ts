/** One call that has begun. `leave` gives its place to the next one. */
export type Place = { leave(): void }

/**
 * Places for calls that may run at once, first come, first served. A call that takes longer than `slowMs` moves to one of the `backgroundMax` places beside, when one is
 * free, and lets the next one begin: so one big file does not hold up the small ones behind it.
 */
export function openPlaces({
  frontMax,
  backgroundMax,
  slowMs,
}: {
  frontMax: number
  backgroundMax: number
  slowMs: number
}) {
  let front = 0
  let background = 0
  const waiting: (() => void)[] = []
  /** Calls in front that are slow and found no place in the background. */
  const slow: (() => void)[] = []
  const admit = () => {
    if (front < frontMax) waiting.shift()?.()
  }

  /** Takes a place; `onBackground` is called when the call is moved. */
  function begin(onBackground: () => void): Place {
    front++
    let isInBackground = false
    const move = () => {
      isInBackground = true
      front--
      background++
      onBackground()
      admit()
    }
    const timer = setTimeout(() => (background < backgroundMax ? move() : slow.push(move)), slowMs)
    timer.unref()
    return {
      leave() {
        clearTimeout(timer)
        const at = slow.indexOf(move)
        if (at >= 0) slow.splice(at, 1)
        if (isInBackground) {
          background--
          slow.shift()?.()
        } else front--
        admit()
      },
    }
  }

  return {
    inUse: () => front + background,
    /** Waits for a place. @throws the reason of the signal */
    enter(signal: AbortSignal | undefined, onBackground: () => void): Promise<Place> {
      signal?.throwIfAborted()
      if (front < frontMax) return Promise.resolve(begin(onBackground))
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', leave)
          resolve(begin(onBackground))
        }
        const leave = () => {
          waiting.splice(waiting.indexOf(enter), 1)
          reject(signal?.reason)
        }
        waiting.push(enter)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
