/**
 * What each sign of an English clause is worth, in logits: fitted once, by logistic regression on the requests of this folder that
 * rules may be written for, and rounded. A clause is a wish when what speaks for it outweighs what speaks against it.
 */
/** Signs that a clause says what the product shall do or be. */
const signsFor: [weight: number, signs: string][] = [
  [1.25, 'lead wish'],
  [1.2, 'after a wish|at once'],
  [1.15, 'clear wish, self|wishes'],
  [1.1, 'would please'],
  [1, 'item|names a part|says please'],
  [0.9, 'standard'],
  [0.85, 'after: capability|refuses|tense duty'],
  [0.8, 'asks for a part'],
  [0.75, 'on a device|other none'],
  [0.7, 'plural passive|rule cue could|wants a product'],
  [0.65, 'continues'],
  [0.6, 'before: none|forbids|the able|the duty'],
  [0.55, 'it duty|rule cue should|subject part'],
  [0.5, 'names a product|of theirs|subject a'],
  [0.45, 'before: capability|limits|part none|subject plural'],
  [0.4, 'before the first wish, able|it acts|part acts|rule cue wont|subject it'],
  [
    0.35,
    'actor able|actor acts|after the first wish, a|after the first wish, duty|after the first wish, this|clear wish, other|conditional|never the first wish, duty|never the first wish, none|never the first wish, passive|plural acts|product known|rule cue must|tense able|tense passive',
  ],
  [
    0.3,
    'after the first wish, acts|after the first wish, preposition|flows|never the first wish, other|never the first wish, plural|part be|rule capability should|rule fragment wont|subject preposition|subject this|tense none',
  ],
  [
    0.25,
    'a passive|a would|after the first wish, able|before the first wish, plural|before the first wish, would|before the first wish, you|declares|each have|never the first wish, it|other duty|product duty|rule imperative should|self be|the be|you acts',
  ],
  [
    0.2,
    'a acts|actor have|actor past|after the first wish, actor|after the first wish, part|after: fragment|before the first wish, part|before the first wish, product|brief|clear wish, preposition|contrast|never the first wish|no past|of each|other able|other acts|part would|product be|self acts|the passive|this be|verb none',
  ],
  [
    0.15,
    'after the first wish, the|before the first wish, a|before the first wish, duty|before the first wish, it|clear wish|each duty|preposition be|preposition past|subject product|subject verb|tense acts|tense would|they duty',
  ],
  [
    0.1,
    'actor passive|after the first wish, no|after the first wish, they|after: imperative|clear wish, a|clear wish, this|each be|ours duty|plural be|plural would|preposition passive|subject you|this have|this would',
  ],
]
/** Signs that it tells of the writer, of today, of money or of the people who are to build it. */
const signsAgainst: [weight: number, signs: string][] = [
  [2.15, 'bids'],
  [1.8, 'some of them'],
  [1.6, 'early'],
  [1.4, 'late|rule dismissed'],
  [1.25, 'clear wish, actor'],
  [1.2, 'lead facts'],
  [1.15, 'dates the past|feels|numbers|rule none'],
  [1.1, 'opening hours|third parties'],
  [1.05, 'asks|of today'],
  [1, 'talks business'],
  [0.95, 'before: nothing|of mine|opens the text|proper name|subject ours'],
  [0.9, 'asks the reader|sets a date'],
  [0.85, 'old ways|short'],
  [0.8, 'of the family|subject self|the acts'],
  [0.75, 'other be|tells of itself'],
  [0.7, 'after the first wish, ours'],
  [0.65, 'each acts'],
  [0.6, 'actor be|greets'],
  [0.55, 'after: nothing|closes the text|states money|tense be|tense perfect|the none'],
  [0.5, 'part passive|subject the|told'],
  [0.45, 'beside: third parties|offers to do'],
  [
    0.4,
    'after the first wish, perfect|after: dismissed|clear wish, product|done to us|part duty|self able|tense past|tense will',
  ],
  [
    0.35,
    'after the first wish, person|before the first wish, the|other passive|plural duty|product unknown|subject person|the past|trade',
  ],
  [
    0.3,
    'before the first wish, self|beside: dates the past|lives|never the first wish, able|never the first wish, actor|never the first wish, the|ours passive|product will|self duty|tiny',
  ],
  [
    0.25,
    'actor duty|after the first wish, self|before the first wish, be|before the first wish, other|before the first wish, ours|before: cue|beside: feels|clear wish, the|counts people|it able|no wish yet|other past|ours acts|person would|self have|self would|subject there|the perfect|there be',
  ],
  [
    0.2,
    'actor none|actor perfect|after the first wish, other|after the first wish, there|after: none|before the first wish, acts|before the first wish, past|beside: of the family|it be|it would|never the first wish, be|never the first wish, self|plural able|plural have|preposition none|rule fragment should|seeks people|tense have',
  ],
  [
    0.15,
    'a past|actor would|after the first wish, past|after the first wish, you|after: cue|before the first wish, perfect|before the first wish, will|never the first wish, will|other perfect|other will|ours be|ours have|ours none|product acts|subject other|the have|they acts',
  ],
  [
    0.1,
    'after the first wish, be|after the first wish, plural|after the first wish, will|before the first wish|never the first wish, have|plural none|this acts|verb be',
  ],
]
const worth = new Map<string, number>()
for (const [weight, signs] of signsFor) for (const sign of signs.split('|')) worth.set(sign, weight)
for (const [weight, signs] of signsAgainst) for (const sign of signs.split('|')) worth.set(sign, -weight)

/** Set against every clause at the start: 0.64 against it. High enough that a doubtful clause is left out rather than guessed. */
const start = -0.64

/** Above zero: a wish. */
export const weigh = (signs: readonly string[]): number =>
  signs.reduce((sum, sign) => sum + (worth.get(sign) ?? 0), start)
