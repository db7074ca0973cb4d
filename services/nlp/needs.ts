import type { Quote } from './contract.ts'
import { type Lead, leadOf } from './headings.ts'
import { PRODUCT } from './lexicon-actors.ts'
import { judgeBasic } from './needs-basic.ts'
import { isDismissed, judgeEnglish } from './needs-english.ts'
import { readClause, type Surroundings, wishes } from './reading-english.ts'
import { contentKey, strongest, withoutRepeats } from './repeats.ts'
import { quotePart, type Sentence } from './text.ts'
import { type Frame, firstCue, forbids, type Priority, type Verdict } from './verdict.ts'
import { weigh } from './weights-english.ts'
import { wordSigns } from './word-signs.ts'

/** One wish: a clause of the input, how strongly it was put, and where in the clause the wished thing begins. */
export type Need = { priority: Priority; rule: Verdict['rule']; evidence: Quote; from: number; sentence: Sentence }

/** More than this is a catalogue rather than a request; the rest is counted, and said so by the caller. */
export const needsMax = 200

/** What the signs of an English sentence, or of a clause of it, are worth together; above zero it is a wish. */
type Weigh = (signs: readonly string[], whole?: Sentence) => number
/** What was read before in the same source, and the scales for what comes next. */
type Reader = Frame & { weigh: Weigh }

/**
 * Every clause that says what the product must, should, could or need not do, in the order given, each statement
 * once. Pass the sources by weight: the description before documents.
 */
