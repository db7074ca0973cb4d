import { could, present } from './cues-english.ts'
import { namesFeature } from './lexicon-features.ts'
import { compounds } from './lexicon-verbs.ts'
import { terms, wordsOf } from './text.ts'
import { type Frame, firstCue, type Verdict } from './verdict.ts'

const imperative =
  /^\W*(?:(?:and |but )?please (?:make(?! sure)|keep|put|leave)\s+(?!me\b|us\b|in (?:mind|touch))|(?:(?:please|also|then|and|plus|just|nice to have:?|important:?)\s+)*(?:add|allow|let(?! me| us)|enable|show|include|integrate|support|make sure|ensure|keep|store|notify|send(?! me| us| it| your)|remind|provide|offer|create|build|display|give (?:users|customers|visitors|patients|people|members|each|every)|use|translate|connect|import|export|generate|hide|protect|highlight)\s+)/iu

/** "Please add a contact form." */
export function byImperative(masked: string): Verdict | null {
  const found = imperative.exec(masked)
  return (
    found && { priority: firstCue(could, masked) ? 'could' : 'should', rule: 'imperative', from: verbStart(found[0]) }
  )
}
const verbStart = (lead: string): number =>
  lead.search(/\S+(?:\s+\S+)?\s*$/u) < 0 ? 0 : /^\W*(?:(?:please|also|then|and|plus|just)\s+)*/iu.exec(lead)![0].length

/** "pays", "depend": a clause with such a word states a fact; nouns that look alike stay allowed. */
const isVerbForm = (lower: string): boolean =>
  /^(?:pays|depends?|matters?|costs|takes?|gives?|comes?|goes|brings?|lives?|loves?|likes?|knows?|thinks?|stays?|seems?|looks?|means?|happens?|belongs?|needs?|wants?|gets|keeps?|tells?|says?|uses|buys|sells|makes|owns|covers?|drew|took|gave|came|went|made|sold|bought|kept|left|got)$/u.test(
    lower,
  )

const leadsNoun = /^(?:a|an|the|of|for|with|in|on|to|and|or|our|my|their|all|by|from|personal|new)$/u

const noNoun =
  /^\W*(?:(?:and|but|please|also)\s+)*no\s+(?!problem|idea|rush|worries|hurry|one|doubt|time|website|shop|experience|money|thanks|way|wonder|surprise|matter|longer|more than|less than|later|need)\p{L}[\p{L}-]*(?:\s+(?:or\s+)?\p{L}[\p{L}-]*){0,3}(?:,?\s*please)?\W*$/iu

/** "Please no pop-ups." */
export function byRefusedNoun(masked: string, frame: Frame): Verdict | null {
  return frame.hasProduct && noNoun.test(masked)
    ? { priority: 'wont', rule: 'fragment', from: masked.search(/\bno\b/iu) + 2 }
    : null
}

const finite = terms(
  "is|are|was|were|am|has|have|had|do|does|did|i'm|we're|it's|that's|there's|can|will|would|i|we|you|because|sell|run|make|been|open|closed|thank|thanks|regards|cheers|hello|hi|dear",
)

/** "Also a blog and a page with my story.": a noun phrase that names a part of the product, after the product was named. */
export function byFragment(masked: string, frame: Frame): Verdict | null {
  const words = wordsOf(masked)
  if (!frame.hasProduct || words.length < 2 || words.length > 24 || !namesFeature(masked)) return null
  const head = masked.split(/\b(?:where|that|which|who|so that|so|before|after|when|if)\b|,/iu)[0]!
  if (
    firstCue(finite, head) ||
    !namesFeature(head) ||
    firstCue(present, masked) ||
    /\d{3}|[?]|budget|deadline/u.test(masked)
  )
    return null
  if (wordsOf(head).some((w, i, all) => isVerbForm(w.lower) && i > 0 && !leadsNoun.test(all[i - 1]!.lower))) return null
  const isNo = /^\W*no\s/iu.test(masked)
  const starts =
    /^\W*(?:(?:and|also|plus|with|then|no|maybe|perhaps|later|nice to have:?|optional:?|important:?)\s+)*/iu.exec(
      masked,
    )![0]
  const first = wordsOf(masked.slice(starts.length))[0]?.lower ?? ''
  const isPluralNoun =
    /^(?!thanks|regards|always|sometimes|besides|perhaps|yes|cheers|greetings|this|his|its|as|plus|is|was|has|does|us|unless|across|towards|afterwards|nowadays|sales)\p{L}{3,}s$/u.test(
      first,
    )
  const isNominal =
    isPluralNoun ||
    /^(?:a|an|the|one|all|online|simple|small|easy|good|automatic|daily|weekly|monthly|full|separate|something|some|two|three|several)$/u.test(
      first,
    ) ||
    starts.trim() !== '' ||
    compounds.test(masked.slice(starts.length)) ||
    namesFeature(first)
  return isNominal
    ? { priority: isNo ? 'wont' : firstCue(could, masked) ? 'could' : 'should', rule: 'fragment', from: starts.length }
    : null
}
