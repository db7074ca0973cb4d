import type { Quote, Source } from './contract.ts'

/** A word of a source with its offsets in UTF-16 code units of the whole source text. */
export type Word = { text: string; lower: string; start: number; end: number }

/** A sentence, list item or table cell of a source. */
export type Sentence = {
  source: Source
  /** ISO 639-1 code of the source, or `other`. */
  language: string
  start: number
  end: number
  text: string
  words: Word[]
  /** Began with a bullet or a number. */
  isItem: boolean
  /** Offset of the table row this is a cell of. */
  row?: number
  /** Starts a new paragraph, so a list above it has ended. */
  startsBlock: boolean
  /** Markup, code, page furniture: kept for entities, never quoted as a statement. */
  isNoise: boolean
}

/** Exactly the characters of `source` between `start` and `end`. */
export const quote = (source: Source, start: number, end: number): Quote => ({
  source: source.id,
  start,
  end,
  text: source.text.slice(start, end),
})

/** The quote of a part of a sentence; offsets count from the sentence's first character. */
export const quotePart = (sentence: Sentence, from = 0, to = sentence.text.length): Quote =>
  quote(sentence.source, sentence.start + from, sentence.start + to)

const WORD = /[\p{L}\p{M}\p{N}]+(?:[’'.&-][\p{L}\p{M}\p{N}]+)*/gu
// Scripts written without spaces: a regular expression would take a whole sentence for one word.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
let segmenter: Intl.Segmenter | undefined

/** Words of `text`; `offset` is added to every position. */
export function wordsOf(text: string, offset = 0): Word[] {
  if (!UNSPACED.test(text)) return Array.from(text.matchAll(WORD), (m) => wordAt(m[0], offset + m.index))
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' })
  const words: Word[] = []
  for (const part of segmenter.segment(text)) {
    if (part.isWordLike) words.push(wordAt(part.segment, offset + part.index))
  }
  return words
}

const wordAt = (text: string, start: number): Word => ({
  text,
  lower: text.toLowerCase().replaceAll('’', "'"),
  start,
  end: start + text.length,
})

/** Reduces an English word to a form that singular, plural, -ing and -ed share; good for counting, not for showing. */
export function stem(lower: string): string {
  if (lower.length < 4 || /\d/.test(lower)) return lower
  let w = lower.replace(/'s$/, '')
  if (w.endsWith('ies') && w.length > 4) w = `${w.slice(0, -3)}y`
  else if (/(?:ss|sh|ch|x|z)es$/.test(w)) w = w.slice(0, -2)
  else if (w.endsWith('s') && !/(?:ss|us|is)$/.test(w)) w = w.slice(0, -1)
  if (w.endsWith('ing') && w.length > 5) w = w.slice(0, -3)
  else if (w.endsWith('ed') && w.length > 5) w = w.slice(0, -2)
  w = w.replace(/([bdglmnprt])\1$/, '$1')
  return w.length > 4 && w.endsWith('e') ? w.slice(0, -1) : w
}

/** Builds one case-insensitive pattern from alternatives separated by `|`, bounded by non-letters on both sides. */
export const terms = (alternatives: string, flags = 'giu'): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, flags)
