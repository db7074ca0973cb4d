import { readFileSync } from 'node:fs'

/**
 * What each sign of an English sentence is worth, in logits, from what speaks most for a wish to what speaks most against one. Not written by
 * hand: fit-weights.ts fits them to the requests of this folder that rules may be written for, and writes the table.
 */
export const table = new URL('./weights-english.txt', import.meta.url)

/** Stands for what counts in each sentence, whatever its signs: below zero, so that a sentence without telling signs is no wish. */
export const everySentence = 'every sentence'

export type Weights = ReadonlyMap<string, number>

export const weightsIn = (lines: string): Weights =>
  new Map(
    lines
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [worth, signs] = line.trim().split('  ')
        return signs!.split(' | ').map((sign): [string, number] => [sign, Number(worth)])
      }),
  )

/** What signs are worth together by these weights. Above zero: a wish. */
export const weighBy =
  (by: Weights) =>
  (signs: readonly string[]): number =>
    signs.reduce((sum, sign) => sum + (by.get(sign) ?? 0), by.get(everySentence) ?? 0)

let inUse: ReturnType<typeof weighBy> | undefined
/** The same by the weights in use. The table is read with the first English request. */
export function weigh(signs: readonly string[]): number {
  inUse ??= weighBy(weightsIn(readFileSync(table, 'utf8')))
  return inUse(signs)
}
