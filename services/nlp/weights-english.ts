/**
 * What each sign of an English clause is worth, in logits, from what speaks most for a wish to what speaks most against one. Not written by
 * hand: fit-weights.ts fits them to the requests of this folder that rules may be written for, and writes this table. Signs without a
 * weight were worth less than 0.1.
 */
const fitted = `
 1.35  lead wish
 1.30  at once
 1.25  clear wish, self | wishes | would please
 1.20  after a wish
 1.10  item
 1.05  says please
 1.00  names a part | refuses
 0.95  standard | tense duty
 0.90  asks for a part
 0.85  after: capability | other none
 0.80  on a device | rule cue could
 0.75  plural passive | wants a product
 0.70  continues
 0.65  forbids | it duty | the duty
 0.60  before: none | subject part
 0.55  names a product | rule cue should | subject a
 0.50  limits | of theirs | part none
 0.45  before the first wish, able | before: capability | it acts | subject it | subject plural
 0.40  after the first wish, a | after the first wish, this | clear wish, other | never the first wish, none | never the first wish, passive
 0.40  part acts | part be | plural acts | product known | rule cue wont | tense able
 0.35  actor able | actor acts | conditional | rule cue must | rule fragment wont | subject preposition | subject this | tense passive
 0.30  after the first wish, able | after the first wish, acts | after the first wish, duty | after the first wish, preposition | declares
 0.30  never the first wish, other | never the first wish, plural | product duty | rule imperative should | tense none
 0.25  a passive | actor have | actor past | after the first wish, actor | before the first wish, part | before the first wish, plural
 0.25  before the first wish, product | contrast | flows | other acts | other duty | rule capability should | self be | the be | this be | verb none
 0.20  a acts | after the first wish, part | after the first wish, the | brief | never the first wish | of each | other able | self acts
 0.20  subject you | tense would | the passive
 0.15  actor passive | after the first wish, no | after: fragment | before the first wish, it | each duty | plural be | subject product
 0.15  subject verb | tense acts | they duty | this have | this would
 0.10  after the first wish, they | after the first wish, verb | before the first wish, a | clear wish | preposition acts | preposition be
 0.10  product none | subject no
-0.10  a able | after the first wish | after the first wish, be | after the first wish, it | after the first wish, past
-0.10  after the first wish, plural | after the first wish, product | after the first wish, would | before the first wish | lead none | subject actor
-0.15  after the first wish, will | after the first wish, you | after: cue | before the first wish, perfect | ours be | ours have | ours none
-0.15  plural none | they acts | this acts
-0.20  actor none | actor perfect | after the first wish, other | after the first wish, there | after: none | before the first wish, acts
-0.20  beside: of the family | it be | ours acts | product acts | rule fragment should | seeks people | subject other
-0.25  actor duty | after the first wish, self | before the first wish, be | before the first wish, past | before: cue | it would
-0.25  never the first wish, be | never the first wish, self | no wish yet | plural able | self have | self would | subject there | tense have
-0.30  before the first wish, other | before the first wish, ours | beside: feels | counts people | lives | other past | self duty | the perfect
-0.30  there be
-0.35  before the first wish, self | before the first wish, the | beside: dates the past | never the first wish, actor | other passive | tiny | trade
-0.40  after the first wish, perfect | never the first wish, able | plural duty | product unknown | tense past
-0.45  after the first wish, person | after: dismissed | done to us | offers to do | part duty | self able | subject person | the past
-0.50  every clause | subject the | tense will
-0.55  after: nothing | beside: third parties | closes the text | part passive | tense be | told
-0.60  states money | tense perfect
-0.65  actor be | greets | the none
-0.70  after the first wish, ours
-0.75  each acts | other be
-0.80  tells of itself
-0.85  subject self
-0.90  of the family | old ways | short
-0.95  asks the reader | of mine | sets a date | the acts
-1.00  talks business
-1.05  before: nothing | opens the text | proper name | subject ours
-1.10  asks | of today
-1.15  third parties
-1.20  numbers | opening hours | rule none
-1.25  feels
-1.30  dates the past
-1.35  lead facts
-1.40  clear wish, actor | late
-1.55  rule dismissed
-1.70  early
-2.00  some of them
-2.35  bids
`

/** Stands for what counts in each clause, whatever its signs: below zero, so that a clause without telling signs is no wish. */
export const everyClause = 'every clause'

export type Weights = ReadonlyMap<string, number>
export const weights: Weights = new Map(
  fitted
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [worth, signs] = line.trim().split('  ')
      return signs!.split(' | ').map((sign): [string, number] => [sign, Number(worth)])
    }),
)

/** What the signs of a clause are worth together by these weights. Above zero: a wish. */
export const weighBy =
  (by: Weights) =>
  (signs: readonly string[]): number =>
    signs.reduce((sum, sign) => sum + (by.get(sign) ?? 0), by.get(everyClause) ?? 0)

export const weigh = weighBy(weights)
