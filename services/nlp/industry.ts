import type { Analysis, Quote } from './contract.ts'
import { type Industry, industryTerms } from './lexicon-industry.ts'
import { quotePart, type Sentence } from './text.ts'

type Found = { value: Industry; score: number; evidence: Quote[] }
const round = (n: number): number => Math.round(n * 100) / 100
const sourceWeight = { description: 1, voice: 0.9, document: 0.5 }
const alternativesMax = 3

/**
 * The line of business of the writer, with the words that led there. Each different word counts once and a little more
 * when repeated, so that one word said often does not win; `other` with confidence 0 when nothing speaks.
 */
export function findIndustry(sentences: readonly Sentence[]): Analysis['industry'] {
  const found = industryTerms.map(({ value, strong, hint }) => {
    const all = [tally(sentences, strong, 3), tally(sentences, hint, 1)]
    return { value, score: all.reduce((n, t) => n + t.score, 0), evidence: all.flatMap((t) => t.evidence).slice(0, 4) }
  })
  const ranked = found.filter((f) => f.score >= 1).sort((a, b) => b.score - a.score)
  const [first] = ranked
  if (!first || first.score < 2)
    return {
      value: 'other',
      confidence: 0,
      evidence: [],
      alternatives: ranked.slice(0, alternativesMax).map((f) => ({ value: f.value, confidence: 0.1 })),
    }
  const confidence = (f: Found) =>
    round((f.score / ranked.reduce((n, r) => n + r.score, 0)) * Math.min(0.95, first.score / (first.score + 2)))
  return {
    value: first.value,
    confidence: confidence(first),
    evidence: first.evidence,
    alternatives: ranked.slice(1, 1 + alternativesMax).map((f) => ({ value: f.value, confidence: confidence(f) })),
  }
}

function tally(sentences: readonly Sentence[], pattern: RegExp, points: number): { score: number; evidence: Quote[] } {
  const counts = new Map<string, number>()
  const evidence: Quote[] = []
  let score = 0
  for (const sentence of sentences) {
    if (sentence.isNoise) continue
    for (const hit of sentence.text.matchAll(pattern)) {
      const key = hit[0].toLowerCase().replace(/s$/u, '')
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count === 1) evidence.push(quotePart(sentence, hit.index, hit.index + hit[0].length))
      if (count <= 4) score += (points * sourceWeight[sentence.source.kind]) / count ** 2
    }
  }
  return { score, evidence }
}
