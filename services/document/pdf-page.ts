import { type getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { limits } from './limits.ts'
import { type Item, type Laid, layOut } from './pdf-layout.ts'
import { taggedTables } from './pdf-tags.ts'
import { clean } from './reading.ts'

export type PdfProxy = Awaited<ReturnType<typeof getDocumentProxy>>
type PdfPage = Awaited<ReturnType<PdfProxy['getPage']>>
/** Why a page gave no or hardly any text. */
type Lack = 'scan' | 'letters' | 'damaged' | 'blank'
type PageRead = Pick<Laid, 'text' | 'tables' | 'lines'> & { lack?: Lack }

/** Text, tables and places of one page; a damaged page is a result, too. `isTagged`: the file says that it names its headings, tables and paragraphs. */
export async function readPage(pdf: PdfProxy, number: number, isTagged: boolean): Promise<PageRead> {
  try {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent({ includeMarkedContent: isTagged })
    // A page may be turned, and its corner may lie anywhere: the viewport brings it upright to the top left.
    const { width, height, transform } = page.getViewport({ scale: 1 })
    const { text, tables, lines, hasGaps } = layOut(placed(items, transform, height), number, { width, height })
    // The tree costs as much as the text: it is asked for only where a table can be.
    const tagged = isTagged && hasGaps ? taggedTables(await page.getStructTree(), items, number) : []
    const lack = text.length < limits.scanCharactersMax ? await lackOf(page, text) : undefined
    page.cleanup()
    // What the author's program says is a table counts more than what looks like one.
    return { text, tables: tagged.length > 0 ? tagged : tables, lines, ...(lack && { lack }) }
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
