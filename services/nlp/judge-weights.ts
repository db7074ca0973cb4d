// How well wishes are found in requests of a hand that no weight was fitted to, for each reserve that could be chosen:
// node --import ./platform/guard.mjs services/nlp/judge-weights.ts
import { corpus } from './corpus.test-support.ts'
import { fitWeights, type Text, textsOf } from './fit-weights.ts'
import { findNeeds } from './needs.ts'
import { splitSentences } from './sentences.ts'
import { everySentence, type Weights, weighBy } from './weights-english.ts'

/** Each set of another hand; the other sets are by the hand that wrote the rules. */
const strangers = ['corpus-blind', 'corpus-unseen', 'corpus-near', 'corpus-short']
/** Taken from every sentence on top of the reserve. */
const changes = [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2]

type Count = { hits: number; found: number; wanted: number }

function count(texts: readonly Text[], weights: Weights): Count {
  const weigh = weighBy(weights)
  const sum = { hits: 0, found: 0, wanted: 0 }
  for (const { text, sentences } of texts) {
    const source = { id: 'description', kind: 'description' as const, label: 'Text', text }
    const { needs } = findNeeds(splitSentences(source, 'en'), (signs) => weigh(signs))
    for (const { from, to, isNeed } of sentences) {
      const isFound = needs.some(({ evidence: e }) => e.start < to && from < e.end)
      sum.found += Number(isFound)
      sum.wanted += Number(isNeed)
      sum.hits += Number(isFound && isNeed)
    }
  }
  return sum
}

const texts = textsOf(corpus)
const fits = strangers.map((stranger) => ({
  own: texts.filter(({ set }) => set === stranger),
  weights: fitWeights(texts.filter(({ set }) => set !== stranger)),
}))
console.log(`reserve  precision, recall of ${[...strangers, 'all together'].join(' | ')}`)
for (const change of changes) {
  const counts = fits.map(({ own, weights }) =>
    count(own, new Map([...weights, [everySentence, weights.get(everySentence)! - change]])),
  )
  const total = (key: keyof Count) => counts.reduce((sum, one) => sum + one[key], 0)
  counts.push({ hits: total('hits'), found: total('found'), wanted: total('wanted') })
  const figures = counts.map(({ hits, found, wanted }) => `${(hits / found).toFixed(3)}, ${(hits / wanted).toFixed(3)}`)
  console.log(`${change.toFixed(1).padStart(7)}  ${figures.join(' | ')}`)
}
