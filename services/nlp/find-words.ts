export type Span = { start: number; end: number }

const quoteMarks: [RegExp, string][] = [
  [/[‘’‚‛´`]/gu, "'"],
  [/[“”„«»‟]/gu, '"'],
  [/[‐‑‒–—−]/gu, '-'],
]
const isWordy = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)

/** One space for each run of white space and one kind of quotation marks and dashes, with the place each character comes from. */
function flat(text: string): { text: string; places: number[] } {
  let plain = text
  for (const [pattern, mark] of quoteMarks) plain = plain.replace(pattern, mark)
  const places: number[] = []
  let out = ''
  for (let i = 0; i < plain.length; i++) {
    const isSpace = /\s/u.test(plain[i]!)
    if (isSpace && (out === '' || out.endsWith(' '))) continue
    out += isSpace ? ' ' : plain[i]
    places.push(i)
  }
  return { text: out, places }
}

/** A text prepared for many searches. */
export type Searchable = ReturnType<typeof flat>
export const searchable = flat

/**
 * Where `words` stand in a text: the same characters in the same case, white space and the kind of quotation marks and dashes aside, and not within a longer word.
 * The span covers exactly the text's own characters. Undefined when they do not stand there.
 */
export function findWords(hay: Searchable, words: string): Span | undefined {
  const needle = flat(words.replace(/^[\s"“”„«»]+|[\s"“”„«»]+$/gu, '')).text.trim()
  if (needle.length === 0) return undefined
  for (let at = hay.text.indexOf(needle); at >= 0; at = hay.text.indexOf(needle, at + 1)) {
    const end = at + needle.length
    const isCut =
      (isWordy(needle[0]) && isWordy(hay.text[at - 1])) || (isWordy(needle.at(-1)) && isWordy(hay.text[end]))
    if (!isCut) return { start: hay.places[at]!, end: hay.places[end - 1]! + 1 }
  }
  return undefined
}
