import type { Edit } from './edits.ts'
import type { LookWish } from './look.ts'
import { part, type Said } from './said.ts'

/** What the sentences are about: the prototype as it is now. */
export type Scene = {
  pages: { path: string; title: string }[]
  items: { name: string; isPlace: boolean }[]
  hasItems: boolean
  hasContact: boolean
  /** Every text that is shown, for "replace". */
  texts: string[]
}

/** What a sentence does: the edits and what they come to, in a sentence for whoever asked. A string instead says why it cannot be done. */
export type Reading = { edits: Edit[]; effect: string } | string

/** One row of the table of changes. `read` answers undefined when the sentence is another one's after all. */
export type Rule = {
  id: string
  /** What it changes, for the page that lists all rules. */
  does: string
  /** Sentences that it understands; the first is English. A test tries each. */
  examples: string[]
  patterns: RegExp[]
  read(found: Found, scene: Scene): Reading | undefined
}

/** A sentence that fits a pattern, with its named groups as quotes of it. */
export type Found = { clause: Said; group(name: string): Said | undefined }

const quotes = /^["“„«‚‘'](.+)["”“»‘’']$/su

/** Tries a pattern (with flag `d`) on a sentence. */
export function match(pattern: RegExp, clause: Said): Found | undefined {
  const found = pattern.exec(clause.text)
  if (!found) return undefined
  return {
    clause,
    group(name) {
      const place = found.indices?.groups?.[name]
      const said = place && part(clause, place[0], place[1])
      // What stands in quotation marks is meant without them.
      return said && quotes.test(said.text) ? part(said, 1, said.text.length - 1) : said
    },
  }
}

export const quoted = (text: string) => `"${text}"`
export const same = (one: string, other: string) => one.trim().toLocaleLowerCase() === other.trim().toLocaleLowerCase()

/** A new text: in quotation marks, or the rest of the sentence. */
export const value = `(?<value>["“„«‚‘'][^"”“»’]+["”“»‘’']|.+?)`

/** A wish about the look and what comes of it. */
export const look = (wish: LookWish, effect: string): Reading => ({ edits: [{ kind: 'look', wish }], effect })

/** "The title should be …", "our number is now …": a change said as a fact. */
export const stated = String.raw`(?<stated>\s+(?:should|must|shall)\s+(?:now\s+)?(?:be|say|read)|\s+(?:is|are)(?:\s+(?:now|called))?|\s+(?:soll(?:en|te)?|lautet|ist|sind|heißt)(?:\s+(?:jetzt|nun))?|\s+(?:je|jsou|má být|mají být|ať je|ať jsou|bude|zní)(?:\s+(?:teď|nyní))?|\s+(?:est|sont|doit être|doivent être)(?:\s+(?:maintenant|désormais))?|\s*:)\s+`

/** Whether a quote stands in quotation marks in its sentence. */
export const isMarked = ({ clause }: Found, said: Said): boolean =>
  /["“„«‚‘']/u.test(clause.text[said.start - clause.start - 1] ?? '')

/** Characters that fit into each place. */
export const lengthMax = { name: 60, headline: 150, lead: 320, detail: 160, price: 40 }
export const tooLong = (said: Said, most: number) =>
  `At most ${most} characters fit there; this has ${said.text.length}.`

/** Verbs that ask for a change. */
export const change = String.raw`(?:change|set|make|rename|put|write|update|correct|änder\p{L}*|setz\p{L}*|schreib\p{L}*|změň\p{L}*|nastav\p{L}*|uprav\p{L}*|change[rz]?|mets|mettez|modifie[rz]?)`
/** Articles and what stands beside them. */
export const the = String.raw`(?:(?:the|our|my|main|new|sie|der|den|die|das|unsere?n?|meine?n?|neue[rns]?|náš|naše|nov[ýáé]|le|la|les|notre|nos|mon|ma|nouve(?:au|lle))\s+|l['’])*`
/** What stands before a new value. */
export const to = String.raw`\s*(?:to (?:say |read )?|into |be |as |in |auf |zu |na |en |par |à |:|=)\s*`
