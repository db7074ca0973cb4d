import { readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from './limits.ts'
import { damaged, type PageRead, readPage } from './pdf-page.ts'
import { add, nothingFound, type PdfPageReport, readingOf, unreadOf } from './pdf-reading.ts'
import { type OpenPdf, openPdfium, readyPdfium, textFrom } from './pdfium.ts'
import type { Reading, Unread } from './reading.ts'

const pagesPerTurn = 10

/**
 * PDF with a text layer (ISO 32000): lines and tables by position, and metadata. Scripts, forms, attachments and links in the file are never run,
 * filled, opened or followed: this build of PDFium has neither a scripting engine nor XFA.
 */
export const readPdf = async (path: string, report?: (page: PdfPageReport) => void): Promise<Reading> =>
  readPdfBytes(new Uint8Array(await readFile(path)), report)

export async function readPdfBytes(bytes: Uint8Array, report?: (page: PdfPageReport) => void): Promise<Reading> {
  const started = performance.now()
  // Readers accept anything after the mark; more than 2 KB of it is nothing that a whole file has.
  const isCut = !Buffer.from(bytes.subarray(-2_048)).includes('%%EOF')
  let pdf = await openPdfium(bytes)
  const of = pdf.pages
  const isTagged = pdf.pdfium.FPDFCatalog_IsTagged(pdf.file)
  const found = nothingFound()
  for (let number = 1; number <= Math.min(of, limits.pdfPagesMax); number++) {
    if (performance.now() - started > limits.pdfBudgetMs) break
    const read = tryPage(pdf, number, isTagged)
    // PDFium that gave up in the middle of something is in no state to go on.
    if (!read) pdf = await openPdfium(bytes)
    const { text, tables, lines, lack } = read ?? damaged
    const page = { number, text, ...(lines.length > 0 && { lines }) }
    const picture = lack === 'scan' || lack === 'letters' ? { picture: { page: number, why: lack } } : {}
    const told = { page, tables, ...picture, isDamaged: lack === 'damaged', of }
    add(found, told)
    if (of > 1) report?.(told)
    // Reports that the pipe had no room for go out only between two turns.
    if (number % pagesPerTurn === 0) await turn()
  }
  const unread: Unread[] = []
  if (isCut)
    unread.push({ where: 'the end of the file', reason: 'The file seems to be cut off; pages may be missing.' })
  unread.push(...unreadOf(found, of))
  // After the answer: what goes wrong here goes wrong again when the next document is opened.
  setImmediate(() => readyPdfium().catch(() => {}))
  return readingOf(found, metadataOf(pdf), unread)
}

function tryPage(pdf: OpenPdf, number: number, isTagged: boolean): PageRead | undefined {
  try {
    return readPage(pdf, number, isTagged)
  } catch {
    return undefined
  }
}

function metadataOf({ pdfium, file, pages }: OpenPdf): Reading['metadata'] {
  const text = (name: string) => textFrom(pdfium, (at, bytes) => pdfium.FPDF_GetMetaText(file, name, at, bytes))
  // D:YYYYMMDDHHmmSS and a time zone (ISO 32000-2, 7.9.4); the day is all that a reader needs.
  const day = (name: string) => {
    const [, year, month = '01', date = '01'] = /^D:(\d{4})(\d\d)?(\d\d)?/.exec(text(name)) ?? []
    return year && `${year}-${month}-${date}`
  }
  const [created, modified] = [day('CreationDate'), day('ModDate')]
  return {
    ...(text('Title') && { title: text('Title') }),
    ...(text('Author') && { author: text('Author') }),
    ...(created && { created }),
    ...(modified && { modified }),
    pages,
  }
}
