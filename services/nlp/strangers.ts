import { functionWords } from './lexicon-function-words.ts'

const everyFunctionWord = new Set(Object.values(functionWords).flatMap((words) => [...words]))

/** A number as digits, whatever separates its thousands. */
const digitsOf = (number: string) => number.replace(/\D/gu, '')
const wordsIn = (text: string) => text.match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? []
const numbersIn = (text: string) => text.match(/\d+(?:[.,'’ \u00a0\u202f]\d{3})*(?:[.,]\d+)?/gu) ?? []

/** A word without its possessive: whoever says "Children's" has said "Children". */
const owner = (word: string) => word.toLowerCase().replace(/['’]s$/u, '')
const oddPlurals: Record<string, string> = { children: 'child', people: 'person', men: 'man', women: 'woman' }
/** The singular of an English plural, for comparing only: "boxes" and "box", "cities" and "city". */
const singular = (word: string) =>
  oddPlurals[word] ??
  word
    .replace(/(?<=\p{L}{2})ies$/u, 'y')
    .replace(/(?<=ss|sh|ch|x|z)es$/u, '')
    .replace(/(?<=\p{L}{2}[^siu])s$/u, '')

/**
 * Numbers and proper nouns of a text that do not stand in any of `known`: what nobody has said. A proper noun is taken for any word with a capital that is no function
 * word; so it finds more than there are, never fewer, in languages that write names with capitals. A word is also said by its possessive and, if it was written small
 * and so is no name, by its singular or plural.
 */
export function strangersIn(text: string, known: readonly string[]): string[] {
  const all = known.join('\n')
  const numbers = new Set(numbersIn(all).map(digitsOf))
  const said = wordsIn(all)
  const words = new Set([...said.map((w) => w.toLowerCase()), ...said.map(owner)])
  const nouns = new Set(said.filter((w) => /^\p{Ll}/u.test(w)).map((w) => singular(owner(w))))
  const isSaid = (word: string) =>
    words.has(word.toLowerCase()) || words.has(owner(word)) || nouns.has(singular(owner(word)))
  return [
    ...numbersIn(text).filter((n) => !numbers.has(digitsOf(n))),
    ...wordsIn(text).filter((w) => /^\p{Lu}/u.test(w) && !isSaid(w) && !everyFunctionWord.has(w.toLowerCase())),
  ]
}
