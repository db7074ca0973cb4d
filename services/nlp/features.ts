import type { Feature, Quote } from './contract.ts'
import { denies, forNobody, nameOf, plainName, standsAlone, withDenial } from './feature-names.ts'
import { PRODUCT, pluralActors, productNouns, singularActors } from './lexicon-actors.ts'
import { type Category, categoryOf, namesFeature } from './lexicon-features.ts'
import { baseForm, compounds, productVerbs } from './lexicon-verbs.ts'
import type { Need } from './needs.ts'
import { findQualities } from './qualities.ts'
import { contentStems, overlap } from './repeats.ts'
import { quote, type Word, wordsOf } from './text.ts'
import type { Priority } from './verdict.ts'

type Draft = Omit<Feature, 'id'>

/** More parts than this would not be read by anybody; the count that was left out is reported. */
export const featuresMax = 80

type Part = { start: number; end: number; text: string }

/**
 * Parts of the product, cut out of the needs: coordinated wishes become one feature each, and every name is a
 * piece of the quoted words. A need without a recognisable part is one as a whole, unless it says how the product is to be ("it should be easy").
 */
export function findFeatures(needs: readonly Need[]): { features: Feature[]; leftOut: number } {
  const kept: { feature: Draft; stems: Set<string> }[] = []
  let leftOut = 0
  for (const need of needs) {
    for (const feature of featuresOf(need)) {
      const stems = new Set(contentStems(feature.name))
      const twin = kept.find((k) => isSame(k, feature, stems))
      if (twin) twin.feature.priority = stronger(twin.feature.priority, feature.priority)
      else if (kept.length >= featuresMax) leftOut++
      else kept.push({ feature, stems })
    }
  }
  return { features: kept.map(({ feature }, i) => ({ ...feature, id: `f${i + 1}` })), leftOut }
}

const order: Priority[] = ['wont', 'could', 'should', 'must']
const stronger = (a: Priority, b: Priority): Priority =>
  a === 'wont' || b === 'wont' ? a : order.indexOf(a) >= order.indexOf(b) ? a : b

function isSame(kept: { feature: Draft; stems: Set<string> }, feature: Draft, stems: Set<string>): boolean {
  if (kept.feature.name.toLowerCase() === feature.name.toLowerCase()) return true
  if (
    kept.feature.category !== feature.category ||
    (kept.feature.priority === 'wont') !== (feature.priority === 'wont')
  )
    return false
  return stems.size > 1 && overlap(kept.stems, stems) >= 0.75
}

function featuresOf(need: Need): Draft[] {
  const isEnglish = need.sentence.language === 'en'
  const parts = isEnglish ? splitEnglish(need) : splitPlain(need)
  const features: Draft[] = []
  for (const [i, part] of parts.entries()) {
    const said = need.evidence.text.slice(parts[i - 1]?.end ?? 0, part.end)
    const short = isEnglish ? nameOf(part.text) : plainName(part.text)
    const name = isEnglish && need.priority !== 'wont' ? withDenial(short, said) : short
    const { category, weight } = categoryOf(part.text)
    if (!name || !isPart(name, category, weight, need)) continue
    const evidence = name === short ? evidenceOf(need, part, parts.length) : need.evidence
    features.push({ name, category, priority: priorityOf(part.text, need), evidence })
  }
  return features.length > 0 || !isEnglish ? features : wholeOf(need)
}

