import type { DocumentText } from '#contracts/document'
import type { Quote, Source } from '#contracts/nlp'

/** A stretch of a source text and the marks that cover it. `starts` names the marks that begin exactly here. */
export type Segment = { start: number; text: string; marks: string[]; starts: string[] }
export type Mark = { id: string; quote: Quote }

/** Whether the quote says exactly what stands in the source. Only such a quote may be marked: a shifted one would prove the wrong words. */
export function isExact(text: string, quote: Pick<Quote, 'start' | 'end' | 'text'>): boolean {
  return quote.end > quote.start && quote.end <= text.length && text.slice(quote.start, quote.end) === quote.text
}

/** Identity of a quote, so that two findings on the same words share one mark. */
export const quoteId = (quote: Pick<Quote, 'source' | 'start' | 'end'>): string =>
  `${quote.source}:${quote.start}-${quote.end}`

/** The page of its file that a quote stands on; none for a text without pages, and for a quote that is not exact. */
export function pageOf(source: Source, quote: Pick<Quote, 'start' | 'end' | 'text'>) {
  if (!isExact(source.text, quote)) return undefined
  return source.pages?.find(({ start, end }) => start <= quote.start && quote.start < end)
}

export type Box = [left: number, top: number, width: number, height: number]
/** A page that can be shown as a picture, and where on it the quoted lines stand, as shares of the page. */
export type PagePicture = { page: number; boxes: Box[] }

/** The picture that a quote can be seen on; none for files that are not made of pages, and for a quote that is not exact. */
export function pictureOf(
  { kind, pages }: Pick<DocumentText, 'kind' | 'pages'>,
  source: Source,
  quote: Pick<Quote, 'start' | 'end' | 'text'>,
): PagePicture | undefined {
  const place = pageOf(source, quote)
  const page = place && pages.find(({ number }) => number === place.number)
  if (!page || !(kind === 'pdf' || kind === 'image' || page.lines)) return undefined
  // The source holds the page's text without the white space around it.
  const shift = page.text.length - page.text.trimStart().length - place.start
  const [from, to] = [quote.start + shift, quote.end + shift]
  const lines = (page.lines ?? []).filter(({ start, end }) => start < to && from < end)
  return { page: page.number, boxes: lines.map(({ box }) => box as Box) }
}

/**
 * Cuts a source text at the borders of all marks, so that overlapping quotes can each be shown.
 *
 * @returns segments in reading order; joined, their texts are the source again
 */
export function segments(text: string, marks: Mark[]): Segment[] {
  const exact = marks.filter((mark) => isExact(text, mark.quote))
  const borders = [...new Set([0, text.length, ...exact.flatMap(({ quote }) => [quote.start, quote.end])])]
  borders.sort((a, b) => a - b)
  return borders.slice(0, -1).map((start, index) => ({
    start,
    text: text.slice(start, borders[index + 1]),
    marks: exact.filter(({ quote }) => quote.start <= start && start < quote.end).map(({ id }) => id),
    starts: exact.filter(({ quote }) => quote.start === start).map(({ id }) => id),
  }))
}
