// Runs inside the sandbox; never imported by the server itself.
import type { Run } from './pdf-runs.ts'
import { type Pdfium, textFrom } from './pdfium.ts'
import type { Table } from './reading.ts'

/** The tree of a tagged page; `mark` is the number that its content bears on the page. Of elements without content PDFium tells only that they are there. */
export type Node = { role?: string; mark?: number; children?: Node[] }

/** Deeper trees are cut: nobody writes one, and no table lies so deep. */
const depthMax = 64

/** Tables as the program that wrote the file names them (ISO 32000-2, 14.8.4.8.3): empty cells and lines inside a cell are no guess. `texts` by the marks of the page. */
export function taggedTables(tree: Node, texts: Map<number, string>, page: number): Table[] {
  const tables: Table[] = []
  const nodes: Node[] = [tree]
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.role !== 'Table') nodes.push(...(node.children ?? []).toReversed())
    else {
      const rows = rowsOf(node).map((row) => cellsOf(row).map((cell) => textOf(cell, texts)))
      if (rows.some((row) => row.some((cell) => cell !== ''))) tables.push({ page, rows })
    }
  }
  return tables
}

/** Rows stand in the table or in its THead, TBody and TFoot. */
const rowsOf = (table: Node): Node[] =>
  (table.children ?? []).flatMap((node) =>
    node.role === 'TR' ? [node] : /^T(Head|Body|Foot)$/.test(node.role ?? '') ? rowsOf(node) : [],
  )

/** What has neither role nor content is an empty cell, here. */
const cellsOf = (row: Node): Node[] =>
  (row.children ?? []).filter(({ role, mark }) => role === 'TH' || role === 'TD' || (!role && mark === undefined))

function textOf(node: Node, texts: Map<number, string>): string {
  const own = node.mark === undefined ? '' : (texts.get(node.mark) ?? '')
  const parts = [own, ...(node.children ?? []).map((child) => textOf(child, texts))]
  return parts.filter(Boolean).join(' ').replace(/\s+/g, ' ').trim()
}

/** The part of the file's tree that is about one page. */
export function treeOf(pdfium: Pdfium, page: number): Node {
  const tree = pdfium.FPDF_StructTree_GetForPage(page)
  if (!tree) return {}
  // A file can name an element as part of itself.
  const seen = new Set<number>()
  const nodeOf = (element: number, depth: number): Node => {
    seen.add(element)
    const role = textFrom(pdfium, (at, bytes) => pdfium.FPDF_StructElement_GetType(element, at, bytes))
    const children: Node[] = []
    const count = depth < depthMax ? pdfium.FPDF_StructElement_CountChildren(element) : 0
    for (let at = 0; at < count; at++) {
      const child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
      const mark = child ? -1 : pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
      if (child && !seen.has(child)) children.push(nodeOf(child, depth + 1))
      else if (!child) children.push(mark >= 0 ? { mark } : {})
    }
    return { role, children }
  }
  const tops = Array.from({ length: Math.max(0, pdfium.FPDF_StructTree_CountChildren(tree)) }, (_, at) =>
    pdfium.FPDF_StructTree_GetChildAtIndex(tree, at),
  )
  const root = { children: tops.filter((top) => top && !seen.has(top)).map((top) => nodeOf(top, 0)) }
  pdfium.FPDF_StructTree_Close(tree)
  return root
}

/** What stands in each marked part of the page, in the order of drawing. */
export function textsByMark(pdfium: Pdfium, runs: Run[]): Map<number, string> {
  const texts = new Map<number, string>()
  let before: Run | undefined
  for (const run of runs) {
    const mark = pdfium.FPDFPageObj_GetMarkedContentID(run.object)
    const text = texts.get(mark)
    if (mark >= 0) texts.set(mark, text ? `${text}${before && touches(before, run) ? '' : ' '}${run.text}` : run.text)
    before = run
  }
  return texts
}

/** Two runs are pieces of one word. */
function touches(one: Run, other: Run): boolean {
  const gap = Math.max(other.x - one.x - one.width, one.x - other.x - other.width)
  return Math.abs(one.y - other.y) < 0.5 * one.height && gap < 0.15 * one.height
}
