import { byCapability } from './capability-english.ts'
import {
  asksForPart,
  asksToBuild,
  builds,
  byDate,
  conditional,
  could,
  dismissed,
  goalVerbs,
  human,
  must,
  needNoun,
  nobody,
  oneself,
  ownNeeds,
  present,
  quality,
  sellsOnline,
  should,
  soughtPeople,
  timeNeeded,
  wont,
} from './cues-english.ts'
import { byFragment, byImperative, byRefusedNoun } from './fragment-english.ts'
import { PRODUCT, pluralActors } from './lexicon-actors.ts'
import { namesFeature } from './lexicon-features.ts'
import { functionWords } from './lexicon-function-words.ts'
import { baseForm } from './lexicon-verbs.ts'
import { wordsOf } from './text.ts'
import { type Cue, type Frame, firstCue, type Verdict } from './verdict.ts'

const blank = (text: string): string => ' '.repeat(text.length)

/**
 * Whether one English clause states what the product must do, be or leave out. `null` when it tells about the writer,
 * asks the reader something, or describes today's state. Offsets count from the clause's first character.
 */
export function judgeEnglish(clause: string, frame: Frame): Verdict | null {
  const text = clause.replaceAll('’', "'")
  if (isDismissed(text)) return null
  if (/\?\W*$/u.test(text) && !asksForPart.test(text)) return null
  const masked = text.replace(conditional, blank).replace(needNoun, blank)
  return (
    byCue(text, masked, frame) ??
    byImperative(masked) ??
    byCapability(masked, frame) ??
    byRefusedNoun(masked, frame) ??
    byFragment(masked, frame)
  )
}

/** Polite phrases, questions to the reader, talk of money and dates: a wish by its words, but not about the product. */
export const isDismissed = (clause: string): boolean => {
  const text = clause.replaceAll('’', "'")
  return dismissed.some((pattern) => pattern.test(text)) && !asksToBuild.test(text)
}

