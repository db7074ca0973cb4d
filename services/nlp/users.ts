import type { Analysis } from './contract.ts'
import { pluralActors, singularActors, vagueActors } from './lexicon-actors.ts'
import type { Need } from './needs.ts'
import { quotePart, type Sentence, stem, type Word } from './text.ts'

type User = Analysis['targetUsers'][number]
const usersMax = 10

/**
 * Who will use the product: nouns for people that act in a wish, or for whom something is wanted, each with the
 * sentence that says so. People named only outside a wish come last.
 */
export function findUsers(sentences: readonly Sentence[], needs: readonly Need[]): User[] {
  const inWish = new Set(needs.filter((n) => n.priority !== 'wont').map((n) => n.sentence))
  const users = new Map<string, { user: User; rank: number }>()
  for (const sentence of sentences) {
    if (sentence.isNoise || sentence.language !== 'en') continue
    sentence.words.forEach((word, i) => {
      const rank = rankOf(sentence, word, i, inWish.has(sentence))
      if (rank === 0) return
      const key = stem(word.lower)
      const known = users.get(key)
      if (!known || rank > known.rank)
        users.set(key, { user: { name: nameOf(sentence, i), evidence: quotePart(sentence) }, rank })
    })
  }
  const ranked = [...users].sort(([, a], [, b]) => b.rank - a.rank)
  const best = ranked.filter(
    ([key, u]) =>
      u.rank >= (ranked[0]?.[1].rank ?? 0) - (ranked[0]?.[1].rank === 3 ? 0 : 1) &&
      !(key === 'user' && ranked.length > 1),
  )
  return best.length > 0 ? best.slice(0, usersMax).map(([, u]) => u.user) : anybody(sentences, inWish)
}

/** "people should be able to pay": better than nobody. */
function anybody(sentences: readonly Sentence[], inWish: Set<Sentence>): User[] {
  for (const sentence of sentences) {
    const word = inWish.has(sentence) ? sentence.words.find((w) => w.lower === 'people') : undefined
    if (word) return [{ name: word.text, evidence: quotePart(sentence) }]
  }
  return []
}

/** 3 acts in a wish, 2 is mentioned in a wish, 1 acts outside one, 0 is no user. */
function rankOf(sentence: Sentence, word: Word, i: number, isWish: boolean): number {
  const { lower } = word
  const isPlural = pluralActors.has(lower)
  if (vagueActors.has(lower) || (!isPlural && !singularActors.has(lower))) return 0
  const [previous, next] = [sentence.words[i - 1]?.lower ?? '', sentence.words[i + 1]?.lower ?? '']
  if (
    !isPlural &&
    !/^(?:a|an|the|each|every|our|any)$/u.test(previous) &&
    !/^(?:a|an|the|each|every|our|any)$/u.test(sentence.words[i - 2]?.lower ?? '')
  )
    return 0
  // "customer service", "member list": the noun only describes the next one.
  if (
    !isPlural &&
    next &&
    !acts.test(next) &&
    sentence.source.text.slice(word.end, sentence.words[i + 1]!.start) === ' ' &&
    !/^(?:and|or|to|who|is|in|of|from|with|on|at|when|by|for)$/u.test(next)
  )
    return 0
  const isActing =
    acts.test(next) ||
    i === 0 ||
    /^(?:where|when|for|so|that|let|allow|lets|allows|help|and|each|every|our|the)$/u.test(previous)
  if (isWish) return isActing ? 3 : 2
  return isActing ? 1 : 0
}

const acts =
  /^(?:can|could|should|must|will|have|has|need|needs|want|wants|to|also|get|gets|receive|receives|see|sees|choose|book|order|pay|sign|register|scan|scans|select|upload|browse|search|find|use|buy|who|who's|send|manage|check|approve|enter|track|reserve|write|create|add|edit|view|read|join|share|pick|confirm|log)$/u

/** "shift manager", "warehouse workers": one describing word before the noun belongs to the name. */
function nameOf(sentence: Sentence, i: number): string {
  const word = sentence.words[i]!
  const before = sentence.words[i - 1]
  const describes =
    before &&
    /^(?:shift|store|shop|warehouse|office|sales|project|account|office|registered|returning|new|young|elderly|pet|dog|home|field|service|site|team|system|content|private|business|corporate|wholesale|school|university|delivery|truck|property|care|regular|external|internal)$/u.test(
      before.lower,
    )
  return describes ? sentence.source.text.slice(before.start, word.end) : word.text
}
