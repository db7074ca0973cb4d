// Fits weights-english.txt to the labelled requests: node --import ./platform/guard.mjs services/nlp/fit-weights.ts
import { writeFileSync } from 'node:fs'
import { type CorpusRequest, corpus, type Labelled } from './corpus.test-support.ts'
import { last, later, seen, trap, unseen } from './needs.labelled.ts'
import { signsOf } from './needs.ts'
import { brief } from './reading-english.ts'
import { type Row, regress } from './regression.ts'
import { splitSentences } from './sentences.ts'
import { everySentence, table, type Weights, weighBy } from './weights-english.ts'

export type Text = { set: string; text: string; sentences: Labelled[]; share: number }
/** A labelled sentence by its signs; more than one list of them where it is read in parts. */
type Sample = { of: Text; parts: (readonly string[])[]; isNeed: boolean; share: number }

/** Reading and fitting follow each other, since what a sentence is taken for is a sign of the next. */
const readings = 4
/** Signs of fewer requests tell what these were about. */
const textsMin = 3
/** Holds back weights that rest on few sentences: what a weight of one costs, in sentences. */
const shrinkage = 1
/** Taken from every sentence after the fit, so that a doubtful one is left out rather than guessed; judge-weights.ts shows what it costs. */
const reserve = 1.3
/** The same for texts of up to five sentences: one lost there is a third of what somebody asked for, and strangers' texts of that length held few doubtful ones. */
const reserveOfBrief = 0.2
const given: Record<string, number> = { [everySentence]: -reserve, [brief]: reserve - reserveOfBrief }
/** Smaller weights are dropped. */
const least = 0.1

/** A sentence on its own tells less than one in its place, so it counts for less. */
const shareOfSingle = 0.7
/** What is put in few words must not be lost: missing it is three times as bad. */
const shareOfBrief = 3
const briefSets = ['corpus-plain', 'corpus-short']
const opening = 'We are planning a new website.\n'

/** What weights may be fitted to: never what is held out. */
export const textsOf = (from: readonly CorpusRequest[]): Text[] => [
  ...from
    .filter((r) => r.language === 'en' && !r.isHeldOut)
    .map((r) => ({ ...r, share: briefSets.includes(r.set) ? shareOfBrief : 1 })),
  ...[...seen, ...unseen, ...later, ...last, ...trap].map(([sentence, isNeed]) => ({
    set: 'single sentences',
    text: opening + sentence,
    sentences: [{ from: opening.length, to: opening.length + sentence.length, isNeed }],
    share: shareOfSingle,
  })),
]

function samplesOf(of: Text, weights: Weights): Sample[] {
  const { text, sentences, share } = of
  const source = { id: 'description', kind: 'description' as const, label: 'Text', text }
  const read = signsOf(splitSentences(source, 'en'), weighBy(weights))
  return sentences.map(({ from, to, isNeed }) => ({
    of,
    parts: read.filter(({ sentence }) => sentence.start >= from && sentence.end <= to).map(({ signs }) => signs),
    isNeed,
    share,
  }))
}

function fit(samples: Sample[], before: Weights): Weights {
  const weigh = weighBy(before)
  const met = new Map<string, Set<Text>>()
  for (const { of, parts } of samples)
    for (const sign of parts.flat()) met.set(sign, (met.get(sign) ?? new Set()).add(of))
  const names = [everySentence, ...[...met.keys()].filter((sign) => met.get(sign)!.size >= textsMin)]
  const numberOf = new Map(names.map((sign, i) => [sign, i]))
  const rows = samples.flatMap(({ parts, isNeed, share }): Row[] => {
    // A wish makes its sentence one by its strongest part; a sentence without wishes has none in any.
    const counted = isNeed ? parts.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, 1) : parts
    return counted.map((signs) => ({
      signs: [0, ...signs.flatMap((sign) => numberOf.get(sign) ?? [])],
      isNeed: Number(isNeed),
      share: share / counted.length,
    }))
  })
  const worth = regress(rows, names.length, shrinkage)
  return new Map(names.map((sign, i) => [sign, worth[i]!]))
}

/** The same weights on every run: nothing is drawn by chance, and nothing is read from the weights in use. */
export function fitWeights(from: readonly Text[]): Weights {
  let weights: Weights = new Map()
  for (let reading = 0; reading < readings; reading++)
    weights = fit(
      from.flatMap((text) => samplesOf(text, weights)),
      weights,
    )
  const rounded = [...weights].map(([sign, worth]): [string, number] => [
    sign,
    Math.round((worth + (given[sign] ?? 0)) * 20) / 20,
  ])
  return new Map(rounded.filter(([sign, worth]) => sign === everySentence || Math.abs(worth) >= least))
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
  return `${lines.join('\n')}\n`
}

if (import.meta.main) writeFileSync(table, tableOf(fitWeights(textsOf(corpus))))
