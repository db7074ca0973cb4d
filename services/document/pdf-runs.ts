// Runs inside the sandbox; never imported by the server itself.
import type { Item } from './pdf-layout.ts'
import { openPlaces, type Place, type Places, type Sheet } from './pdf-places.ts'
import type { Pdfium } from './pdfium.ts'
import { clean } from './reading.ts'

/** A run of text on the upright page, and the object of the page that it belongs to. */
export type Run = Item & Place & { object: number }

const space = 32
const hyphen = 45
/** What PDFium makes of the hyphen of a word that goes on in the next line. */
const softHyphen = 2
/** U+00AD shows where a word may be parted, and is drawn as nothing. */
const optionalHyphen = 0xad
const lam = 0x644
const isAlef = (code: number | undefined) => code === 0x622 || code === 0x623 || code === 0x625 || code === 0x627
/** Longer runs are parted, which parts no word in them. */
const runMax = 4_096
const codes = new Uint16Array(runMax + 4)

/**
 * The text of a page in runs: letters of one object without a wide gap between them, right-to-left ones in the order of reading.
 *
 * It sees every letter of a document, so it asks PDFium where words begin and end and not where each letter is.
 * @param text handle of FPDFText_LoadPage
 */
export function runsOf(pdfium: Pdfium, text: number, sheet: Sheet): Run[] {
  const { FPDFText_GetTextObject: objectAt, FPDFText_GetUnicode: codeAt } = pdfium
  const places = openPlaces(pdfium, text, sheet)
  const runs: Run[] = []
  let object = 0
  // The first and the last letter of the run, its length, and whether a space was the last thing seen.
  let [first, last, length] = [-1, -1, 0]
  let isSpaced = false
  const put = (code: number) => {
    codes[length++] = code
  }
  const end = () => {
    if (first >= 0) {
      if (isSpaced) put(space)
      const run = { ...runOf(places, first, last, length), object }
      if (places.isShown(run)) runs.push(run)
    }
    first = -1
    length = 0
    isSpaced = false
  }
  const count = pdfium.FPDFText_CountChars(text)
  for (let at = 0; at < count; at++) {
    const owner = objectAt(text, at)
    if (owner !== object || length >= runMax) end()
    object = owner
    // PDFium puts spaces and line ends of its own between objects; the layout sees by itself where they stand.
    const code = owner === 0 ? 0 : codeAt(text, at)
    if (code === 0 || code === optionalHyphen) continue
    if (code === space || code === 10 || code === 13) {
      isSpaced = true
      continue
    }
    // Several spaces are one here: only the places tell a wide gap.
    if (isSpaced && first >= 0 && places.isWide(last, at)) end()
    if (isSpaced) put(space)
    isSpaced = false
    if (first < 0) first = at
    if (code === lam && isAlef(codes[length - 1]) && places.isSame(last, at)) swapIn(code, length++)
    else if (code > 0xffff) for (const half of halvesOf(code)) put(half)
    else put(code === softHyphen && pdfium.FPDFText_IsHyphen(text, at) ? hyphen : code)
    last = at
  }
  end()
  places.close()
  return runs
}

/** PDFium parts a ligature of two letters first, and puts what it has then in the order of reading: the second letter comes before the first. */
function swapIn(code: number, length: number): void {
  codes[length] = codes[length - 1] as number
  codes[length - 1] = code
}

/** UTF-16 of what lies beyond its first plane. */
const halvesOf = (code: number) => [0xd800 + ((code - 0x1_00_00) >> 10), 0xdc00 + ((code - 0x1_00_00) & 0x3ff)]

function runOf(places: Places, first: number, last: number, length: number): Omit<Run, 'object'> {
  const text = clean(String.fromCharCode.apply(null, codes.subarray(0, length) as unknown as number[]))
  const isRightToLeft = reads(text)
  return { text: isRightToLeft ? text.trim() : text, isRightToLeft, ...places.of(first, last, isRightToLeft) }
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/gu

/** A run is read from the right when a third of it is, or when it is short. */
function reads(text: string): boolean {
  const count = text.match(rightToLeft)?.length ?? 0
  return count > 0 && (text.length < 5 || count >= 0.3 * text.length)
}
