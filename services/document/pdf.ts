import { readFile } from 'node:fs/promises'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { limits } from './limits.ts'
import { type Item, type Laid, layOut } from './pdf-layout.ts'
import {
  clean,
  type Page,
  type Picture,
  pageRanges,
  type Reading,
  type Table,
  type Unread,
  Unreadable,
  versionOf,
} from './reading.ts'

type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>
type PdfPage = Awaited<ReturnType<Proxy['getPage']>>
/** Why a page gave no or hardly any text. */
type Lack = 'scan' | 'letters' | 'damaged' | 'blank'

/**
 * PDF with a text layer (ISO 32000): lines and tables by position, and metadata. Scripts, forms, attachments and links in the file are never run,
 * filled, opened or followed: PDF.js is used without its scripting and without XFA, and evaluation of code is off.
 */
export async function readPdf(path: string): Promise<Reading> {
  const started = performance.now()
  const bytes = new Uint8Array(await readFile(path))
  // Readers accept anything after the mark; more than 2 KB of it is nothing that a whole file has.
  const isCut = !Buffer.from(bytes.subarray(-2_048)).includes('%%EOF')
  const pdf = await openPdf(bytes)
  const pages: Page[] = []
  const tables: Table[] = []
  const pictures: Picture[] = []
  const damaged: number[] = []
  let number = 0
  while (number < Math.min(pdf.numPages, limits.pdfPagesMax) && performance.now() - started < limits.pdfBudgetMs) {
    number++
    const read = await readPage(pdf, number)
    pages.push({ number, text: read.text, ...(read.lines.length > 0 && { lines: read.lines }) })
    tables.push(...read.tables)
    if (read.lack === 'damaged') damaged.push(number)
    else if (read.lack && read.lack !== 'blank') pictures.push({ page: number, why: read.lack })
  }
  const unread: Unread[] = []
  if (isCut)
    unread.push({ where: 'the end of the file', reason: 'The file seems to be cut off; pages may be missing.' })
  const reason = 'This part of the file is damaged.'
  unread.push(...pageRanges(damaged).map((where) => ({ where, reason })))
  if (number < pdf.numPages) unread.push(restOf(number, pdf.numPages))
  return { pages, tables, metadata: await metadataOf(pdf), unread, method: versionOf('unpdf'), pictures }
}

export async function openPdf(bytes: Uint8Array, more: object = {}): Promise<Proxy> {
  try {
    // System fonts would be looked for on the disk; verbosity 0 prints errors only. Larger pictures are not unpacked.
    return await getDocumentProxy(bytes, {
      ...more,
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

function restOf(read: number, pages: number): Unread {
  const why =
    read === limits.pdfPagesMax
      ? `Only the first ${limits.pdfPagesMax} pages are read.`
      : 'The pages before them took so long that reading was stopped.'
  return { where: read + 1 === pages ? `page ${pages}` : `pages ${read + 1}–${pages}`, reason: why }
}

type PageRead = Pick<Laid, 'text' | 'tables' | 'lines'> & { lack?: Lack }

async function readPage(pdf: Proxy, number: number): Promise<PageRead> {
  try {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    // A page may be turned, and its corner may lie anywhere: the viewport brings it upright to the top left.
    const { width, height, transform } = page.getViewport({ scale: 1 })
    const { text, tables, lines } = layOut(placed(items, transform, height), number, { width, height })
    const lack = text.length < limits.scanCharactersMax ? await lackOf(page, text) : undefined
    page.cleanup()
    return { text, tables, lines, ...(lack && { lack }) }
  } catch {
    return { text: '', tables: [], lines: [], lack: 'damaged' }
  }
}

/** Runs of text as they stand on the upright page. PDF.js mixes them with marks of structure, which have no `str`. */
function placed(
  items: Awaited<ReturnType<PdfPage['getTextContent']>>['items'],
  [a = 1, b = 0, c = 0, d = -1, e = 0, f = 0]: number[],
  pageHeight: number,
): Item[] {
  const placedItems: Item[] = []
  for (const item of items) {
    if (!('str' in item) || item.str === '') continue
    const [, , , , x, y] = item.transform
    placedItems.push({
      text: clean(item.str),
      x: a * x + c * y + e,
      y: pageHeight - (b * x + d * y + f),
      width: item.width,
      height: item.height,
      isRightToLeft: item.dir === 'rtl',
    })
  }
  return placedItems
}

/** Tells a scan from letters that cannot be decoded and from a page that is empty, by what the page draws. */
async function lackOf(page: PdfPage, text: string): Promise<Lack> {
  const { OPS } = await getResolvedPDFJS()
  const { fnArray } = await page.getOperatorList()
  const draws = (...operators: number[]) => fnArray.some((operator) => operators.includes(operator))
  if (
    draws(
      OPS.paintImageXObject,
      OPS.paintInlineImageXObject,
      OPS.paintImageMaskXObject,
      OPS.paintInlineImageXObjectGroup,
      OPS.paintImageXObjectRepeat,
      OPS.paintImageMaskXObjectGroup,
      OPS.paintImageMaskXObjectRepeat,
    )
  )
    return 'scan'
  return text === '' && draws(OPS.showText, OPS.showSpacedText) ? 'letters' : 'blank'
}

async function metadataOf(pdf: Proxy): Promise<Reading['metadata']> {
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
