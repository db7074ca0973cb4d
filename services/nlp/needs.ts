import type { Quote } from './contract.ts'
import { PRODUCT } from './lexicon-actors.ts'
import { functionWords } from './lexicon-function-words.ts'
import { judgeBasic } from './needs-basic.ts'
import { judgeEnglish } from './needs-english.ts'
import { quotePart, type Sentence, stem, wordsOf } from './text.ts'
import { type Frame, firstCue, forbids, type Priority, type Verdict } from './verdict.ts'

/** One wish: a clause of the input, how strongly it was put, and where in the clause the wished thing begins. */
export type Need = { priority: Priority; rule: Verdict['rule']; evidence: Quote; from: number; sentence: Sentence }

/** More than this is a catalogue rather than a request; the rest is counted, and said so by the caller. */
export const needsMax = 200

/**
 * Every clause that says what the product must, should, could or need not do, in the order given, each statement
 * once. Pass the sources by weight: the description before documents.
 */
export function findNeeds(sentences: readonly Sentence[]): { needs: Need[]; leftOut: number } {
  const found: Need[] = []
  for (const group of bySource(sentences)) found.push(...inSource(group))
  const seen = new Map<string, Need>()
  for (const need of found) {
    const key = `${forbids.test(need.evidence.text)} ${contentKey(need.evidence.text)}`
    const twin = seen.get(key)
    seen.set(key, twin ? strongest(twin, need) : need)
  }
  const unique = [...seen.values()]
  const kept = withoutRepeats(unique.slice(0, needsMax * 2)).slice(0, needsMax)
  return { needs: kept, leftOut: Math.max(0, unique.length - Math.max(kept.length, needsMax)) }
}

function* bySource(sentences: readonly Sentence[]): Generator<Sentence[]> {
  let group: Sentence[] = []
  for (const sentence of sentences) {
    if (group[0] && group[0].source !== sentence.source) {
      yield group
      group = []
    }
    group.push(sentence)
  }
  if (group.length > 0) yield group
}

