/** One call that has begun. `leave` gives its place to the next one. */
export type Place = { leave(): void }
/** Whose call it is, from the largest to the smallest: tenant, request. */
export type Party = readonly string[]

/**
 * `onBackground` is called when the call is to go on, or begin, in the background. `isHeavy` begins it there. `workedMs` tells how much processor time the call has used
 * so far: slow is then who works long, not who waits for a busy machine; undefined where the system does not tell.
 */
export type Entry = { onBackground?(): void; isHeavy?: boolean; workedMs?(): number | undefined; party?: Party }

/** A call that hardly works is in the way all the same, in the end: it is slow after this many times `slowMs`. */
const waitsMax = 40
/** Calls that do not say whose they are belong together. */
const nobody: Party = ['']

/** `guests`: places kept beyond `max`, by level: for another tenant, for another request. */
type Room = { max: number; guests: [tenant: number, request: number]; held: Party[] }
/** `hasBegun`: it has a place in front and waits for one in the background. */
type Waiter = { party: Party; hasBegun?: boolean; begin(): void }

const shares = (one: Party, other: Party, level: number) => one[level] !== undefined && one[level] === other[level]

/**
 * Whether a call may begin. A room that one tenant, or one request, has to itself has a place more, for somebody else: so nobody can take all places from all others,
 * and who is alone is not kept from using them.
 */
function hasPlace({ max, guests, held }: Room, party: Party): boolean {
  if (held.length < max) return true
  return guests.some((kept, level) => {
    const first = held[0]!
    const isTaken = held.every((one) => shares(one, first, level))
    return held.length < max + kept && isTaken && !shares(party, first, level)
  })
}

const leave = (room: Room, party: Party) => void room.held.splice(room.held.indexOf(party), 1)

/**
 * Places for calls that may run at once, in two rooms: heavy calls go to the background at once, `backgroundMax` at a time; another one that takes
 * longer than `slowMs` moves there when a place is free, and lets the next one begin. So big files never hold up the small ones behind them.
 * Who waits is let in by who has least under way, tenant before request, and then first come, first served. So many files of one never hold up the few of another.
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
  // The request that takes the last place of a room must not take that of another tenant with it.
  const front: Room = { max: frontMax, guests: [2, 1], held: [] }
  const background: Room = { max: backgroundMax, guests: [1, 0], held: [] }
  const waiting: Waiter[] = []
  const heavyWaiting: Waiter[] = []
  /** Calls in front that are slow and found no place in the background. */
  const slow: Waiter[] = []

  /** How much else of the same tenant, and of the same request, is under way. */
  const besides = ({ party, hasBegun }: Waiter) =>
    [0, 1].map((level) => {
      const all = [...front.held, ...background.held].filter((one) => shares(one, party, level)).length
      return hasBegun ? Math.max(0, all - 1) : all
    })
  /** The next of those who wait that may begin; earlier ones of the list before later ones that have as much under way. */
  function nextFor(room: Room, list: Waiter[]): Waiter | undefined {
    const open = list.filter(({ party }) => hasPlace(room, party))
    const all = open.map((waiter) => ({ waiter, counts: besides(waiter) }))
    return all.sort((a, b) => a.counts[0]! - b.counts[0]! || a.counts[1]! - b.counts[1]!)[0]?.waiter
  }
  const remove = (waiter: Waiter) => {
    for (const list of [waiting, heavyWaiting, slow]) if (list.includes(waiter)) list.splice(list.indexOf(waiter), 1)
  }
  function admit(): void {
    // Who is slow in front is in somebody's way; a heavy one that waits is not.
    const moving = nextFor(background, [...slow, ...heavyWaiting])
    const next = moving ?? nextFor(front, waiting)
    if (!next) return
    remove(next)
    next.begin()
    admit()
  }

  function beginInBackground({ onBackground, party = nobody }: Entry): Place {
    background.held.push(party)
    onBackground?.()
    return {
      leave() {
        leave(background, party)
        admit()
      },
    }
  }

  function begin(entry: Entry): Place {
    const { party = nobody } = entry
    front.held.push(party)
    let moved: Place | undefined
    const move = () => {
      leave(front, party)
      moved = beginInBackground(entry)
    }
    const self: Waiter = { party, hasBegun: true, begin: move }
    let waits = 0
    const look = () => {
      const worked = entry.workedMs?.() ?? slowMs
      if (worked < slowMs && ++waits < waitsMax) timer = setTimeout(look, slowMs).unref()
      else {
        slow.push(self)
        admit()
      }
    }
    let timer = setTimeout(look, slowMs).unref()
    return {
      leave() {
        clearTimeout(timer)
        remove(self)
        if (moved) return moved.leave()
        leave(front, party)
        admit()
      },
    }
  }

  return {
    inUse: () => front.held.length + background.held.length,
    /**
     * Waits for a place.
     * @throws the reason of the signal
     */
    enter(signal: AbortSignal | undefined, entry: Entry = {}): Promise<Place> {
      signal?.throwIfAborted()
      const { isHeavy = false, party = nobody } = entry
      const start = () => (isHeavy ? beginInBackground : begin)(entry)
      if (hasPlace(isHeavy ? background : front, party)) return Promise.resolve(start())
      const queue = isHeavy ? heavyWaiting : waiting
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal?.removeEventListener('abort', giveUp)
          resolve(start())
        }
        const waiter: Waiter = { party, begin: enter }
        const giveUp = () => {
          remove(waiter)
          reject(signal?.reason)
        }
        queue.push(waiter)
        signal?.addEventListener('abort', giveUp, { once: true })
      })
    },
  }
}
