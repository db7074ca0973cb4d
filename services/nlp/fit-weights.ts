// Fits weights-english.ts to the labelled requests: node --import ./platform/guard.mjs services/nlp/fit-weights.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { corpus, type Labelled } from './corpus.test-support.ts'
import { last, later, seen, trap, unseen } from './needs.labelled.ts'
import { signsOf } from './needs.ts'
import { splitSentences } from './sentences.ts'
import { everyClause, type Weights, weighBy } from './weights-english.ts'

type Text = { text: string; sentences: Labelled[]; share: number }
/** A labelled sentence by the signs of its clauses. */
type Sample = { clauses: (readonly string[])[]; isNeed: boolean; share: number }
type Clause = { signs: string[]; isNeed: boolean; share: number }
/** A clause for the regression: its signs by number, the first of them that of every clause. */
type Row = { signs: number[]; isNeed: number; share: number }

/** Reading and fitting follow each other, since what a clause is taken for is a sign of the next. */
const readings = 4
/** Signs of fewer clauses tell nothing. */
const clausesMin = 4
/** Newton's method needs about eight rounds to move nothing that rounding would keep. */
const roundsMax = 30
const settled = 0.001
/** Holds back weights that rest on few clauses. */
const shrinkage = 0.001
/** Taken from every clause after the fit: a doubtful clause is left out rather than guessed, for precision is to be 0.95 and recall 0.8. */
const reserve = 0.8
/** Smaller weights are dropped. */
const least = 0.1

/** A sentence on its own tells less than one in its place, so it counts for less. */
const shareOfSingle = 0.7
const opening = 'We are planning a new website.\n'

/** What weights may be fitted to: never what is held out. */
export const texts: Text[] = [
  ...corpus.filter((r) => r.language === 'en' && !r.isHeldOut).map((r) => ({ ...r, share: 1 })),
  ...[...seen, ...unseen, ...later, ...last, ...trap].map(([sentence, isNeed]) => ({
    text: opening + sentence,
    sentences: [{ from: opening.length, to: opening.length + sentence.length, isNeed }],
    share: shareOfSingle,
  })),
]

function samplesOf({ text, sentences, share }: Text, weights: Weights): Sample[] {
  const source = { id: 'description', kind: 'description' as const, label: 'Text', text }
  const clauses = signsOf(splitSentences(source, 'en'), weighBy(weights))
  return sentences.map(({ from, to, isNeed }) => ({
    clauses: clauses.filter(({ clause }) => clause.start >= from && clause.end <= to).map(({ signs }) => signs),
    isNeed,
    share,
  }))
}

/** A wish makes its sentence one by its strongest clause; a sentence without wishes has none in any. */
function clausesOf({ clauses, isNeed, share }: Sample, weights: Weights): Clause[] {
  const weigh = weighBy(weights)
  const counted = isNeed ? clauses.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, 1) : clauses
  return counted.map((signs) => ({ signs: [everyClause, ...signs], isNeed, share: share / counted.length }))
}

/** Logistic regression with shrinkage, by Newton's method. */
function regress(rows: Row[], size: number): Float64Array {
  const worth = new Float64Array(size)
  const all = rows.reduce((sum, row) => sum + row.share, 0)
  for (let round = 0; round < roundsMax; round++) {
    const slope = worth.map((w, i) => (i === 0 ? 0 : shrinkage * w))
    const curve = Array.from(worth, (_, i) => {
      const line = new Float64Array(worth.length)
      line[i] = i === 0 ? 0 : shrinkage
      return line
    })
    for (const { signs, isNeed, share } of rows) {
      const chance = 1 / (1 + Math.exp(-signs.reduce((sum, sign) => sum + worth[sign]!, 0)))
      for (const sign of signs) {
        slope[sign]! += ((chance - isNeed) * share) / all
        for (const other of signs) curve[sign]![other]! += (chance * (1 - chance) * share) / all
      }
    }
    const moves = solve(curve, slope)
    for (const [i, move] of moves.entries()) worth[i]! -= move
    if (moves.every((move) => Math.abs(move) < settled)) break
  }
  return worth
}

/** Gaussian elimination; the matrix of a regression with shrinkage needs no exchange of rows. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  for (const [i, pivot] of matrix.entries())
    for (let j = i + 1; j < matrix.length; j++) {
      const line = matrix[j]!
      const factor = line[i]! / pivot[i]!
      if (factor === 0) continue
      for (let k = i; k < line.length; k++) line[k]! -= factor * pivot[k]!
      right[j]! -= factor * right[i]!
    }
  for (let i = matrix.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < right.length; k++) right[i]! -= matrix[i]![k]! * right[k]!
    right[i]! /= matrix[i]![i]!
  }
  return right
}

function fit(clauses: Clause[]): Weights {
  const met = new Map<string, number>()
  for (const { signs } of clauses) for (const sign of signs) met.set(sign, (met.get(sign) ?? 0) + 1)
  const names = [...met.keys()].filter((sign) => met.get(sign)! >= clausesMin)
  const numberOf = new Map(names.map((sign, i) => [sign, i]))
  const rows = clauses.map(({ signs, isNeed, share }) => ({
    signs: signs.flatMap((sign) => numberOf.get(sign) ?? []),
    isNeed: Number(isNeed),
    share,
  }))
  const worth = regress(rows, names.length)
  return new Map(names.map((sign, i) => [sign, worth[i]!]))
}

/** The same weights on every run: nothing is drawn by chance, and nothing is read from the weights in use. */
export function fitWeights(from: readonly Text[] = texts): Weights {
  let weights: Weights = new Map()
  for (let reading = 0; reading < readings; reading++)
    weights = fit(from.flatMap((text) => samplesOf(text, weights)).flatMap((sample) => clausesOf(sample, weights)))
  const rounded = [...weights].map(([sign, worth]): [string, number] => [
    sign,
    Math.round((sign === everyClause ? worth - reserve : worth) * 20) / 20,
  ])
  return new Map(rounded.filter(([sign, worth]) => sign === everyClause || Math.abs(worth) >= least))
}

/** From what speaks most for a wish to what speaks most against one. */
export function tableOf(weights: Weights): string {
  const signsOfWorth = Map.groupBy(
    [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)),
    ([, worth]) => worth.toFixed(2).padStart(5),
  )
  const lines = [...signsOfWorth].flatMap(([worth, entries]) => {
    const signs = entries.map(([sign]) => sign)
    const rows = [signs.shift()!]
    for (const sign of signs)
      if (rows.at(-1)!.length + sign.length < 140) rows.push(`${rows.pop()} | ${sign}`)
      else rows.push(sign)
    return rows.map((row) => `${worth}  ${row}`)
  })
  return `\n${lines.join('\n')}\n`
}

if (import.meta.main) {
  const file = new URL('./weights-english.ts', import.meta.url)
  const table = tableOf(fitWeights())
  writeFileSync(file, readFileSync(file, 'utf8').replace(/`[^`]*`/u, `\`${table}\``))
}
