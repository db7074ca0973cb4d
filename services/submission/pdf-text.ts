import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import bidiJs from 'bidi-js'

const { resolve } = createRequire(import.meta.url)
// Its types describe the module of bundlers; Node gets the function itself.
const bidi = (bidiJs as unknown as typeof bidiJs.default)()
const faces = {
  normal: [
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-400-normal.woff',
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-ext-400-normal.woff',
    'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  ],
  bold: [
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-700-normal.woff',
    '@fontsource/schibsted-grotesk/files/schibsted-grotesk-latin-ext-700-normal.woff',
    'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
  ],
}
export type Weight = keyof typeof faces
export type Font = { size: number; weight: Weight }
/** A stretch of one typeface and one direction, as it is given to the shaper. */
type Stretch = { font: string; text: string; width: number }
/** A line, its stretches from left to right. */
export type Line = { stretches: Stretch[]; width: number }

/** Directs the reader of the text, and is never drawn: marks, embeddings and isolates of Unicode. */
const invisible = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
/** Points by which a paragraph is broken more narrowly when a line of it came out too wide. */
const narrowing = 0.5
/** Not `[]`: pdfkit lays words out one by one unless it is told of features, and right-to-left words would follow one another the wrong way. */
const whole = { features: [] as never[] }

/** Words of somebody else within a sentence of ours: their direction must not disturb it. U+2068 and U+2069 of Unicode. */
export const apart = (text: string): string => `\u2068${text.replace(invisible, '')}\u2069`

/**
 * Sets text of any script: each character in the first typeface that knows it, lines broken between words, and each line put in the order
 * in which it is read (Unicode UAX 9, by bidi-js). Arabic is joined by the shaper of pdfkit, which is given one direction at a time.
 */
export function openType(pdf: PDFKit.PDFDocument, isRtl: boolean) {
  const knows = new Map<string, (codePoint: number) => boolean>()
  for (const [weight, files] of Object.entries(faces))
    for (const [i, file] of files.entries()) {
      pdf.registerFont(`${weight}${i}`, readFileSync(resolve(file)))
      const { font } = (pdf.font(`${weight}${i}`) as any)._font as {
        font: { hasGlyphForCodePoint(c: number): boolean }
      }
      knows.set(`${weight}${i}`, (codePoint) => font.hasGlyphForCodePoint(codePoint))
    }
  let isMissing = false

  /** Widths in a size of one point, by typeface and text: shaping a word takes far longer than looking it up. */
  const widths = new Map<string, number>()
  function widthOf(text: string, font: string, size: number): number {
    const key = `${font} ${text}`
    let width = widths.get(key)
    if (width === undefined) {
      width = pdf.font(font).fontSize(1_000).widthOfString(text, whole) / 1_000
      widths.set(key, width)
    }
    return width * size
  }

  /** The typeface of each UTF-16 code unit. Spaces and accents take that of what stands before them. */
  function fontsOf(text: string, weight: Weight): string[] {
    const fonts: string[] = []
    for (const character of text) {
      const codePoint = character.codePointAt(0)!
      const before = fonts.at(-1)
      const isSame = before && (/[\s\p{M}]/u.test(character) || invisible.test(character))
      invisible.lastIndex = 0
      const at = faces[weight].findIndex((_, i) => knows.get(`${weight}${i}`)!(codePoint))
      if (at < 0 && !/[\s\p{C}]/u.test(character)) isMissing = true
      const font = isSame ? before : `${weight}${at < 0 ? faces[weight].length - 1 : at}`
      for (let unit = 0; unit < character.length; unit++) fonts.push(font)
    }
    return fonts
  }

  /** Lays `text` out within `width` points. Breaks at spaces; a word longer than a line breaks where the line ends. */
  function lines(given: string, { size, weight }: Font, width: number): Line[] {
    const text = given
      .replaceAll('\u202f', '\u00a0')
      .replaceAll(/[^\S\u00a0]+/gu, ' ')
      .trim()
    if (!text) return []
    const levels = bidi.getEmbeddingLevels(text, isRtl ? 'rtl' : 'ltr')
    const mirrored = bidi.getMirroredCharactersMap(text, levels.levels)
    const fonts = fontsOf(text, weight)
    const lineOf = (start: number, end: number): Line => {
      const stretches: Stretch[] = []
      for (const [from, to] of stretchesOf(text, levels, fonts, start, end)) {
        const isOdd = levels.levels[from]! % 2 === 1
        let part = ''
        for (let i = from; i <= to; i++) part += (isOdd && mirrored.get(i)) || text[i]
        part = part.replace(invisible, '')
        // The shaper turns what it recognises by its letters; commas and brackets alone it leaves as they are.
        if (isOdd && !rightToLeft.test(part)) part = [...part].reverse().join('')
        if (part) stretches.push({ font: fonts[from]!, text: part, width: widthOf(part, fonts[from]!, size) })
      }
      return { stretches, width: stretches.reduce((sum, one) => sum + one.width, 0) }
    }
    /** Width of a word as it is met: letters join within a word at most, so that words can be measured one by one. */
    const measure = (start: number, end: number): number => {
      let sum = 0
      for (let from = start; from < end; ) {
        let to = from + 1
        while (to < end && fonts[to] === fonts[from]) to++
        sum += widthOf(text.slice(from, to).replace(invisible, ''), fonts[from]!, size)
        from = to
      }
      return sum
    }
    // Drawn, words may stand apart that were measured as neighbours, without the kerning between them: a fraction of a point, found when the line is laid out.
    for (let within = width; ; within -= narrowing) {
      const set = breakLines(text, within, measure).map(([start, end]) => lineOf(start, end))
      if (within < narrowing || set.every((line) => line.width <= width)) return set
    }
  }

  return {
    lines,
    /** Draws a line with its left edge at `x`. */
    draw({ stretches }: Line, x: number, y: number, size: number, color: string): void {
      let left = x
      for (const { font, text, width } of stretches) {
        pdf.font(font).fontSize(size).fillColor(color)
        // Typefaces of different heights stand on one baseline.
        pdf.text(text, left, y + size, { ...whole, lineBreak: false, baseline: 'alphabetic' })
        left += width
      }
    },
    /** Whether a character was met that no typeface knows: it is drawn as an empty box. */
    isMissing: () => isMissing,
  }
}

/** First and last code unit of each line. A word wider than a line is cut where the line ends, between characters. */
function breakLines(text: string, width: number, measure: (start: number, end: number) => number): [number, number][] {
  const found: [number, number][] = []
  let [start, used] = [0, 0]
  let at = 0
  while (at < text.length) {
    const space = text.indexOf(' ', at)
    const end = space < 0 ? text.length : space
    const word = measure(at, end)
    const gap = at > start ? measure(at - 1, at) : 0
    if (used + gap + word <= width) used += gap + word
    else {
      if (at > start) found.push([start, at - 2])
      start = at
      used = word
      while (used > width) {
        const cut = cutAt(text, start, width, measure)
        if (cut >= end) break
        found.push([start, cut - 1])
        start = cut
        used = measure(start, end)
      }
    }
    at = end + 1
  }
  if (start < text.length) found.push([start, text.length - 1])
  return found
}

/** Where to cut a word: after as many of its characters as fit, at least one, and none in half. */
function cutAt(text: string, start: number, width: number, measure: (start: number, end: number) => number): number {
  let end = start
  for (const character of text.slice(start)) {
    const next = end + character.length
    if (end > start && measure(start, next) > width) return end
    end = next
  }
  return end
}

/** The shaper takes a stretch for one script: Arabic beside Hebrew would stay unjoined. */
const scriptOf = (character: string): string =>
  /\p{Script=Arabic}/u.test(character) ? 'Arab' : /\p{Script=Hebrew}/u.test(character) ? 'Hebr' : ''

/** Ranges of one level and one typeface, from left to right as they stand on the line. */
function stretchesOf(
  text: string,
  levels: ReturnType<typeof bidi.getEmbeddingLevels>,
  fonts: string[],
  start: number,
  end: number,
): [number, number][] {
  const found: [number, number][] = []
  let [last, script] = [-2, '']
  for (const index of bidi.getReorderedIndices(text, levels, start, end).slice(start, end + 1)) {
    const range = found.at(-1)
    const isNext =
      range &&
      Math.abs(index - last) === 1 &&
      levels.levels[index] === levels.levels[last] &&
      fonts[index] === fonts[last] &&
      !(script && scriptOf(text[index]!) && script !== scriptOf(text[index]!))
    if (isNext) {
      range[0] = Math.min(range[0], index)
      range[1] = Math.max(range[1], index)
    } else {
      found.push([index, index])
      script = ''
    }
    script ||= scriptOf(text[index]!)
    last = index
  }
  return found
}
