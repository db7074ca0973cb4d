import { partNouns } from './capability-english.ts'
import { PRODUCT, pluralActors, singularActors } from './lexicon-actors.ts'
import { productVerbs } from './lexicon-verbs.ts'
import { wordsOf } from './text.ts'

/** Words that open a clause and say nothing about who acts: connectives, and what comes before a comma ("If it rains, …"). */
const opening =
  /^\W*(?:(?:and|but|so|also|then|oh|um|uh|okay|ok|well|like|yeah|plus|basically|later|afterwards|finally|in future|in the future|ideally|maybe|perhaps|please|now|therefore|only|just|yes|honestly|actually|that is why|that's why|obviously|of course|first|second|lastly|important)\b[\s,:]*)*/iu
const adverbial =
  /^(?:if|when|whenever|once|after|before|as|at|on|in|from|during|for|with|without|under|by|until|since|because|to|besides|apart|above|below|for|where|whoever|every|each time)\b[^,;]{2,80},\s*/iu

/** Who or what a clause is about, as far as its first words tell. */
export type Subject =
  | 'self'
  | 'ours'
  | 'you'
  | 'they'
  | 'person'
  | 'it'
  | 'there'
  | 'this'
  | 'actor'
  | 'product'
  | 'part'
  | 'each'
  | 'plural'
  | 'the'
  | 'a'
  | 'verb'
  | 'preposition'
  | 'no'
  | 'other'

const product = new RegExp(`^${PRODUCT.source}$`, 'iu')
const agentive = /^\p{L}{3,}(?:ers|ors|ists|ians|ees|ants|holders|men|women|people)$/u
const agent1 = /^\p{L}{3,}(?:er|or|ist|ian|ee|man|woman)$/u
const notAgents =
  /^(?:orders?|numbers?|papers?|letters?|offers?|others?|computers?|posters?|newsletters?|loggers?|stickers?|reminders?|vouchers?|chapters?|errors?|colou?rs?|floors?|doors?|monitors?|sensors?|fees?|trees?|coffees?|years|hours?|headers?|footers?|folders?|layers?|tickets|plants|filters?|containers?|routers?|printers?|transfers?|flowers?|answers?|former|other|better|never|after|over|under|weather|winter|summer|water|dinner|counters?|borders?|corners?|servers?|factors?|mirrors?|committees?|(?:\p{L}*)lists?|exist|former|later|earlier|older|newer|bigger|smaller|larger|easier|whether|together|however|rather|further|calendars?|trailers?|timers?|scanners?|trackers?|calculators?|planners? view|buttons?|powers?|buffer|cover|corridors?|barriers?|degree|screener|paper|career|outdoor|indoor|your|their|another|either|neither|proper|regular|minor|major|senior|junior|prior|inner|outer|upper|lower|super|silver|copper|leather|monster|roster|register|chamber|chapter|cluster|charter|quarter|matter|pepper|butter|shower|tower|power|river|desire|wheelchair|chair|hair|air|repair|fair)$/u

export const cut = (text: string): string => {
  const from = opening.exec(text)![0].length
  const rest = text.slice(from)
  const before = adverbial.exec(rest)
  return before && rest.length - before[0].length > 8 ? rest.slice(before[0].length).replace(opening, '') : rest
}

/** The subject of a clause by its first words, and where they end. */
export function subjectOf(core: string): { subject: Subject; end: number } {
  const words = wordsOf(core)
  const w = words.map((x) => x.lower)
  const at = (subject: Subject, n: number) => ({ subject, end: words[n]?.end ?? core.length })
  const first = w[0] ?? ''
  if (/^(?:i|we|i'm|we're|i've|we've|i'd|we'd|i'll|we'll|me|us|both of us|neither of us)$/u.test(first))
    return at('self', 0)
  if (/^(?:my|our)$/u.test(first)) return at('ours', 1)
  if (/^(?:you|your|you'd|you'll)$/u.test(first)) return at('you', 0)
  if (/^(?:they|they're|they'd)$/u.test(first)) return at('they', 0)
  if (/^(?:he|she|he's|she's)$/u.test(first)) return at('person', 0)
  if (/^(?:it|it's|it'd|it'll|everything|something|anything|nothing)$/u.test(first)) return at('it', 0)
  if (/^(?:there|there's|here|here's)$/u.test(first)) return at('there', 0)
  if (/^(?:this|that|these|those|that's|what|which)$/u.test(first)) return at('this', 0)
  if (/^(?:no|not|none|never)$/u.test(first)) return at('no', 0)
  const determined = /^(?:a|an|the|each|every|any|all|one|two|three|only|some|new|other|both|most)$/u.test(first)
  for (let i = 0; i < Math.min(4, words.length); i++) {
    const x = w[i]!
    if (
      i > 0 &&
      /^(?:is|are|was|were|has|have|had|can|could|will|would|must|should|shall|may|to|that|which|who|of|for|in|on|with|from|by|at|and|or)$/u.test(
        x,
      )
    )
      break
    if (product.test(x)) return at('product', i)
    if (pluralActors.has(x) || (agentive.test(x) && !notAgents.test(x))) return at('actor', i)
    if (determined && i > 0 && (singularActors.has(x) || (agent1.test(x) && !notAgents.test(x) && !partNouns.test(x))))
      return at('actor', i)
    if ((determined || i === 0) && partNouns.test(x)) return at('part', i)
  }
  if (/^(?:each|every|any|all|everyone|everybody|anyone|anybody|whoever)$/u.test(first)) return at('each', 1)
  if (first === 'the') return at('the', 1)
  if (/^(?:a|an|one|some|two|three)$/u.test(first)) return at('a', 1)
  if (
    /^(?:for|on|in|at|from|with|after|before|under|by|to|until|during|without|of|above|below|if|when|once)$/u.test(
      first,
    )
  )
    return at('preposition', 0)
  if (productVerbs.has(first)) return at('verb', 0)
  if (/^\p{L}{3,}s$/u.test(first) && !/(?:ss|us|is)$/u.test(first)) return at('plural', 0)
  return at('other', 0)
}
