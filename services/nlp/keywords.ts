import type { Analysis } from './contract.ts'
import { functionWords } from './lexicon-function-words.ts'
import { quote, type Sentence, stem, type Word } from './text.ts'

/** Words of every request, which say nothing about this one. */
const common = new Set(
  `want need needs like please hello hi hey dear thanks thank regards look looking make makes made get gets use used using able help sure able thing things something anything everything way lot bit
  new good great nice best better well much really also around currently right now today maybe ideally etc per via within time times year years day days week weeks month months one two three four five
  first second third next last many several work works working run runs see say tell know think come comes go goes going take takes give gives keep put add since still even already another different own
  people customers customer users user someone somebody anybody everyone bit kind sort example possible important soon asap spend budget currently page number part place must should could would stays stay okay um uh basically yeah cannot become becomes matter matters inside outside myself themselves ourselves yourself send sends show shows choose chooses sell sells call calls move away later pay pays write writes reach provide provides include includes enough own far big small long short exactly actually answer answers ask start starts end ends open opens close thing usd eur gbp czk euro euros pounds dollars hundred thousand percent monday tuesday wednesday thursday friday saturday sunday saturdays sundays
  gruppe dobrý den prosím děkuji rozpočet guten tag bonjour merci asi rok`.split(/\s+/),
)
const verbOnly = new Set(
  'confirm choose sign cancel register receive select upload browse buy pick picks scan scans see add engraved exports reserve become handle handled stored'.split(
    ' ',
  ),
)
const keywordsMax = 12
const sourceWeight = { description: 1, voice: 1, document: 0.6 }

type Candidate = {
  text: string
  count: number
  score: number
  sentence: Sentence
  start: number
  end: number
  size: number
}

/** The words and short phrases this request is about, most telling first, each quoted where it first stands. */
export function findKeywords(sentences: readonly Sentence[]): Analysis['keywords'] {
  const found = new Map<string, Candidate>()
  sentences.forEach((sentence, index) => {
    if (sentence.isNoise) return
    const place = 1 + 1 / (1 + index / 4)
    for (const run of runsOf(sentence)) {
      for (const phrase of phrasesOf(run)) count(found, sentence, phrase, place * sourceWeight[sentence.source.kind])
    }
  })
  const ranked = [...found.values()]
    .filter((c) => (c.size > 1 ? c.count > 1 || c.score > 1.5 : c.text.length > 2))
    .sort((a, b) => b.score - a.score || a.start - b.start)
  return withoutOverlap(ranked).map((c) => ({
    text: c.text,
    count: c.count,
    evidence: quote(c.sentence.source, c.start, c.end),
  }))
}

/** Runs of content words with nothing but a space between them. */
function* runsOf(sentence: Sentence): Generator<Word[]> {
  const stop = functionWords[sentence.language as keyof typeof functionWords] ?? functionWords.en
  let run: Word[] = []
  for (const word of sentence.words) {
    const last = run.at(-1)
    const gap = last && sentence.source.text.slice(last.end, word.start)
    const isContent =
      !stop.has(word.lower) &&
      !functionWords.en.has(word.lower) &&
      !common.has(word.lower) &&
      word.lower.length > 2 &&
      !/\d/.test(word.lower)
    if (run.length > 0 && (!isContent || gap !== ' ')) {
      yield run
      run = []
    }
    if (isContent) run.push(word)
  }
  if (run.length > 0) yield run
}

function* phrasesOf(run: Word[]): Generator<Word[]> {
  for (let i = 0; i < run.length; i++) {
    for (let size = 1; size <= Math.min(3, run.length - i); size++) {
      const phrase = run.slice(i, i + size)
      // "names engraved", "confirm quantity": a verb at an edge makes no term.
      const isTerm = size === 1 || (!/ed$/u.test(phrase.at(-1)!.lower) && !verbOnly.has(phrase[0]!.lower))
      if (isTerm) yield phrase
    }
  }
}

function count(found: Map<string, Candidate>, sentence: Sentence, phrase: Word[], weight: number): void {
  const key = phrase.map((w) => stem(w.lower)).join(' ')
  const seen = found.get(key)
  const points =
    weight * (0.55 + 0.45 * phrase.length) * (/(?:ly|ing|ed)$/u.test(phrase[0]!.lower) && phrase.length === 1 ? 0.5 : 1)
  if (seen) {
    seen.count++
    seen.score += points
    return
  }
  const [start, end] = [phrase[0]!.start, phrase.at(-1)!.end]
  found.set(key, {
    text: sentence.source.text.slice(start, end),
    count: 1,
    score: points,
    sentence,
    start,
    end,
    size: phrase.length,
  })
}

/** A phrase and its own words are not both listed. */
function withoutOverlap(ranked: Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const candidate of ranked) {
    if (kept.length >= keywordsMax) break
    const text = candidate.text.toLowerCase()
    const repeats = kept.some((k) => {
      const other = k.text.toLowerCase()
      return (
        stem(other) === stem(text) ||
        ` ${other} `.includes(` ${text} `) ||
        ` ${text} `.includes(` ${other} `) ||
        (k.sentence === candidate.sentence && candidate.start < k.end && k.start < candidate.end)
      )
    })
    if (!repeats) kept.push(candidate)
  }
  return kept
}
