const WORD = /\p{L}+(?:['-]\p{L}+)*|\p{N}+|[?!:;,]/gu

/**
 * The words of a text and its pairs of neighbours as signs, quoted: “be able” tells more than any rule about it. All numbers are one word, and
 * what weighs in a sentence beside letters, such as a question mark, is a word as well.
 */
export function wordSigns(text: string): string[] {
  const words = Array.from(text.toLowerCase().replaceAll('’', "'").matchAll(WORD), ([word]) =>
    /^\p{N}/u.test(word) ? '0' : word,
  )
  const pairs = words.slice(1).map((word, i) => `${words[i]} ${word}`)
  return [...new Set([...words, ...pairs])].map((sign) => `"${sign}"`)
}
