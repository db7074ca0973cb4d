import type { OcrPage, OcrWord } from '#platform/ports'
import { doubtBelow, type Item, layOut } from './pdf-layout.ts'
import type { Prepared } from './picture.ts'
import { type Box, clean, type Page, type Table } from './reading.ts'

/** What was made of one recognised picture; `confidence` is the mean over the characters kept, `drop` counts lines that were noise. */
export type PageRead = { page: Page; tables: Table[]; confidence: number; droppedLines: number }

/** Below this a word is a guess of shapes that may not even be letters. */
const guessBelow = 0.3

/** How good a recognition is, to choose between two of the same page: sure characters count for it, guesses against it. */
export function worthOf({ lines }: OcrPage): number {
  const words = lines.flatMap((line) => line.words)
  return words.reduce((sum, { text, confidence }) => sum + text.length * (confidence - 0.5), 0)
}

/** Mean confidence over the characters; 0 without any. */
export function confidenceOf(words: { text: string; confidence: number }[]): number {
  const length = words.reduce((sum, { text }) => sum + text.length, 0)
  return length === 0 ? 0 : words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / length
}

/**
 * Turns recognised words into a page: lines and tables by position as for a PDF, with the places on the upright picture. A line without one sure word of
 * two letters or figures is what recognisers make of photographs and stains: it is dropped, since its text would be invented.
 */
export function pageOf(found: OcrPage, prepared: Omit<Prepared, 'png'>, number: number, engine: string): PageRead {
  const kept = found.lines.filter(isText)
  const words = kept.flatMap((line) => line.words.filter(({ confidence }) => confidence >= guessBelow))
  const heights = words.map(({ box }) => box[3]).sort((a, b) => a - b)
  const usual = heights[heights.length >> 1] ?? 1
  const items = kept.flatMap((line) => itemsOf(line.words, found.height, usual))
  const { text, tables, lines, doubtful } = layOut(items, number, found)
  const confidence = Math.round(confidenceOf(words) * 1_000) / 1_000
  const page: Page = {
    number,
    text,
    method: 'ocr',
    engine,
    confidence,
    ...(doubtful.length > 0 && { doubtful }),
    ...(lines.length > 0 && { lines: lines.map((line) => ({ ...line, box: uprightBox(line.box, found, prepared) })) }),
  }
  return { page, tables, confidence, droppedLines: found.lines.length - kept.length }
}

const isText = ({ words }: { words: OcrWord[] }) =>
  words.some(({ text, confidence }) => confidence >= doubtBelow && /[\p{L}\p{N}]{2}/u.test(text))

/** The words of one line share its baseline, so that a comma does not stand on a line of its own. */
function itemsOf(words: OcrWord[], pageHeight: number, usualHeight: number): Item[] {
  const sure = words.filter(({ confidence }) => confidence >= guessBelow)
  const bottom = Math.max(...sure.map(({ box: [, top, , height] }) => top + height))
  const height = Math.max(usualHeight, ...sure.map(({ box }) => Math.min(box[3], 2 * usualHeight)))
  return sure.map(({ text, confidence, box: [x, , width] }) => ({
    text: clean(text),
    x,
    y: pageHeight - bottom,
    width,
    height,
    isRightToLeft: /\p{Script=Arabic}|\p{Script=Hebrew}/u.test(text),
    confidence: Math.round(confidence * 100) / 100,
  }))
}

/** Takes a box on the straightened picture back to the upright one that people see. */
function uprightBox(box: Box, turned: { width: number; height: number }, upright: Omit<Prepared, 'png'>): Box {
  const { width, height, degrees } = upright
  if (degrees === 0) return box
  const angle = (-degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [left, top, wide, high] = box
  const corners = [
    [left, top],
    [left + wide, top],
    [left, top + high],
    [left + wide, top + high],
  ].map(([x = 0, y = 0]) => {
    const [dx, dy] = [(x - 0.5) * turned.width, (y - 0.5) * turned.height]
    const scaled = [width * upright.scale, height * upright.scale]
    return [(dx * cos - dy * sin) / (scaled[0] as number) + 0.5, (dx * sin + dy * cos) / (scaled[1] as number) + 0.5]
  })
  const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000
  const [xs, ys] = [corners.map(([x = 0]) => share(x)), corners.map(([, y = 0]) => share(y))]
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return [x, y, share(Math.max(...xs) - x), share(Math.max(...ys) - y)]
}
