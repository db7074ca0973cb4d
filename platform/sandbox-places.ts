/** One call that has begun. `leave` gives its place to the next one. */
export type Place = { leave(): void }

/**
 * Places for calls that may run at once, first come, first served, in two rooms: heavy calls go to the background at once, `backgroundMax` at a time; another one that takes
 * longer than `slowMs` moves there when a place is free, and lets the next one begin. So big files never hold up the small ones behind them.
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
  const heavyWaiting: (() => void)[] = []
  /** Calls in front that are slow and found no place in the background. */
  const slow: (() => void)[] = []
  const admit = () => {
    if (front < frontMax) waiting.shift()?.()
    // Who is slow in front is in somebody's way; a heavy one that waits is not.
    if (background < backgroundMax) (slow.shift() ?? heavyWaiting.shift())?.()
  }

  function beginInBackground(onBackground: () => void): Place {
    background++
    onBackground()
    return {
      leave() {
        background--
        admit()
      },
    }
  }

  function begin(onBackground: () => void): Place {
    front++
    let moved: Place | undefined
    const move = () => {
      front--
      moved = beginInBackground(onBackground)
      admit()
    }
    const timer = setTimeout(() => (background < backgroundMax ? move() : slow.push(move)), slowMs)
    timer.unref()
    return {
      leave() {
        clearTimeout(timer)
        const at = slow.indexOf(move)
        if (at >= 0) slow.splice(at, 1)
        if (moved) return moved.leave()
        front--
        admit()
      },
    }
  }

  return {
    inUse: () => front + background,
    /**
     * Waits for a place; `onBackground` is called when the call is to go on, or begin, in the background.
     * @throws the reason of the signal
     */
    enter(signal: AbortSignal | undefined, onBackground: () => void, isHeavy = false): Promise<Place> {
      signal?.throwIfAborted()
      const start = () => (isHeavy ? beginInBackground : begin)(onBackground)
      if (isHeavy ? background < backgroundMax : front < frontMax) return Promise.resolve(start())
      const queue = isHeavy ? heavyWaiting : waiting
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', leave)
          resolve(start())
        }
        const leave = () => {
          queue.splice(queue.indexOf(enter), 1)
          reject(signal?.reason)
        }
        queue.push(enter)
        signal?.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
