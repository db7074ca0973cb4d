import type { Edit } from './edits.ts'
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
