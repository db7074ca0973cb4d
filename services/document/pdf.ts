import { readFile } from 'node:fs/promises'
import { getDocumentProxy } from 'unpdf'
import { limits } from './limits.ts'
import { type PdfProxy, readPage } from './pdf-page.ts'
import { add, nothingFound, type PdfPageReport, readingOf, unreadOf } from './pdf-reading.ts'
import { type Reading, type Unread, Unreadable } from './reading.ts'

/**
 * PDF with a text layer (ISO 32000): lines and tables by position, and metadata. Scripts, forms, attachments and links in the file are never run,
 * filled, opened or followed: PDF.js is used without its scripting and without XFA, and evaluation of code is off.
 */
export const readPdf = async (path: string, report?: (page: PdfPageReport) => void): Promise<Reading> =>
  readPdfBytes(new Uint8Array(await readFile(path)), report)

/** The bytes are gone afterwards: PDF.js takes them over. */
export async function readPdfBytes(bytes: Uint8Array, report?: (page: PdfPageReport) => void): Promise<Reading> {
  const started = performance.now()
  // Readers accept anything after the mark; more than 2 KB of it is nothing that a whole file has.
  const isCut = !Buffer.from(bytes.subarray(-2_048)).includes('%%EOF')
  const pdf = await openPdf(bytes)
  const of = pdf.numPages
  const isTagged = await pdf.getMarkInfo().then(
    (info) => info?.Marked === true,
    () => false,
  )
  const found = nothingFound()
  for (let number = 1; number <= Math.min(of, limits.pdfPagesMax); number++) {
    if (performance.now() - started > limits.pdfBudgetMs) break
    const { text, tables, lines, lack } = await readPage(pdf, number, isTagged)
    const page = { number, text, ...(lines.length > 0 && { lines }) }
    const picture = lack === 'scan' || lack === 'letters' ? { picture: { page: number, why: lack } } : {}
    const read = { page, tables, ...picture, isDamaged: lack === 'damaged', of }
    add(found, read)
    if (of > 1) report?.(read)
  }
  const unread: Unread[] = []
  if (isCut)
    unread.push({ where: 'the end of the file', reason: 'The file seems to be cut off; pages may be missing.' })
  unread.push(...unreadOf(found, of))
  return readingOf(found, await metadataOf(pdf), unread)
}

async function openPdf(bytes: Uint8Array): Promise<PdfProxy> {
  try {
    // System fonts would be looked for on the disk; verbosity 0 prints errors only. Larger pictures are not unpacked.
    return await getDocumentProxy(bytes, {
      useSystemFonts: false,
      disableFontFace: true,
      enableXfa: false,
      isEvalSupported: false,
      maxImageSize: limits.picturePixelsMax,
      verbosity: 0,
    })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'PasswordException')
      throw new Unreadable('The file is protected with a password. Please send it without one.')
    throw new Unreadable('The file is damaged and could not be opened as a PDF.', { cause: error })
  }
}

async function metadataOf(pdf: PdfProxy): Promise<Reading['metadata']> {
  const fields = await pdf.getMetadata().then(
    ({ info }) => info as Record<string, unknown>,
    () => ({}) as Record<string, unknown>,
  )
  const text = (name: string) => (typeof fields[name] === 'string' ? (fields[name] as string) : '')
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
    pages: pdf.numPages,
  }
}
