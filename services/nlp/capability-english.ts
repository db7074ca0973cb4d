import { present } from './cues-english.ts'
import { pluralActors, productNouns, singularActors } from './lexicon-actors.ts'
import { namesFeature } from './lexicon-features.ts'
import { baseForm, compounds, participles, weakVerbs } from './lexicon-verbs.ts'
import { type Word, wordsOf } from './text.ts'
import { type Frame, firstCue, type Verdict } from './verdict.ts'

const adverbs = new Set(
  'also then only easily directly automatically always immediately quickly simply just both all can will either first later afterwards online themselves together each'.split(
    ' ',
  ),
)
const product = new RegExp(`^(?:${productNouns})$`, 'iu')

/** "customers choose a glaze", "the first person on the list gets a push message", "invoices are created monthly". */
export function byCapability(masked: string, frame: Frame): Verdict | null {
  if (
    firstCue(present, masked) ||
    /\b(?:many|most|some|few|lots of|plenty of) (?:\w+ )?(?:people|customers|clients|users|guests|patients|of)\b/iu.test(
      masked,
    )
  )
    return null
  const words = wordsOf(masked)
  for (let i = 0; i < Math.min(words.length, 14); i++) {
    if (!isSubject(words, i, frame)) continue
    const at = actionAfter(words, i, masked)
    if (at !== undefined && (frame.hasProduct || isProductAt(words, i)))
      return { priority: 'should', rule: 'capability', from: words[at]!.start }
  }
  return frame.hasProduct ? (byPart(words) ?? byVerbFirst(words, masked) ?? byPassive(words)) : null
}

export const partNouns =
  /^(?:pages?|screens?|forms?|maps?|calendars?|lists?|prices?|labels?|counters?|buttons?|players?|overviews?|tables?|charts?|search|menus?|tickets?|vouchers?|profiles?|basket|cart|reminders?|banners?)$/u
const partVerbs =
  /^(?:shows?|lists?|displays?|asks?|appears?|remembers?|sends?|reminds?|warns?|contains?|links?|suggests?|calculates?|updates?)$/u

/** "The screen at each door shows who has the room.": a part of the product acts. */
function byPart(words: Word[]): Verdict | null {
  const part = words.findIndex((w, i) => i > 0 && i < 4 && partNouns.test(w.lower))
  if (part < 0 || !words.slice(0, part).some((w) => determiner.test(w.lower))) return null
  const verb = words.slice(part + 1, part + 6).find((w) => partVerbs.test(w.lower))
  return verb ? { priority: 'should', rule: 'capability', from: words[0]!.start } : null
}

/** "Sends a reminder the day before.": the product is left out. */
function byVerbFirst(words: Word[], masked: string): Verdict | null {
  const first = words[0]?.lower ?? ''
  const base = baseForm(first)
  if (!base || base === first || !namesFeature(masked.slice(words[0]!.end)) || compounds.test(masked)) return null
  return { priority: 'should', rule: 'capability', from: words[0]!.start }
}

const isProductAt = (words: Word[], i: number): boolean =>
  product.test(words[i]!.lower) || product.test(`${words[i - 1]?.lower} ${words[i]!.lower}`)
const determiner = /^(?:a|an|the|each|every|one|any|our|this|that|first|new)$/u

/** People by their ending: renters, singers, bidders, pianists, trainees. */
const agentive = /^\p{L}{3,}(?:ers|ors|ists|ians|ees)$/u

function isSubject(words: Word[], i: number, frame: Frame): boolean {
  const lower = words[i]!.lower
  if (i < 3 && agentive.test(lower) && words.slice(i + 1, i + 3).some((w) => baseForm(w.lower))) return true
  if (pluralActors.has(lower) || lower === 'they' || (lower === 'it' && i < 2)) return true
  const hasDeterminer = words.slice(Math.max(0, i - 3), i).some((w) => determiner.test(w.lower))
  if (hasDeterminer && (singularActors.has(lower) || isProductAt(words, i))) return true
  if ((lower === 'i' || lower === 'we') && frame.hasProduct) return words[i + 1]?.lower === 'can'
  return false
}

/** Index of the verb that the subject at `i` does, across an adverb, `can`, or a short attribute such as "on the list". */
function actionAfter(words: Word[], i: number, masked: string): number | undefined {
  const isOwner = /^(?:i|we)$/u.test(words[i]!.lower)
  let isModal = false
  for (let j = i + 1; j < Math.min(words.length, i + 7); j++) {
    const between = masked.slice(words[j - 1]!.end, words[j]!.start)
    if (/[,;:]/u.test(between)) return undefined
    const lower = words[j]!.lower
    isModal ||= lower === 'can' || lower === 'will'
    if (adverbs.has(lower)) continue
    const base = baseForm(lower)
    const isThird = base !== lower
    // Who pays for the builders is no matter of the product.
    if (base === 'pay' && words[j + 1]?.lower === 'for') return undefined
    if (base && agrees(words[i]!.lower, isThird, isModal)) {
      if (
        isOwner &&
        !/^(?:see|view|edit|add|update|manage|change|export|approve|check|upload|remove|publish|assign|track|print)$/u.test(
          base,
        )
      )
        return undefined
      const isWeak = weakVerbs.has(base) && !isModal && !namesFeature(masked.slice(words[j]!.end))
      return isWeak ? undefined : j
    }
    if (/^(?:is|are|was|were|have|had|do|did|come|came|love|like|live|usually|never|must|should)$/u.test(lower))
      return undefined
  }
  return undefined
}

function agrees(subject: string, isThird: boolean, isModal: boolean): boolean {
  if (isModal) return !isThird
  const isPlural =
    pluralActors.has(subject) ||
    (agentive.test(subject) && !/^(?:everyone|everybody|anyone|anybody|somebody|someone)$/u.test(subject)) ||
    subject === 'they'
  return subject === 'staff' || isPlural !== isThird
}

function byPassive(words: Word[]): Verdict | null {
  for (let i = 1; i < Math.min(words.length - 1, 10); i++) {
    if (!/^(?:is|are|gets?|be)$/u.test(words[i]!.lower)) continue
    const next = adverbs.has(words[i + 1]!.lower) || /ly$/u.test(words[i + 1]!.lower) ? words[i + 2] : words[i + 1]
    if (next && participles.has(next.lower)) return { priority: 'should', rule: 'capability', from: words[0]!.start }
  }
  return null
}
