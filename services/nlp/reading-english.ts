import { present } from './cues-english.ts'
import { PRODUCT } from './lexicon-actors.ts'
import { namesFeature } from './lexicon-features.ts'
import { baseForm } from './lexicon-verbs.ts'
import { signs } from './signs-english.ts'
import { cut, type Subject, subjectOf } from './subject-english.ts'
import { type Word, wordsOf } from './text.ts'
import { firstCue } from './verdict.ts'

export type Tense =
  | 'duty'
  | 'able'
  | 'would'
  | 'will'
  | 'passive'
  | 'past'
  | 'perfect'
  | 'be'
  | 'have'
  | 'acts'
  | 'none'

const participle =
  /^(?:\p{L}+ed|\p{L}+wn|sent|kept|set|put|read|made|built|done|held|given|taken|written|sold|paid|told|hidden|chosen|found|lost|bought|left|cut|met|won|seen|broken|driven|stolen|woken)$/u
const irregularPast =
  /^(?:was|were|had|did|went|came|made|took|gave|got|lost|left|built|sold|bought|told|said|wrote|ran|grew|began|became|found|broke|chose|fell|knew|met|paid|stood|thought|wasn't|weren't|didn't|couldn't|hadn't)$/u
const skip =
  /^(?:also|then|only|always|never|not|already|still|just|automatically|immediately|directly|even|often|usually|really|both|all|therefore|\p{L}+ly)$/u

const acting: Subject[] = ['actor', 'they', 'person', 'part', 'product', 'it', 'each']
const noVerb =
  /^(?:is|are|was|were|has|have|had|can|could|will|would|must|should|shall|may|might|to|that|which|who|whose|where|of|for|in|on|with|without|from|by|at|and|or|the|a|an|as|than|per|up|about|next|if|when|not|no|only|also|both|all|together|because|after|before|need|needs|do|does|don't|doesn't|can't|cannot|isn't|aren't|gets?|per|plus|like|nearby|area|side|team|page|form|view|please|pls|too|there|here|first|now|today)$/u

/** What a subject of which we know that it acts is followed by, whatever the verb: "A driver ticks …", "Owners of driveways offer …". */
function afterSubject(words: Word[], core: string, subject: Subject, end: number): Word | undefined {
  if (!acting.includes(subject)) return undefined
  let i = words.findIndex((w) => w.start >= end)
  if (i < 1) return undefined
  if (/^(?:of|with|from|in|on|at|for|without)$/u.test(words[i]!.lower)) {
    i += /^(?:the|a|an|our|my|their|each|any|no|more|two|three)$/u.test(words[i + 1]?.lower ?? '') ? 3 : 2
  }
  while (skip.test(words[i]?.lower ?? '')) i++
  const word = words[i]
  if (
    !word ||
    noVerb.test(word.lower) ||
    /[,;:(–-]/u.test(core.slice(end, word.start)) ||
    !/^\p{Ll}{2,}$/u.test(word.text)
  )
    return undefined
  const next = words[i + 1]?.lower ?? ''
  if (
    /ing$/u.test(word.lower) ||
    (noVerb.test(next) && /^(?:is|are|was|were|has|have|had|can|must|should|will|may)$/u.test(next))
  )
    return undefined
  if (/ed$/u.test(word.lower) && isReduced(words, i)) return undefined
  return irregularPast.test(word.lower) ? undefined : word
}

/** "Trips cancelled because of weather are refunded": the participle belongs to the noun, and the verb is still to come. */
function isReduced(words: Word[], at: number): boolean {
  if (
    !/^(?:because|for|by|with|in|on|before|after|at|from|to|more|less|as|than|under|between|there|private|public|late|early)$/u.test(
      words[at + 1]?.lower ?? '',
    )
  )
    return false
  return words
    .slice(at + 2, at + 10)
    .some(({ lower }) =>
      /^(?:is|are|can|must|should|shall|will|may|need|needs|has|have|gets?|appears?|goes|go|costs?)$/u.test(lower),
    )
}

/** The first finite verb after `from`, by its form. */
function tenseOf(core: string, subject: Subject, from: number): { tense: Tense; at?: Word } {
  const words = wordsOf(core)
  const verb = afterSubject(words, core, subject, from)
  for (let i = 0; i < Math.min(words.length, 26); i++) {
    const word = words[i]!
    if (word === verb) return { tense: /ed$/u.test(word.lower) ? 'past' : 'acts', at: word }
    const x = word.lower
    const isEarly = word.start < from && subject !== 'verb' && subject !== 'preposition'
    let next = i + 1
    while (skip.test(words[next]?.lower ?? '')) next++
    const after = words[next]?.lower ?? ''
    if (/^(?:must|should|shall|ought|mustn't|shouldn't|musn't)$/u.test(x)) return { tense: 'duty', at: word }
    if (/^gotta$/u.test(x) || (x.endsWith('got') && after === 'to')) return { tense: 'duty', at: word }
    if (/^(?:needs?|has|have|is|are|isn't|aren't|\p{L}+'s)$/u.test(x) && after === 'to')
      return { tense: 'duty', at: word }
    if (/^(?:can|may|cannot|can't|could|might)$/u.test(x)) return { tense: 'able', at: word }
    if (/^(?:would|wouldn't|\p{L}+'d)$/u.test(x)) return { tense: 'would', at: word }
    if (/^(?:will|won't|\p{L}+'ll)$/u.test(x)) return { tense: 'will', at: word }
    if (irregularPast.test(x) && i > 0) return { tense: 'past', at: word }
    if (/^(?:is|are|gets?|am|isn't|aren't|\p{L}+'re|i'm|it's|that's|there's|he's|she's)$/u.test(x))
      return {
        tense:
          participle.test(after) &&
          !/^(?:need|used|tired|interested|based|located|called|named|worried|excited)$/u.test(after)
            ? 'passive'
            : /^gets?$/u.test(x)
              ? 'acts'
              : 'be',
        at: words[next] ?? word,
      }
    if (/^(?:has|have|hasn't|haven't|\p{L}+'ve)$/u.test(x))
      return {
        tense:
          participle.test(after) || /^(?:been|had|got|become|come|gone|grown|always|never)$/u.test(after)
            ? 'perfect'
            : 'have',
        at: word,
      }
    if (isEarly || i === 0) continue
    if (
      /^\p{L}{2,}ed$/u.test(x) &&
      (isReduced(words, i) || /^(?:the|a|an|each|every|no|of|our|my|their|any)$/u.test(words[i - 1]!.lower))
    )
      continue
    if (
      /^\p{L}{2,}ed$/u.test(x) &&
      words[i - 1]!.end >= from &&
      ((subject !== 'plural' && subject !== 'a' && subject !== 'the') || i < 3)
    )
      return { tense: 'past', at: word }
    if (/^(?:do|does|don't|doesn't)$/u.test(x)) return { tense: 'acts', at: word }
    if (
      baseForm(x) ||
      /^(?:comes?|goes|go|drives?|lives?|loves?|needs?|wants?|pays?|knows?|says?|works?|takes?|uses?|puts?|notes?|states?|flows?|replaces?|makes?|costs?|gets?|means?|brings?|rings?|runs?|decides?|remains?|appears?|expires?|triggers?|guides?|raises?|carry|carries|contains?|hears?)$/u.test(
        x,
      )
    ) {
      if (i > 1 && /^(?:the|a|an|of|to|for|with|in|on|by|and|or|my|our|their|per)$/u.test(words[i - 1]!.lower)) continue
      return { tense: 'acts', at: word }
    }
  }
  return { tense: 'none' }
}

export type Surroundings = {
  hasProduct: boolean
  hasNeeds: boolean
  isAfterNeed: boolean
  isItem: boolean
  isListed: boolean
  lead: 'wish' | 'topic' | 'facts' | undefined
  place: number
  count: number
  stage: 'before' | 'after' | 'never'
  before: string
  after: string
}

/** Signs of background that colour the whole sentence, not only the clause they stand in. */
const background = new Set([
  'feels',
  'old ways',
  'dates the past',
  'of the family',
  'states a rate',
  'third parties',
  'done to us',
])

/** Sign of a text of up to five sentences, which tells little beside what it asks for. */
export const brief = 'brief'

export type Reading = { signs: string[]; from: number }

/** What a clause looks like: who acts, in which tense, with which telling words, at which place of the text. */
export function readClause(clause: string, sentence: string, around: Surroundings, rule: string): Reading {
  const text = clause.replaceAll('’', "'")
  const core = cut(text)
  const { subject, end } = subjectOf(core)
  const { tense, at } = tenseOf(core, subject, end)
  const words = wordsOf(text).length
  const isBrief = around.count > 0 && around.count < 6
  const beside = around.count > 0 ? [`before: ${around.before}`, `after: ${around.after}`] : []
  const found = [
    `rule ${rule}`,
    `subject ${subject}`,
    `tense ${tense}`,
    `${subject} ${tense}`,
    around.hasProduct ? 'product known' : 'product unknown',
    ...(around.hasNeeds ? [] : ['no wish yet']),
    ...(around.isAfterNeed ? ['after a wish', `after a wish, ${subject}`] : []),
    ...(around.isItem ? ['item'] : []),
    `${around.stage} the first wish`,
    `${around.stage} the first wish, ${tense}`,
    `${around.stage} the first wish, ${subject}`,
    ...(isBrief ? [brief, `${brief}, ${rule}`] : beside),
    `lead ${around.lead ?? 'none'}`,
    ...(around.lead ? [`lead ${around.lead}, ${tense}`] : []),
    ...(around.count < 6 ? [] : around.place === 0 ? ['opens the text'] : around.place < 0.2 ? ['early'] : []),
    ...(around.count < 6 ? [] : around.place === 1 ? ['closes the text'] : around.place > 0.85 ? ['late'] : []),
    ...(words <= 3 ? ['tiny'] : words <= 6 ? ['short'] : words > 22 ? ['long'] : []),
    ...(namesFeature(text) ? ['names a part'] : []),
    ...(firstCue(PRODUCT, text) ? ['names a product'] : []),
    ...(firstCue(present, text) ? ['of today'] : []),
  ]
  if (
    tense === 'acts' &&
    subject !== 'part' &&
    subject !== 'product' &&
    /\b(?:us|me)\b/iu.test(text.slice(text.length - core.length + end))
  )
    found.push('done to us')
  if (/(?<=[\p{L},] )(?!I\b|I'|\p{L}+day|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{Lu}\p{Ll}{2,}/u.test(core))
    found.push('proper name')
  if (sentence.length > clause.length + 4)
    for (const [name, pattern] of signs)
      if (background.has(name) && pattern.test(sentence)) found.push(`beside: ${name}`)
  for (const [name, pattern] of signs) if (pattern.test(text)) found.push(name)
  const offset = text.length - core.length
  if (found.includes('wishes') && rule.startsWith('cue')) found.push('clear wish', `clear wish, ${subject}`)
  return { signs: found, from: tense === 'acts' && at ? offset + at.start : offset }
}

export const wishes = signs.find(([name]) => name === 'wishes')![1]
