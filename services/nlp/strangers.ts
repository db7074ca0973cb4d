import { functionWords } from './lexicon-function-words.ts'

const everyFunctionWord = new Set(Object.values(functionWords).flatMap((words) => [...words]))

/** A number as digits, whatever separates its thousands. */
const digitsOf = (number: string) => number.replace(/\D/gu, '')
const wordsIn = (text: string) => text.match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? []
const numbersIn = (text: string) => text.match(/\d+(?:[.,'’ \u00a0\u202f]\d{3})*(?:[.,]\d+)?/gu) ?? []

/**
 * Numbers and proper nouns of a text that do not stand in any of `known`: what nobody has said. A proper noun is taken for any word with a capital that is no function
 * word; so it finds more than there are, never fewer, in languages that write names with capitals.
 */
export function strangersIn(text: string, known: readonly string[]): string[] {
  const all = known.join('\n')
  const numbers = new Set(numbersIn(all).map(digitsOf))
  const words = new Set(wordsIn(all).map((w) => w.toLowerCase()))
  return [
    ...numbersIn(text).filter((n) => !numbers.has(digitsOf(n))),
    ...wordsIn(text).filter(
      (w) => /^\p{Lu}/u.test(w) && !words.has(w.toLowerCase()) && !everyFunctionWord.has(w.toLowerCase()),
    ),
  ]
}