/** The person of a user story, and taste: "something like this, very calm". */
const noPart =
  /^as (?:an?|the) \p{L}+$|^(?:something|anything) (?:like|very|a bit)\b|(?:don['’]t|not) want (?:any|some)thing\b/iu
/** Who acts in a way that no list knows ("singers tick whether they come") still asks for something. */
function wholeOf(need: Need): Draft[] {
  const { text } = need.evidence
  const name = withDenial(nameOf(text.slice(need.rule === 'item' ? 0 : need.from)), text)
  const isNone = plainProduct.test(name) || noPart.test(name) || findQualities([need]).length > 0
  if (isNone || wordsOf(name).length < 3) return []
  const { category } = categoryOf(text)
  return [{ name, category, priority: priorityOf(text, need), evidence: need.evidence }]
}

/** A wish of one part is quoted whole, so that the reader sees who wants it; of several parts each is quoted alone. */
function evidenceOf(need: Need, part: Part, parts: number): Quote {
  if (parts === 1) return need.evidence
  const from = need.evidence.start + part.start + (part.text.length - part.text.trimStart().length)
  return quote(need.sentence.source, from, need.evidence.start + part.start + part.text.trimEnd().length)
}

const hedge = /\b(?:maybe|perhaps|possibly|optionally|ideally|later|nice to have|if possible)\b(?! (?:an? )?\d)/iu
const priorityOf = (text: string, need: Need): Priority =>
  need.priority !== 'wont' && hedge.test(text) ? 'could' : need.priority

const plainProduct = new RegExp(
  `^(?:(?:an?|the|our|my|one|new|simple|small|nice|modern|good|proper|own|real|beautiful|clean|custom|online|mobile|internal|single|little|better|different|whole|with|for|and|to|have|build|create|make|get|develop|launch)\\s+)*(?:android |ios |iphone |ipad )?(?:${productNouns})(?: (?:for|of) (?:me|us|this|that|it|our (?:company|business|studio|shop|customers|clinics?)|my (?:company|business|studio|shop|customers)))?$`,
  'iu',
)

/** The product itself, with nothing said of it but when it is to be ready. */
const basicProduct =
  /^(?:(?:nov|jednoduch|hezk|neue?[mnrs]?|einfache?[mnrs]?|nouve)\p{L}*\s)*(?:e-?shop\p{L}*|web(?:\p{Ll}*)|stránk\p{L}*|aplikac\p{L}*|online-?shop|app|boutique(?: en ligne)?|site(?: web)?|application)(?:,?\s(?:do|bis|avant|k|pro nás|für uns|pour nous)(?:\s.*)?)?$|^(?:موقع|تطبيق|متجر)\S*(?:\s(?:إلكترون|ل|ال)\S+)*(?:\sفي\s\S+)?$/iu

function isPart(name: string, category: Category, weight: number, need: Need): boolean {
  if (plainProduct.test(name) || noPart.test(name)) return false
  if (need.sentence.language !== 'en' && (basicProduct.test(name) || /^\d{1,2}\. ?\d/u.test(name))) return false
  if (weight > 0 && category !== 'other') return true
  const isListed =
    need.rule === 'item' ||
    need.rule === 'fragment' ||
    /^\W*(?:and |or )?(?:also|maybe|perhaps|later)\b/iu.test(need.evidence.text)
  if (isListed || need.sentence.language !== 'en') return wordsOf(name).length > 1 && wordsOf(name).length < 12
  const first = wordsOf(name)[0]?.lower ?? ''
  return (baseForm(first) !== undefined || denies(name)) && wordsOf(name).length > 1
}

const RELATIVE =
  /,?\s+(?:where|in which|on which|through which|with which(?! \p{L}+[.,;]?$)|that (?=(?:lets?|allows?|enables?|shows?|sends?|reminds?|helps?)\b)|which (?=\p{L}+s\b)|so that (?=(?:customers|clients|patients|users|visitors|members|guests|people|they)\b)|for (?=(?:customers|clients|patients|users|visitors|members|guests|people|buyers|parents|students)\s+to\b)|(?:that )?(?=(?:customers|clients|patients|users|visitors|members|guests|people|buyers|parents|students|drivers) can\b))/iu

function splitEnglish(need: Need): Part[] {
  const text = need.evidence.text
  const from = need.rule === 'item' ? 0 : need.from
  if (forNobody.test(text)) return [{ start: 0, end: text.length, text }]
  const relative = RELATIVE.exec(text.slice(from))
  PRODUCT.lastIndex = 0
  const head = relative && text.slice(from, from + relative.index)
  if (!relative || !head || !(PRODUCT.test(head) || !namesFeature(head)) || standsAlone.test(head))
    return splitList(text, from, text.length)
  const restFrom = from + relative.index + relative[0].length
  return [...splitList(text, from, from + relative.index), ...splitList(text, restFrom, text.length)]
}

/** Cuts at commas and conjunctions where a new action or a new named part begins. */
function splitList(text: string, from: number, to: number): Part[] {
  const words = wordsOf(text.slice(from, to), from)
  const parts: Part[] = []
  let start = from
  for (let i = 1; i < words.length; i++) {
    const isConjunction = /^(?:and|or|then|plus|also)$/u.test(words[i]!.lower)
    const gap = text.slice(words[i - 1]!.end, words[i]!.start)
    const hasComma = /[,;:/]|\s[–—-]\s/u.test(gap) && !/^[’'"]/.test(gap)
    if (!isConjunction && !hasComma) continue
    const begin = isConjunction ? skipWords(words, i, conjunction) : i
    const next = skipWords(words, begin, hedgeWord)
    const left = text.slice(start, words[i - 1]!.end)
    if (next >= words.length || isBareVerb(left) || !beginsPart(text, words, next, to, left)) continue
    parts.push({ start, end: words[i - 1]!.end, text: left })
    start = words[begin]!.start
  }
  parts.push({ start, end: to, text: text.slice(start, to) })
  return parts
}

/** "book, move or cancel an appointment": verbs that share an object stay together. */
function isBareVerb(left: string): boolean {
  const name = wordsOf(nameOf(left)).map((w) => w.lower)
  const isOwn = name.length === 1 && /^(?:register|pay|search|filter|chat|unsubscribe)$/u.test(name[0]!)
  return !isOwn && name.every((w) => w !== 'up' && w !== 'in' && baseForm(w) !== undefined)
}

const conjunction = /^(?:and|or|then|plus|also|to|even|as|well)$/u
const hedgeWord = /^(?:maybe|perhaps|possibly|ideally|optionally|later|to)$/u
function skipWords(words: Word[], i: number, skipped: RegExp): number {
  let at = i
  while (at < words.length - 1 && skipped.test(words[at]!.lower)) at++
  return at
}

function beginsPart(text: string, words: Word[], i: number, to: number, left: string): boolean {
  const rest = text.slice(words[i]!.start, to)
  if (/^drag\b|^drop\b/iu.test(rest)) return false
  const verbAt = actionIndex(words, i)
  if (verbAt !== undefined && !compounds.test(text.slice(words[verbAt]!.start, to))) return true
  // A list of names: both sides must name a part, else "red and blue buttons" would fall in two.
  const right = /^(.*?)(?:,|\sand\s|\sor\s|;|$)/isu.exec(rest)?.[1] ?? rest
  const leftWords = wordsOf(left)
  const isGiven =
    /^an?\s/iu.test(right) && /\b(?:receives?|gets?|sends?|needs?|has|have|adds?|includes?)\b/iu.test(left)
  if (isGiven && namesFeature(right) && namesFeature(left)) return true
  const headed = /^.*?\bwith\s(?=.)/iu.exec(left)?.[0] ?? ''
  PRODUCT.lastIndex = 0
  const listed = PRODUCT.test(headed) ? left.slice(headed.length) : left
  const hasVerb =
    /\b(?:that|which|who|can|to)\s+\p{L}/iu.test(left) ||
    leftWords.some((w, at) => at < 3 && productVerbs.has(w.lower) && !namesFeature(w.text))
  const isNominal = leftWords.length > 0 && !hasVerb
  PRODUCT.lastIndex = 0
  return (
    isNominal &&
    namesFeature(right) &&
    (namesFeature(left) || PRODUCT.test(left)) &&
    !/\b(?:for|in|with|between|by|from|of|per|to|as|without|via)(?: (?:the|a|an|our|their|your|each))?(?: \S+){1,2}$/iu.test(
      listed,
    )
  )
}

/** Where the verb of a new part stands: at once, or after a subject ("they can pay", "the shop sends"). */
function actionIndex(words: Word[], i: number): number | undefined {
  for (let j = i; j < Math.min(words.length, i + 5); j++) {
    const lower = words[j]!.lower
    const isFirst = j === i
    if (baseForm(lower) && (isFirst || isSubject(words, i, j))) return words[j + 1] || !isFirst ? j : undefined
    if (!isFirst && /^(?:and|or|with|for|in|on|at|by|of)$/u.test(lower)) return undefined
  }
  return undefined
}

function isSubject(words: Word[], from: number, verb: number): boolean {
  return words
    .slice(from, verb)
    .some(
      (w) =>
        pluralActors.has(w.lower) ||
        singularActors.has(w.lower) ||
        /^(?:they|it|can|will|must|should|could|need|to|want|system|app|shop|site|website)$/u.test(w.lower),
    )
}

const plainHead =
  /^.*?(?:e-?shop|web|stránk\p{L}*|aplikac\p{L}*|webseite|website|shop|app|site|boutique|application|plate-?forme?),?\s+(?:kde(?: si)?|v němž|který|která|které|wo|in dem|auf der|mit der|où|qui|avec|mit|s)\s+/iu
/** Languages without verb lists: the clause after the cue, cut at commas and at "and" between phrases. */
function splitPlain(need: Need): Part[] {
  const text = need.evidence.text
  const hasRest = wordsOf(text.slice(need.from)).length > 0
  const from = (hasRest ? need.from : 0) + (plainHead.exec(text.slice(hasRest ? need.from : 0))?.[0].length ?? 0)
  const rest = text.slice(from)
  const parts: Part[] = []
  let start = 0
  for (const cut of rest.matchAll(/[,;،؛]\s+|\s+(?:a také|sowie|ainsi que|a|und|et)\s+/giu)) {
    const sides = [rest.slice(start, cut.index), rest.slice(cut.index + cut[0].length)]
    if (sides.some((side) => wordsOf(side).length < 2)) continue
    parts.push({ start: from + start, end: from + cut.index, text: sides[0]! })
    start = cut.index + cut[0].length
  }
  parts.push({ start: from + start, end: text.length, text: rest.slice(start) })
  return parts
}
