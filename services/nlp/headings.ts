import type { Sentence } from './text.ts'
import type { Priority } from './verdict.ts'

/** What a heading or an announcement says of the lines under it: wishes, a part of the product, or facts about the writer. */
export type Lead = { kind: 'wish' | 'topic' | 'facts'; priority: Priority }

const WISHES: [Priority, RegExp][] = [
  [
    'wont',
    /\b(?:out of scope|outside (?:the )?scope|not (?:needed|wanted|included|required|necessary|in scope|part of|for now|now|planned)|won['’]t have|excluded|exclusions?|not to be|(?:do not|don['’]t) (?:want|need)|without)\b/iu,
  ],
  [
    'could',
    /\b(?:nice[- ]to[- ]haves?|could[- ]haves?|optional(?:ly)?|later|bonus|future|phase (?:2|two)|second phase|ideas|would be nice|extras|maybe|one day|if (?:possible|there is money))\b/iu,
  ],
  ['must', /\b(?:must[- ]haves?|must|required|mandatory|essentials?|need|needs|have to|has to|non-negotiable)\b/iu],
  [
    'should',
    /\b(?:should[- ]haves?|features?|requirements?|functions?|functionality|functional|scope|wish ?list|wishes|want|would like|['’]d like|should|what (?:we|it|i|they|the \w+) (?!do\b|are\b|have\b|use\b)\w+|in scope|deliverables|user stories|able to|looking for|goals?|objectives?|quality|security|data protection|accessibility|constraints|technical|in short|can|do the following|idea|požadavky|funkce|anforderungen|funktionen|fonctionnalités|besoins|exigences)\b/iu,
  ],
]
const FACTS =
  /\b(?:about (?:us|me|the company|our)|who (?:we|i) (?:are|am)|background|facts?|contacts?|budget|money|costs?|prices? frame|conditions|commercial|contractual?|(?:the |a )?(?:supplier|contractor|bidder|tenderer|provider|vendor)|supplier obligations|services of|provided by|process|rollout|given|obligations|duties|payment|timeline|time ?frame|schedule|dates|deadlines?|milestones|evaluation|award|procedure|submission|open (?:points|questions|issues)|questions?|current (?:situation|state|system|process)|today|at (?:the moment|present)|situation|status quo|problems?|why|team|next steps?|attachments?|attached|enclosed|references|history|introduction|context|what (?:we|i) (?:do|are|have|use)(?: (?:now|today|currently))?|how (?:we|it) works? (?:now|today)|in numbers|numbers|company|organisation|organization|regards|wishes,|thanks|hello|dear|hi)\b/iu

/** Chapters of a brief that need neither a colon nor a list to be recognised. */
const headings =
  /^(?:the |our |your |\p{L}+ )?(?:objectives?|goals?|background|introduction|scope|scope of (?:work|services)|(?:functional|technical|non-functional|general|other|security|mandatory) (?:requirements|terms|conditions|criteria)|requirements|features|evaluation|(?:commercial|legal) terms|timeline|budget|current situation|situation|problem|solution|context|summary|deliverables|constraints|open (?:points|questions)|about us|contact|next steps|request for proposal|must have|nice to have|out of scope|not in scope|later|now|data protection|award criteria)\W*$/iu

const numberOf = ({ source, start }: Sentence): string | undefined =>
  /(\p{Lu}?\d{1,2}(?:\.\d{1,2})*)[.)]?\s*$/u.exec(source.text.slice(Math.max(0, start - 12), start))?.[1]

/** "4. Conditions" above "4.1 Bids shall be …": its number opens that of the next. */
function isAbove(sentence: Sentence, next: Sentence | undefined): boolean {
  const number = numberOf(sentence)
  return number !== undefined && next !== undefined && (numberOf(next)?.startsWith(`${number}.`) ?? false)
}

/**
 * What a line announces. A line with a colon at its end or directly above a list is no wish itself. Below a heading that
 * names neither wishes nor facts ("Shop:") stands what that part shall do, once there is talk of a product.
 */
export function leadOf(
  sentence: Sentence,
  previous: Sentence | undefined,
  next: Sentence | undefined,
  hasProduct: boolean,
): Lead | undefined | null {
  const { words } = sentence
  const text = sentence.text.replace(/^\d{1,2}[.)]?\s+(?=\p{Lu})/u, '')
  const hasColon = /:\W{0,2}$/u.test(text)
  const isShort = words.length <= 7 && !/[.!?,;]$/u.test(text)
  // A list of one short line is a heading with a number.
  const isAlone =
    /\d[.)]?\s*$/u.test(sentence.source.text.slice(Math.max(0, sentence.start - 4), sentence.start)) &&
    sentence.isItem &&
    !!next &&
    !next.isItem &&
    !previous?.isItem &&
    words.length <= 5
  const isNumbered = sentence.isItem && (headings.test(text) || isAlone || isAbove(sentence, next))
  const isAboveList = isShort && (!sentence.isItem || isNumbered) && next?.isItem === true
  const isHeading = isShort && (sentence.startsBlock || isAlone) && words.length <= 6
  const isNamed = isShort && /^\p{Lu}/u.test(text) && headings.test(text)
  if (!hasColon && !isAboveList && !isHeading && !isNamed) return undefined
  const wish = WISHES.find(([, pattern]) => pattern.test(text))
  const isFacts = FACTS.test(text)
  if (wish && !(isFacts && wish[0] === 'should' && !/requirement|feature|want|like|should/iu.test(text)))
    return { kind: 'wish', priority: wish[0] }
  if (isFacts && (isShort || hasColon)) return { kind: 'facts', priority: 'should' }
  if (((hasColon || isAboveList) && next?.isItem) || isAlone)
    return hasProduct ? { kind: 'topic', priority: 'should' } : null
  return undefined
}
