// In which order contestants run, and what is made of their rounds.
import { median, rounded } from '../figures.ts'

/** A B C A B C …: everybody once in each round, because the mood of a machine changes within seconds. */
export function interleaved<T>(contestants: readonly T[], rounds: number): { contestant: T; round: number }[] {
  return Array.from({ length: rounds }, (_, round) => contestants.map((contestant) => ({ contestant, round }))).flat()
}

/**
 * How many times `ours` is `theirs`: taken within each round, between neighbours in time, and then the middle one. Undefined when one of the
 * two has no figure of any round that both ran.
 */
export function ratioOf(ours: number[] | undefined, theirs: number[] | undefined): number | undefined {
  const rounds = Math.min(ours?.length ?? 0, theirs?.length ?? 0)
  if (rounds === 0) return undefined
  return rounded(median(Array.from({ length: rounds }, (_, round) => ours![round]! / theirs![round]!)))
}

/** The figures of the one with the best median of several; undefined when none ran. */
export function bestOf(all: (number[] | undefined)[], better: 'more' | 'less'): number[] | undefined {
  const present = all.filter((figures) => figures !== undefined && figures.length > 0) as number[][]
  return present.toSorted((a, b) => (median(b) - median(a)) * (better === 'more' ? 1 : -1))[0]
}

/** Something looked at now and then; times on any one clock. */
export type Sample = { atMs: number; value: number }

/** How many times the last fifth of a time is its first fifth, by the medians of what was seen in each. */
export function driftOf(samples: Sample[]): number {
  const from = samples[0]!.atMs
  const fifthMs = (samples.at(-1)!.atMs - from) / 5
  const middle = (isIn: (atMs: number) => boolean) => median(samples.filter((s) => isIn(s.atMs)).map((s) => s.value))
  return rounded(middle((atMs) => atMs >= from + 4 * fifthMs) / middle((atMs) => atMs <= from + fifthMs))
}