function byCue(text: string, masked: string, frame: Frame): Verdict | null {
  const no = firstCue(wont, masked)
  if (no) return byRefusal(text, masked, no)
  const [strong, plain, weak] = [firstCue(must, masked), firstCue(should, masked), firstCue(could, masked)]
  const cue = [strong, plain].filter((c) => c !== null).sort((a, b) => a.index - b.index)[0] ?? weak
  if (!cue) return null
  if (/\b(?:must|should|need) not\b|(?:must|should)n't/iu.test(masked))
    return { priority: strong ? 'must' : 'should', rule: 'cue', from: cue.end }
  if (isAboutWriter(text, masked, cue, frame)) return null
  const priority = weak && !isAside(masked, cue, weak) ? 'could' : cue === strong ? 'must' : 'should'
  return { priority, rule: 'cue', from: wishedFrom(masked, cue) }
}

/** "a gallery, a newsletter and maybe later a blog": the doubt is about one part only. */
const isAside = (masked: string, cue: Cue, weak: Cue): boolean =>
  weak.index > cue.end && /(?:,|\b(?:and|or|plus))\s*$/iu.test(masked.slice(cue.end, weak.index))

/** The wished thing follows the cue, except in "vouchers would be nice" and "access shall be logged". */
function wishedFrom(masked: string, cue: Cue): number {
  const before = wordsOf(masked.slice(0, cue.index)).filter(
    (w) => !functionWords.en.has(w.lower) && !pluralActors.has(w.lower),
  )
  const rest = masked.slice(cue.end)
  const comes = /^\s+(?:come|follow|wait)\b/iu.test(rest)
  const isPassive =
    comes ||
    /^\s+(?:also |only |always |all |not )?be (?:\p{L}+ly )?(?:\p{L}+(?:ed|en|wn)|sent|kept|set|put|read|done|made|built|possible|available|visible)\b/iu.test(
      rest,
    )
  const isPredicate =
    /(?:nice|great|good|cool|lovely|helpful|useful|handy|bonus|perfect|essential|mandatory|crucial|critical|necessary|important|required|must|optional|later|future|supposed to)$/iu.test(
      cue.word,
    ) && /\b(?:is|are|be|as|a|come|follow|very|absolutely)\b/iu.test(masked.slice(Math.max(0, cue.index - 12), cue.end))
  const isOfProduct = firstCue(PRODUCT, masked.slice(0, cue.index)) !== null
  return before.length > 0 && ((isPassive && !isOfProduct) || (isPredicate && !/^\s+(?:to|that|if)\b/iu.test(rest)))
    ? 0
    : cue.end
}

function byRefusal(text: string, masked: string, cue: Cue): Verdict | null {
  if (quality.test(text)) return { priority: 'should', rule: 'cue', from: cue.end }
  const rest = masked.slice(cue.end).replace(/^\s*(?:to )?/u, '')
  if (goalVerbs.test(rest) && !firstCue(PRODUCT, rest)) return null
  if (human.test(text) && /\bhave to$/u.test(cue.word) && /^\W*(?:i|we)\b/iu.test(text)) return null
  return { priority: 'wont', rule: 'cue', from: cue.end }
}

/** A cue that speaks of the writer's life: a goal, a duty of today, a need for time or money. */
function isAboutWriter(text: string, masked: string, cue: Cue, frame: Frame): boolean {
  const after = masked.slice(cue.end)
  const rest = after.replace(/^\s*(?:(?:to|also|be able to|just|simply|really|finally)\s+)*/u, '')
  const before = masked.slice(0, cue.index)
  const hasProduct = firstCue(PRODUCT, rest) !== null
  const isOwn = oneself.test(before)
  const isAble = /\bable to\b/u.test(after.slice(0, 14))
  if (nobody.test(text) || isDutyOfToday(text, cue, isOwn && !isAble, rest)) return true
  const isInfinitive =
    /\bto$/u.test(cue.word) ||
    /^\s*(?:really |also |just )*to\b/u.test(after) ||
    /^(?:should|could|might|must|shall)/u.test(cue.word)
  if (isInfinitive && isOwn && !isAble && goalVerbs.test(rest)) return !isGoalWithProduct(rest, hasProduct, frame)
  if (/^(?:needs?|wants?)$/u.test(cue.word)) return needsNoProduct(rest, before, isOwn, hasProduct)
  if (/^(?:looking for|interested in)$/u.test(cue.word)) return soughtPeople.test(rest) && !hasProduct
  const isVague = /^(?:expect|prefer|critical|essential|important|is important|absolutely|crucial|could|might)$/u
  return isVague.test(cue.word) && !frame.hasProduct && !hasProduct && !namesFeature(rest)
}

/** "Right now we have to phone everybody", "we must leave our premises". */
function isDutyOfToday(text: string, cue: Cue, isOwn: boolean, rest: string): boolean {
  if (!/^(?:must|have to|has to|needs? to|could|might)$/u.test(cue.word)) return false
  if (human.test(text) && firstCue(present, text)) return true
  const verb = wordsOf(rest)[0]?.lower ?? ''
  return isOwn && !baseForm(verb) && !/^(?:be|have|keep|include)$/u.test(verb)
}

/** "We want to launch an app", "I want to sell my mugs online": a goal that is the wish itself. */
function isGoalWithProduct(rest: string, hasProduct: boolean, frame: Frame): boolean {
  if (sellsOnline.test(rest)) return true
  return builds.test(rest) && (hasProduct || (namesFeature(rest) && frame.hasProduct && !byDate.test(rest)))
}

/** "Our accountant needs two days", "the landlord wants to raise the rent", "we need help". */
function needsNoProduct(rest: string, before: string, isOwn: boolean, hasProduct: boolean): boolean {
  if (hasProduct) return false
  if (timeNeeded.test(rest) || saysNothing.test(rest)) return true
  if (isOwn) return ownNeeds.test(rest)
  return !isProductActing(before) && !namesFeature(rest) && !baseForm(wordsOf(rest)[0]?.lower ?? '')
}

/** "We need something digital.": nothing that could be built. */
const saysNothing =
  /^(?:something|anything|some|a)?\s*(?:more |really |very )?(?:digital|new|modern|better|online|different|with (?:computers|the internet|it))\W*$/iu

const isProductActing = (before: string): boolean =>
  /\b(?:it|what|that|which|there|all)\s*$/iu.test(before) || firstCue(PRODUCT, before) !== null
