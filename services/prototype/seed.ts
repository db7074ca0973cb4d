import { createHash } from 'node:crypto'

/** Draws that depend on the seed only, so that the same request always gets the same look. */
export type Draw = {
  /** A number in [0, 1). */
  fraction(): number
  /** An integer in [from, to]. */
  between(from: number, to: number): number
  pick<T>(choices: readonly T[]): T
}

/** Starts a sequence of draws from any text, such as a request id. mulberry32 over a SHA-256 prefix: even, tiny, not for secrets. */
export function drawFrom(seed: string): Draw {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1))
  return { fraction, between, pick: (choices) => choices[between(0, choices.length - 1)]! }
}
