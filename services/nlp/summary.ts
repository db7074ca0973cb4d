import type { Quote } from './contract.ts'
import { PRODUCT } from './lexicon-actors.ts'
import { functionWords } from './lexicon-function-words.ts'
import type { Need } from './needs.ts'
import { overlap } from './repeats.ts'
import { quotePart, type Sentence, stem } from './text.ts'

const sentencesMax = 3
/** Scoring every sentence of a long document against all others would be wasted; the point of a request stands early. */
const candidatesMax = 400
const sourceWeight = { description: 1, voice: 0.95, document: 0.5 }

/**
 * Up to three sentences of the input that together say most: what is wanted, in the words that return most often. In
 * reading order and never rewritten. Nothing when the text is a few words only.
 */
export function summarise(sentences: readonly Sentence[], needs: readonly Need[]): Quote[] {
  const usable = sentences
    .filter((s) => !s.isNoise && s.words.length >= 5 && s.text.length <= 420)
    .slice(0, candidatesMax)
  const wished = new Map<Sentence, number>()
  for (const need of needs)
    if (need.priority !== 'wont') wished.set(need.sentence, (wished.get(need.sentence) ?? 0) + 1)
  const frequency = new Map<string, number>()
  const stems = new Map(usable.map((s) => [s, stemsOf(s)]))
  for (const set of stems.values()) for (const s of set) frequency.set(s, (frequency.get(s) ?? 0) + 1)
  const scored = usable.map((sentence, index) => ({
    sentence,
    index,
    score: score(sentence, index, stems.get(sentence)!, frequency, wished.get(sentence) ?? 0),
  }))
  const chosen: typeof scored = []
  while (chosen.length < Math.min(sentencesMax, Math.ceil(usable.length / 2))) {
    const rest = scored.filter((s) => !chosen.includes(s))
    const best = rest
      .map((s) => ({
        s,
        value:
          s.score * (1 - Math.max(0, ...chosen.map((c) => overlap(stems.get(c.sentence)!, stems.get(s.sentence)!)))),
      }))
      .sort((a, b) => b.value - a.value || a.s.index - b.s.index)[0]
    if (!best || best.value <= 0) break
    chosen.push(best.s)
  }
  return chosen
    .sort((a, b) => a.index - b.index)
    .map(({ sentence }) => quotePart(sentence, fillers.exec(sentence.text)![0].length))
}

/** What a speaker says before the sentence begins; leaving it out still quotes exactly. */
const fillers = /^(?:(?:and|but|so|okay|ok|um|uh|well|basically|then|also)[\s,]+)*/iu

const stemsOf = (sentence: Sentence): Set<string> => {
  const stop = functionWords[sentence.language as keyof typeof functionWords] ?? functionWords.en
  return new Set(sentence.words.filter((w) => !stop.has(w.lower)).map((w) => stem(w.lower)))
}

function score(
  sentence: Sentence,
  index: number,
  stems: Set<string>,
  frequency: Map<string, number>,
  wishes: number,
): number {
  let shared = 0
  for (const s of stems) shared += Math.log2(frequency.get(s)!) + 0.3
  const density = shared / Math.sqrt(stems.size + 4)
  PRODUCT.lastIndex = 0
  const wish = wishes === 0 ? 0 : 1.2 + 0.3 * Math.min(2, wishes - 1)
  const product = wishes > 0 && PRODUCT.test(sentence.text) ? 1.2 : 0
  const place = 0.8 / (1 + index / 3)
  const money = /budget|rozpočet|deadline|[$€£]\s?\d|\d\s?(?:€|Kč)/iu.test(sentence.text) ? 1 : 0
  const brief = sentence.words.length < 8 ? 0.6 : 1
  const chatter =
    /^(?:hi|hello|dear|thanks|thank you|please call|guten tag|dobrý den|bonjour)\b/iu.test(sentence.text) &&
    sentence.words.length < 12
      ? 0.3
      : 1
  return (density + wish + product + place + money) * brief * chatter * sourceWeight[sentence.source.kind]
}
