/** One call that has begun. `leave` gives its place to the next one. */
export type Place = { leave(): void }

/**
 * `onBackground` is called when the call is to go on, or begin, in the background. `isHeavy` begins it there. `workedMs` tells how much processor time the call has used
 * so far: slow is then who works long, not who waits for a busy machine; undefined where the system does not tell.
 */
export type Entry = { onBackground?(): void; isHeavy?: boolean; workedMs?(): number | undefined }

/** A call that hardly works is in the way all the same, in the end: it is slow after this many times `slowMs`. */
const waitsMax = 40

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

  function beginInBackground({ onBackground }: Entry): Place {
    background++
    onBackground?.()
    return {
      leave() {
        background--
        admit()
      },
    }
  }

  function begin(entry: Entry): Place {
    front++
    let moved: Place | undefined
    const move = () => {
      front--
      moved = beginInBackground(entry)
      admit()
    }
    let waits = 0
    const look = () => {
      const worked = entry.workedMs?.() ?? slowMs
      if (worked < slowMs && ++waits < waitsMax) timer = setTimeout(look, slowMs).unref()
      else if (background < backgroundMax) move()
      else slow.push(move)
    }
    let timer = setTimeout(look, slowMs).unref()
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
     * Waits for a place.
     * @throws the reason of the signal
     */
    enter(signal: AbortSignal | undefined, entry: Entry = {}): Promise<Place> {
      signal?.throwIfAborted()
      const { isHeavy } = entry
      const start = () => (isHeavy ? beginInBackground : begin)(entry)
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
