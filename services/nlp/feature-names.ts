import { pluralActors, productNouns, singularActors } from './lexicon-actors.ts'
import { namesFeature } from './lexicon-features.ts'
import { baseForm } from './lexicon-verbs.ts'
import { wordsOf } from './text.ts'

const nameCharsMax = 64
/** Products that are a part of a product at the same time: their name is worth keeping. */
export const standsAlone = /\b(?:dashboard|configurator|module|bot|database|plugin|api|tool)s?\b/iu

const OPENING =
  /^(?:\s|[,;:.!?–—-]|(?:and|or|also|then|plus|so|please|both|just|simply|really|definitely|maybe|perhaps|possibly|later|ideally|optionally|as a user|as well|if|they|people|to|be able to|able to|be possible to|the (?:ability|possibility|option) to|a (?:way|possibility) to|is possible to|there is|there are|there be|there should be|we (?:also )?need|i (?:also )?need|we (?:also )?want|i (?:also )?want|you|me|us|must|should|could|can|will|have to|need to|want to|like to|like|would like(?: to)?|would be nice(?: to have)?|nice to have|would also|it|that|someone to|build|create|develop|make(?: us| me)?|have|include|be|a|an|the|some|our|my|your|their)(?=\s|:))+\s*/iu
const SUBJECT =
  /^(?:(?:let|allow|enable|allows|lets|enables|help|helps)\s+)?(?:(?:the|a|an|each|every|our|my|all|new|registered|any|first|other|only)\s+)*(\p{L}+)(?:\s+(?:themselves|also|then|only|easily|directly|automatically|just))?\s+(?:(?:can|could|should|must|will|have to|has to|need to|needs to|want to|to|able to|be able to|also|then|only|easily|directly)\s+)*(?=\p{L})/iu
const withHead = new RegExp(
  `^(?:[\\p{L}-]+\\s+){0,3}?(?:${productNouns})\\s+(?:with|including|that has|that have|which has|that can|which can|that will|that)\\s+(?:an?\\s+|the\\s+)?(?=\\p{L})`,
  'iu',
)
const TAIL =
  /(?:,?\s+(?:so that|so\b|because|since|when(?:ever)?|if|in case|otherwise|which is|instead of|as well as|as soon as|unless|although|e\.g\.|for example|such as|please)(?=\s|$).*|,?\s+(?:as well|too|please|if possible|etc\.?))$/isu
/** What is said about the thing rather than the thing: "vouchers would be nice". */
const PREDICATE =
  /\s+(?:(?:is|are|would be|could be|might be|would also be) (?:a |an |absolutely |very |really |also )*(?:nice|great|good|cool|lovely|helpful|useful|handy|bonus|perfect|essential|mandatory|crucial|critical|necessary|important|required|must|optional)|(?:could|can|may|might) (?:come|follow|be added) (?:later|afterwards|next)?)(?: to have)?(?:\s+for\s.*)?[.!]?$/iu
const DANGLING =
  /[\s,;:.!?…–—(-]+(?:(?:and|or|with|for|of|the|a|an|to|in|on|at|by|from|per|their|our|my|your|that|which|is|are|as|but)[\s,;:.!?…–—-]*)*$/iu

/** A short name: the longest useful piece of the part, without subject, modal, articles and reasons. */
export function nameOf(text: string): string {
  let name = text.replace(/^(?:[\s,;:.–—-]|(?:and|or|also|then|plus|so|if|that)\s)+/iu, '')
  const subject = SUBJECT.exec(name)
  if (subject && isActor(subject[1]!, subject[0]) && followsVerb(name.slice(subject[0].length)))
    name = name.slice(subject[0].length)
  name = name.replace(OPENING, '').replace(PREDICATE, '')
  const headed = withHead.exec(name)
  if (
    headed &&
    !standsAlone.test(headed[0]) &&
    (namesFeature(name.slice(headed[0].length)) || followsVerb(name.slice(headed[0].length)))
  )
    name = name.slice(headed[0].length)
  const short = name.replace(TAIL, '')
  if (wordsOf(short).length >= 2 || namesFeature(short)) name = short
  const given = /^(?:gets?|receives?|in|into)\s+(?:an?\s+|the\s+)?/iu.exec(name)?.[0] ?? ''
  if (namesFeature(name.slice(given.length)) || /^in/iu.test(given)) name = name.slice(given.length)
  return clip(name)
}

/** What nobody may do is one statement: "nobody may see the names or change them". */
export const forNobody = /^(?:\W|and\s|but\s)*(?:nobody|no[ -]one|none of|neither)\b/iu
const denial = /\b(?:nobody|no[ -]one|none|never|not|cannot|neither|nor)\b|n['’]t\b/iu

export const denies = (text: string): boolean => denial.test(text)

/** The name, or all that was said where a "never" before it was cut off: without it the name says the opposite. */
export function withDenial(name: string, said: string): string {
  const at = said.lastIndexOf(name)
  const isCut = denial.test(at < 0 ? said : said.slice(0, at)) && !denies(name)
  return name && isCut ? clip(said.replace(/^(?:[\s,;]|(?:and|or|but)\s)+/iu, '')) : name
}

const isActor = (word: string, lead: string): boolean =>
  pluralActors.has(word.toLowerCase()) ||
  (singularActors.has(word.toLowerCase()) &&
    /^(?:let |allow |enable )?(?:the|a|an|each|every|any|first)\s/iu.test(lead)) ||
  /^(?:they|it|who|we|i|system|app|shop|site|website|people)$/iu.test(word)
const followsVerb = (rest: string): boolean => baseForm(wordsOf(rest.slice(0, 40))[0]?.lower ?? '') !== undefined

const plainOpening =
  /^(?:[\s,;:–—-]|(?:aby|si|se|dass?|damit|de|d[’']|que|qu[’']|pour|einen?|eine[mr]?|der|die|das|un|une|le|la|les|des|wir|nous|auch|aussi|také|i|et|und|a|zu|mít|avoir|haben|أن)(?=[\s’'])\s*|d[’'])+/iu

const plainTail =
  /\s+(?:können|könnten|sollen|sollten|werden|nechc\p{L}*|brauchen wir nicht|(?:est|sont|serait) (?:indispensable|obligatoire|nécessaire|essentiel)\p{L}*)[.!]?$/iu
/** The same for languages without verb lists: without the particles before and the verb after. */
export const plainName = (text: string): string =>
  /^\W*(?:aber|mais|ale|protože|weil|car)\b/iu.test(text)
    ? ''
    : clip(text.replace(plainOpening, '').replace(plainTail, ''))

function clip(text: string): string {
  let name = text.replace(/^[^\p{L}\p{N}]+/u, '')
  if (name.length > nameCharsMax) {
    const cut = name.slice(0, nameCharsMax + 1)
    const at = Math.max(cut.lastIndexOf(', '), cut.lastIndexOf(' and '), cut.lastIndexOf(' with '))
    name = cut.slice(0, at > 24 ? at : Math.max(cut.lastIndexOf(' '), 24))
  }
  const trimmed = name
    .replace(DANGLING, '')
    .replace(/[\s,;:.!?…"”'’)]+$/u, (end) => (end.startsWith(')') && name.includes('(') ? ')' : ''))
  // A cut inside an astral letter would leave half of it.
  return trimmed.replace(/[\uD800-\uDBFF]$/, '').replace(/\s+/gu, ' ')
}