const CLAUSES =
  /;\s*|\s[–—-]{1,2}\s|:\s+(?=(?:the |our |my |every |each )?[\p{L}]+\s+(?:should|must|need|needs|can|will|may|have to|has to)\b)|,?\s+(?=(?:but|although|though|however|because|otherwise|except that)\s)|,\s+(?=(?:so|then|and then)\s+(?:i|we|they|it|the|our)\s)|,\s+(?=(?:i|we)(?:['’]\w+)?\s)|,?\s+(?=and\s+(?:basically\s+|now\s+|so\s+|also\s+|then\s+)?(?:i|we|it|they|there|the \w+)\s+(?:also\s+|really\s+|just\s+)?(?:want|need|would|should|must|have|sell|are|is|had|was|were)\s)/giu
const REASON = /^(?:because|although|though|otherwise|since)\b/iu

/** Clauses of a sentence with their offsets in it. */
export function clausesOf(text: string): { from: number; to: number }[] {
  const clauses: { from: number; to: number }[] = []
  let from = 0
  for (const cut of text.matchAll(CLAUSES)) {
    clauses.push({ from, to: cut.index })
    from = cut.index + cut[0].length
  }
  clauses.push({ from, to: text.length })
  return clauses.filter((c) => c.to - c.from > 1)
}

const LEADS: [Priority, RegExp][] = [
  ['wont', /\b(?:out of scope|not (?:needed|wanted|included)|won['’]t have|excluded)\b/iu],
  ['could', /\b(?:nice[- ]to[- ]haves?|could[- ]haves?|optional|later|bonus|future|phase (?:2|two)|ideas)\b/iu],
  ['must', /\b(?:must[- ]haves?|must|required|mandatory|essential|need|needs|have to)\b/iu],
  [
    'should',
    /\b(?:should[- ]haves?|features?|requirements?|functions?|functionality|scope|wish ?list|wishes|want|would like|should|what (?:we|it|i)|in scope|deliverables|user stories|able to|looking for|požadavky|funkce|anforderungen|funktionen|fonctionnalités|besoins|exigences)\b/iu,
  ],
]

function leadOf(sentence: Sentence): Priority | undefined {
  const isHeading = sentence.words.length <= 6 && !/[.!?]$/.test(sentence.text)
  if (!sentence.text.endsWith(':') && !(isHeading && sentence.startsBlock)) return undefined
  return LEADS.find(([, pattern]) => pattern.test(sentence.text))?.[0]
}

const CELLS: [Priority, RegExp][] = [
  ['must', /^(?:must(?:[- ]have)?|high|required|mandatory|essential|p1|a)$/iu],
  ['should', /^(?:should(?:[- ]have)?|medium|important|p2|b)$/iu],
  ['could', /^(?:could(?:[- ]have)?|low|optional|nice[- ]to[- ]have|p3|c)$/iu],
  ['wont', /^(?:won['’]t(?:[- ]have)?|out of scope|not needed)$/iu],
]
const priorityCell = (sentence: Sentence): Priority | undefined =>
  sentence.row === undefined ? undefined : CELLS.find(([, pattern]) => pattern.test(sentence.text))?.[0]

/** Table rows that state a priority in a cell of their own, by the offset of the row. */
function rowPriorities(sentences: Sentence[]): Map<number, Priority> {
  const rows = new Map<number, Priority>()
  for (const sentence of sentences) {
    const priority = priorityCell(sentence)
    if (priority && sentence.row !== undefined) rows.set(sentence.row, priority)
  }
  return rows
}

/**
 * Where a product is named, what was said of customers before describes the present. Where none is ever named, the whole text speaks of what is to be, if it wishes
 * for anything or tells at least two things that people would do with it.
 */
function inSource(sentences: Sentence[]): Need[] {
  const needs = inFrame(sentences, { hasProduct: false })
  if (sentences.some(({ text }) => firstCue(PRODUCT, text))) return needs
  const wider = inFrame(sentences, { hasProduct: true })
  const isWish = needs.some(({ rule }) => rule !== 'capability' && rule !== 'fragment')
  return isWish || new Set(wider.map((n) => n.sentence)).size > 1 ? wider : needs
}

function inFrame(sentences: Sentence[], frame: Frame): Need[] {
  const needs: Need[] = []
  const rows = rowPriorities(sentences)
  let lead: Priority | undefined
  let underHeading = false
  for (const sentence of sentences) {
    const opens = leadOf(sentence)
    const isTooShort = sentence.words.length < 2 && !sentence.isItem && !opens
    if (sentence.isNoise || priorityCell(sentence) || isTooShort) continue
    const ofRow = sentence.row === undefined ? undefined : rows.get(sentence.row)
    if (opens) {
      lead = opens
      underHeading = true
      frame.hasProduct = true
      continue
    }
    // A heading of another chapter, or a paragraph after the list, ends what the lead announced.
    if (
      !sentence.isItem &&
      (sentence.startsBlock || /[.!?]$/.test(sentence.text)) &&
      !(underHeading && sentence.startsBlock && sentence.words.length > 6)
    )
      lead = sentence.isItem ? lead : undefined
    underHeading = false
    needs.push(...inSentence(sentence, frame, ofRow ?? lead))
    PRODUCT.lastIndex = 0
    if (
      PRODUCT.test(sentence.text) &&
      (needs.length > 0 || /\b(?:new|build|develop|plan|idea|planning)/iu.test(sentence.text))
    )
      frame.hasProduct = true
    if (needs.length > 0) frame.hasProduct = true
  }
  return needs
}

function inSentence(sentence: Sentence, frame: Frame, lead: Priority | undefined): Need[] {
  const isEnglish = sentence.language === 'en'
  const clauses = isEnglish ? clausesOf(sentence.text) : [{ from: 0, to: sentence.text.length }]
  const needs: Need[] = []
  const local = { ...frame }
  for (const { from: start, to } of clauses) {
    const from =
      start +
      (isEnglish
        ? /^(?:(?:and|but|so|okay|ok|um|uh|basically|like|well)[\s,]+)*/iu.exec(sentence.text.slice(start, to))![0]
            .length
        : 0)
    const text = sentence.text.slice(from, to)
    if (isEnglish && REASON.test(text)) continue
    const verdict = isEnglish ? judgeEnglish(text, local) : judgeBasic(text, sentence.language, local.hasProduct)
    if (!verdict) continue
    local.hasProduct = true
    const isOwnWord = verdict.rule === 'cue' && lead !== 'could' && lead !== 'wont'
    const priority = lead && !isOwnWord ? lead : verdict.priority
    needs.push({ ...verdict, priority, evidence: quotePart(sentence, from, to), sentence })
  }
  const isPlainItem = needs.length === 0 && lead && sentence.words.length >= 1 && sentence.words.length <= 40
  if (isPlainItem) needs.push({ priority: lead!, rule: 'item', from: 0, evidence: quotePart(sentence), sentence })
  return needs
}

/** Words that carry the meaning of a statement, in order, so that the same wish in two sources is one. */
export function contentKey(text: string): string {
  return contentStems(text).join(' ') || text.toLowerCase()
}
export const contentStems = (text: string): string[] =>
  wordsOf(text)
    .filter((w) => !functionWords.en.has(w.lower))
    .map((w) => stem(w.lower))

const strength: Record<Priority, number> = { must: 3, should: 2, could: 1, wont: 0 }

/** The first wording, with the stronger priority. */
const strongest = (first: Need, again: Need): Need =>
  strength[again.priority] > strength[first.priority] && first.priority !== 'wont'
    ? { ...first, priority: again.priority }
    : first

/** Drops a wish that an earlier one says in nearly the same words; the stronger wording sets the priority. */
function withoutRepeats(needs: Need[]): Need[] {
  const kept: { need: Need; stems: Set<string>; isForbidding: boolean }[] = []
  for (const need of needs) {
    const stems = new Set(contentStems(need.evidence.text))
    const isForbidding = forbids.test(need.evidence.text)
    const twin = kept.find(
      (k) =>
        k.isForbidding === isForbidding &&
        stems.size > 1 &&
        overlap(k.stems, stems) >= 0.8 &&
        (k.need.priority === 'wont') === (need.priority === 'wont'),
    )
    if (!twin) kept.push({ need, stems, isForbidding })
    else twin.need = strongest(twin.need, need)
  }
  return kept.map((k) => k.need)
}

/** Jaccard overlap of two sets, 0 to 1. */
export function overlap(a: Set<string>, b: Set<string>): number {
  let shared = 0
  for (const item of a) if (b.has(item)) shared++
  return shared / (a.size + b.size - shared || 1)
}
