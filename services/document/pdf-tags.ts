import type { Table } from './reading.ts'

/** The tree of a tagged page, and its text with marks of what belongs to which leaf, as PDF.js gives them. */
type Node = { role?: string; type?: string; id?: string; children?: Node[] }
type Item = { type: string; id?: string } | { str: string; hasEOL: boolean }

/** Tables as the program that wrote the file names them (ISO 32000-2, 14.8.4.8.3): empty cells and lines inside a cell are no guess. */
export function taggedTables(tree: Node | null, items: Item[], page: number): Table[] {
  const tables: Table[] = []
  if (!tree) return tables
  const texts = textsById(items)
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

const cellsOf = (row: Node): Node[] => (row.children ?? []).filter(({ role }) => role === 'TH' || role === 'TD')

function textOf(node: Node, texts: Map<string, string>): string {
  const own = node.type === 'content' && node.id ? (texts.get(node.id) ?? '') : ''
  const parts = [own, ...(node.children ?? []).map((child) => textOf(child, texts))]
  return parts.filter(Boolean).join(' ').replace(/\s+/g, ' ').trim()
}

/** A run of text belongs to the innermost marked content around it. */
function textsById(items: Item[]): Map<string, string> {
  const texts = new Map<string, string>()
  const open: (string | undefined)[] = []
  for (const item of items) {
    if ('str' in item) {
      const id = open.at(-1)
      if (id) texts.set(id, `${texts.get(id) ?? ''}${item.str}${item.hasEOL ? ' ' : ''}`)
    } else if (item.type === 'endMarkedContent') open.pop()
    else open.push(item.id)
  }
  return texts
}
