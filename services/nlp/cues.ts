import type { Analysis } from './contract.ts'
import { functionWords } from './lexicon-function-words.ts'
import { quotePart, type Sentence, terms } from './text.ts'

type Cue = Analysis['cues'][number]

/** Words of haste, annoyance, money and dates that a reader should notice. English, with the plainest of cs, de, fr. */
const patterns: [Cue['kind'], RegExp][] = [
  [
    'urgency',
    terms(
      'as soon as possible|asap|urgent(?:ly)?|immediately|right away|at once please|no time to lose|emergency|quickly|in a hurry|by tomorrow|time is short|co nejdříve|co nejdřív|spěchá\\p{L}*|urgentn\\p{L}*|so bald wie möglich|so schnell wie möglich|dringend|le plus (?:vite|rapidement|tôt) possible|urgent\\p{L}*',
      'iu',
    ),
  ],
  [
    'frustration',
    terms(
      "frustrat\\p{L}*|annoy\\p{L}*|fed up|sick of|tired of|broken|nightmare|a mess|painful|a pain|keeps? (?:crashing|failing|breaking)|does(?:n't| not) work|stopped working|too slow|is slow|wast(?:e|es|ing) (?:of )?time|kill(?:s|ing) (?:me|us)|lost (?:\\p{L}+ )?(?:orders?|customers?|bookings?|patients?|data)|hang up|complain\\p{L}*|chaos|hate|disappoint\\p{L}*|overwhelm\\p{L}*|no-?shows?|stays empty|forget|nefunguje|otravn\\p{L}*|funktioniert nicht|mühsam|ne (?:marche|fonctionne) (?:pas|plus)",
      'iu',
    ),
  ],
  [
    'budget',
    terms(
      'budget|(?:i|we) (?:can|could|want to|would like to|am able to|are able to|are willing to|am willing to) (?:spend|pay|invest|afford)|cost (?:at most|no more than)|up to (?:[$€£]|usd|eur|gbp|czk) ?\\d|price limit|rozpočet\\p{L}*|můžeme (?:dát|utratit|zaplatit|investovat)|(?:wollen|können|möchten) (?:wir )?(?:\\S+ ){1,4}(?:ausgeben|investieren)|pouvons (?:dépenser|payer|investir)|cheap(?:est)?',
      'iu',
    ),
  ],
  [
    'deadline',
    terms(
      'deadline|(?:by|before|until|no later than|not later than) (?:the )?(?:end of|start of|beginning of|christmas|easter|black friday|summer|autumn|winter|spring|new year|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|next|\\d{1,2}\\.?(?:st|nd|rd|th)? (?:of )?\\p{L}+|\\d{4}-\\d\\d)|go-?live|goes live|launch(?:es)? (?:in|on|by)|within (?:\\d+|two|three|four|five|six) (?:days?|weeks?|months?)|in (?:two|three|four|five|six|\\d+) (?:weeks|months) at the latest|do (?:konce|\\d{1,2}\\.)|bis (?:zum|ende|\\d{1,2}\\.)|avant (?:le|la|noël|fin|\\d)|(?:am|avant le|le) \\d{1,2}\\.? (?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)',
      'iu',
    ),
  ],
]
const cuesPerKindMax = 5

/** Sentences that show urgency, frustration, a budget or a deadline. The quote is the whole sentence, for its context. */
export function findCues(sentences: readonly Sentence[]): Analysis['cues'] {
  const cues: Cue[] = []
  for (const [kind, pattern] of patterns) {
    let found = 0
    for (const sentence of sentences) {
      if (found >= cuesPerKindMax) break
      const hit = sentence.isNoise ? null : pattern.exec(sentence.text)
      if (
        !hit ||
        /\b(?:not|no|nicht|pas|není|isn['’]t)\s(?:so\s|very\s|that\s)?$/iu.test(sentence.text.slice(0, hit.index))
      )
        continue
      cues.push({ kind, evidence: quotePart(sentence) })
      found++
    }
  }
  return cues
}

const good = new Set(
  'love lovely great excellent happy glad wonderful beautiful perfect thanks thank excited pleased delighted enjoy best proud fantastic brilliant friendly nice'.split(
    ' ',
  ),
)
const bad = new Set(
  'hate terrible awful annoying annoyed frustrating frustrated broken slow nightmare mess chaos angry worst bad painful disappointed complain complaints lost useless waste killing overwhelmed unfortunately problem problems fails failing crash crashes'.split(
    ' ',
  ),
)
const negations = new Set("not no never isn't don't doesn't won't can't without hardly".split(' '))

/** Polarity of the wording, -1 to 1, by a short own list. Weak by nature: requests talk of problems without being hostile. */
export function sentimentOf(sentences: readonly Sentence[]): Analysis['sentiment'] {
  let [plus, minus] = [0, 0]
  for (const { words, language, isNoise } of sentences) {
    if (language !== 'en' || isNoise) continue
    words.forEach((word, i) => {
      if (!good.has(word.lower) && !bad.has(word.lower)) return
      const isNegated = words
        .slice(Math.max(0, i - 3), i)
        .some((w) => negations.has(w.lower) && functionWords.en.has(w.lower))
      if (good.has(word.lower) !== isNegated) plus++
      else minus++
    })
  }
  const score = plus + minus === 0 ? 0 : (plus - minus) / (plus + minus + 2)
  return {
    score: Math.round(score * 100) / 100,
    method:
      plus + minus === 0 ? 'own word list; no word of it occurs' : 'own word list; weak evidence, see the cues instead',
  }
}
