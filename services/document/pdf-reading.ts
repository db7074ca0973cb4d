import type { DocumentText } from './contract.ts'
import { limits } from './limits.ts'
import type { FileRead } from './read-file.ts'
import {
  bounded,
  type Page,
  type Picture,
  pageRanges,
  type Reading,
  type Table,
  type Unread,
  versionOf,
} from './reading.ts'

/** One page as soon as it is read; `of` is how many there are. */
export type PdfPageReport = { page: Page; tables: Table[]; picture?: Picture; isDamaged: boolean; of: number }
type Found = { pages: Page[]; tables: Table[]; pictures: Picture[]; damaged: number[] }

export const nothingFound = (): Found => ({ pages: [], tables: [], pictures: [], damaged: [] })

export function add(found: Found, { page, tables, picture, isDamaged }: PdfPageReport): void {
  found.pages.push(page)
  found.tables.push(...tables)
  if (picture) found.pictures.push(picture)
  if (isDamaged) found.damaged.push(page.number)
}

export const readingOf = (
  { pages, tables, pictures }: Found,
  metadata: Reading['metadata'],
  unread: Unread[],
): Reading => ({
  pages,
  tables,
  metadata,
  unread,
  method: versionOf('@embedpdf/pdfium'),
  pictures,
})

/** The document with the pages that were reported while it was read; what was cut off them is among its unread parts already. */
export function withReported({ document, isReported }: FileRead, reports: PdfPageReport[]): DocumentText {
  if (!isReported) return document
  const found = nothingFound()
  for (const report of reports) add(found, report)
  return { ...document, ...bounded(found, []) }
}

/** What is left of a document whose reading was stopped from outside: the pages that were read, and why there are no more. */
export function stoppedReading(reports: PdfPageReport[], why: string): Reading {
  const found = nothingFound()
  for (const report of reports) add(found, report)
  const of = reports[0]?.of ?? 0
  return readingOf(found, { pages: of }, unreadOf(found, of, why))
}

/** Damaged pages, and those that were not reached, with the reason. */
export function unreadOf({ pages, damaged }: Found, of: number, why?: string): Unread[] {
  const unread = pageRanges(damaged).map((where) => ({ where, reason: 'This part of the file is damaged.' }))
  const read = pages.length
  if (read === of) return unread
  const limit =
    read === limits.pdfPagesMax
      ? `Only the first ${limits.pdfPagesMax.toLocaleString('en')} pages are read.`
      : 'The pages before them took so long that reading was stopped.'
  return [...unread, { where: read + 1 === of ? `page ${of}` : `pages ${read + 1}–${of}`, reason: why ?? limit }]
}
