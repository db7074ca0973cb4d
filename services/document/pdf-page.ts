// Runs inside the sandbox; never imported by the server itself.
import { limits } from './limits.ts'
import { joinedRuns } from './pdf-joins.ts'
import { type Laid, layOut } from './pdf-layout.ts'
import { sheetOf } from './pdf-places.ts'
import { runsOf } from './pdf-runs.ts'
import { taggedTables, textsByMark, treeOf } from './pdf-tags.ts'
import type { OpenPdf, Pdfium } from './pdfium.ts'

/** Why a page gave no or hardly any text. */
type Lack = 'scan' | 'letters' | 'damaged' | 'blank'
export type PageRead = Pick<Laid, 'text' | 'tables' | 'lines'> & { lack?: Lack }
/** A page of which nothing could be read. */
export const damaged: PageRead = { text: '', tables: [], lines: [], lack: 'damaged' }

/**
 * Text, tables and places of one page; a damaged page is a result, too. `isTagged`: the file says that it names its headings, tables and paragraphs.
 * @throws RuntimeError or RangeError of WebAssembly when PDFium gives up; it must not be asked again then
 */
export function readPage({ pdfium, file }: OpenPdf, number: number, isTagged: boolean): PageRead {
  const page = pdfium.FPDF_LoadPage(file, number - 1)
  const letters = page && pdfium.FPDFText_LoadPage(page)
  if (!letters) return damaged
  const runs = runsOf(pdfium, letters, sheetOf(pdfium, page))
  const size = { width: pdfium.FPDF_GetPageWidthF(page), height: pdfium.FPDF_GetPageHeightF(page) }
  const { text, tables, lines, hasGaps } = layOut(joinedRuns(runs), number, size)
  // The tree is asked for only where a table can be.
  const tagged = isTagged && hasGaps ? taggedTables(treeOf(pdfium, page), textsByMark(pdfium, runs), number) : []
  const lack = text.length < limits.scanCharactersMax ? lackOf(pdfium, page, text) : undefined
  pdfium.FPDFText_ClosePage(letters)
  pdfium.FPDF_ClosePage(page)
  // What the author's program says is a table counts more than what looks like one.
  return { text, tables: tagged.length > 0 ? tagged : tables, lines, ...(lack && { lack }) }
}

/** What an object of a page may be (FPDF_PAGEOBJ_TEXT and so on). */
const kinds = { text: 1, image: 3, form: 5 }
/** Forms in forms are looked into so deep. */
const depthMax = 16

/** Tells a scan from letters that cannot be decoded and from a page that is empty, by what the page draws. */
function lackOf(pdfium: Pdfium, page: number, text: string): Lack {
  const drawn = new Set<number>()
  const look = (count: number, objectAt: (at: number) => number, depth: number) => {
    for (let at = 0; at < count; at++) {
      const object = objectAt(at)
      const kind = pdfium.FPDFPageObj_GetType(object)
      drawn.add(kind)
      if (kind === kinds.form && depth < depthMax)
        look(pdfium.FPDFFormObj_CountObjects(object), (at) => pdfium.FPDFFormObj_GetObject(object, at), depth + 1)
    }
  }
  look(pdfium.FPDFPage_CountObjects(page), (at) => pdfium.FPDFPage_GetObject(page, at), 0)
  if (drawn.has(kinds.image)) return 'scan'
  return text === '' && drawn.has(kinds.text) ? 'letters' : 'blank'
}