export function findNeeds(sentences: readonly Sentence[], scales: Weigh = weigh): { needs: Need[]; leftOut: number } {
  const found: Need[] = []
  for (const group of bySource(sentences)) found.push(...inSource(group, scales))
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

/**
 * The English sentences of one source with their signs. What a sentence is taken for is a sign of the next, so they depend on the scales; of a
 * source that is read twice, the second reading counts.
 */
export function signsOf(
  sentences: readonly Sentence[],
  scales: Weigh,
): { sentence: Sentence; signs: readonly string[] }[] {
  const read = new Map<number, { sentence: Sentence; signs: readonly string[] }>()
  findNeeds(sentences, (signs, whole) => {
    if (whole) read.set(whole.start, { sentence: whole, signs })
    return scales(signs)
  })
  return [...read.values()]
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
  /;\s*|\s[–—-]{1,2}\s|:\s+(?=(?:the |our |my |every |each )?[\p{L}]+\s+(?:should|must|need|needs|can|will|may|have to|has to)\b)|,?\s+(?=(?:but|although|though|however|because(?! of)|otherwise|except that)\s)|,\s+(?=(?:so|then|and then)\s+(?:i|we|they|it|the|our)\s)|,\s+(?=(?:i|we)(?:['’]\w+)?\s)|,?\s+(?=and\s+(?:basically\s+|now\s+|so\s+|also\s+|then\s+)?(?:i|we|it|they|there|the \w+)\s+(?:also\s+|really\s+|just\s+)?(?:want|need|would|should|must|have|sell|are|is|had|was|were)\s)/giu
const REASON = /^(?:because(?! of)|although|though|otherwise|since)\b/iu

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
function inSource(sentences: Sentence[], weigh: Weigh): Need[] {
  const needs = inFrame(sentences, { hasProduct: false, weigh })
  const isWish = needs.some(({ rule }) => rule !== 'capability' && rule !== 'fragment')
  if (sentences.some(({ text }) => firstCue(PRODUCT, text)) && !isWish) return needs
  const wider = inFrame(sentences, { hasProduct: true, weigh })
  return isWish || new Set(wider.map((n) => n.sentence)).size > 1 ? wider : needs
}

function inFrame(sentences: Sentence[], frame: Reader): Need[] {
  const needs: Need[] = []
  const rows = rowPriorities(sentences)
  const read = sentences.filter((s) => !s.isNoise)
  const first = read.findIndex(isExplicit)
  let lead: Lead | undefined
  let underHeading = false
  let isAfterNeed = false
  for (const [i, sentence] of read.entries()) {
    const opens = leadOf(sentence, read[i - 1], read[i + 1], frame.hasProduct || needs.length > 0)
    const isTooShort = sentence.words.length < 2 && !sentence.isItem && !opens
    if (priorityCell(sentence) || isTooShort) continue
    const ofRow = sentence.row === undefined ? undefined : rows.get(sentence.row)
    if (opens !== undefined) {
      lead = opens ?? undefined
      underHeading = true
      if (opens?.kind === 'wish') frame.hasProduct = true
      continue
    }
    // A paragraph after the list ends what the lead announced.
    if (
      !sentence.isItem &&
      (sentence.startsBlock || /[.!?]$/.test(sentence.text)) &&
      !(underHeading && sentence.words.length > 6)
    )
      lead = undefined
    underHeading = false
    const around = {
      hasProduct: frame.hasProduct,
      hasNeeds: needs.length > 0,
      isAfterNeed,
      isItem: sentence.isItem,
      isListed: sentence.isItem || ofRow !== undefined,
      lead: ofRow ? ('wish' as const) : lead?.kind,
      place: i / Math.max(1, read.length - 1),
      // Only a letter has a beginning and an end that tell; a document has chapters.
      count: sentence.source.kind === 'document' ? 0 : read.length,
      stage: first < 0 ? ('never' as const) : i < first ? ('before' as const) : ('after' as const),
      before: ruleOf(read[i - 1]),
      after: ruleOf(read[i + 1]),
    }
    const found = inSentence(sentence, frame, around, ofRow ?? lead?.priority)
    needs.push(...found)
    isAfterNeed = found.length > 0
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

function inSentence(sentence: Sentence, frame: Reader, around: Surroundings, lead: Priority | undefined): Need[] {
  const isListed = lead !== undefined && around.lead !== 'facts'
  const found = sentence.language === 'en' ? readEnglish(sentence, frame, around) : readBasic(sentence, frame)
  if (sentence.language !== 'en' && found.length === 0 && isListed) {
    const isPlainItem = sentence.words.length >= 1 && sentence.words.length <= 40
    return isPlainItem ? [{ priority: lead, rule: 'item', from: 0, evidence: quotePart(sentence), sentence }] : []
  }
  return found.map(({ evidence, verdict }) => {
    const isOwnWord = verdict.rule === 'cue' && lead !== 'could' && lead !== 'wont'
    const priority = isListed && !isOwnWord ? lead : verdict.priority
    return { ...verdict, priority, evidence, sentence }
  })
}

function readBasic(sentence: Sentence, frame: Frame): Found[] {
  const verdict = judgeBasic(sentence.text, sentence.language, frame.hasProduct)
  return verdict ? [{ evidence: quotePart(sentence), verdict }] : []
}

/** Says in so many words that something is wanted: from here on a text tells what is to be rather than what is. */
const isExplicit = ({ text }: Sentence): boolean =>
  /^(?:cue|imperative)$/u.test(judgeEnglish(text, { hasProduct: false })?.rule ?? '') || wishes.test(text)

/** What the rules alone say of a neighbour: wishes stand beside wishes. */
function ruleOf(sentence: Sentence | undefined): string {
  if (!sentence) return 'nothing'
  return judgeEnglish(sentence.text, { hasProduct: true })?.rule ?? (isDismissed(sentence.text) ? 'dismissed' : 'none')
}

type Found = { evidence: Quote; verdict: Verdict }
type Clause = Found & { signs: readonly string[] }

/** The verdict of the single rules on a clause, with everything that the clause and its place show. */
function readPart(evidence: Quote, sentence: Sentence, frame: Reader, around: Surroundings): Clause {
  const { text } = evidence
  const verdict = judgeEnglish(text, frame)
  const name = verdict ? `${verdict.rule} ${verdict.priority}` : isDismissed(text) ? 'dismissed' : 'none'
  const { signs, from } = readClause(text, sentence.text, around, name)
  const rule = around.lead === 'wish' || around.lead === 'topic' ? 'item' : 'capability'
  const priority = signs.includes('refuses') ? 'wont' : 'should'
  return { evidence, verdict: verdict ?? { priority, rule, from }, signs }
}

/** What stands before a statement and is none of it: “Kit: ok mine is …”. */
const FILLERS = /^(?:\p{Lu}\p{L}+(?: \d+\w?)?: ["“]?)?(?:(?:and|but|so|okay|ok|um|uh|basically|like|well)[\s,]+)*/iu

/** Whether a sentence is a wish is weighed by all that it shows; quoted are those of its clauses that are wishes on their own, or else the likeliest. */
function readEnglish(sentence: Sentence, frame: Reader, around: Surroundings): Found[] {
  const clauses = clausesOf(sentence.text)
    .map(({ from, to }) => quotePart(sentence, from + FILLERS.exec(sentence.text.slice(from, to))![0].length, to))
    .filter(({ text }) => !REASON.test(text))
    .map((evidence) => readPart(evidence, sentence, frame, around))
  const all = new Set([...clauses.flatMap(({ signs }) => signs), ...wordSigns(sentence.text)])
  // A row of a table that states a priority in a cell of its own needs no other sign.
  const isRow = around.lead === 'wish' && around.isListed && !around.isItem
  if (clauses.length === 0 || (frame.weigh([...all], sentence) <= 0 && !isRow)) return []
  const weighed = clauses.map((clause) => ({
    clause,
    worth: frame.weigh([...clause.signs, ...wordSigns(clause.evidence.text)]),
  }))
  const most = Math.max(...weighed.map(({ worth }) => worth))
  return weighed.filter(({ worth }) => worth > 0 || worth === most).map(({ clause }) => clause)
}
