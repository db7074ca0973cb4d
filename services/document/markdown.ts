import type { Reading, Table } from './reading.ts'
import { readText } from './text.ts'

/** Markdown (CommonMark with the tables of GFM 4.10): the text as it was written, its first heading as the title, and its tables. */
export async function readMarkdown(path: string): Promise<Reading> {
  const reading = await readText(path, false)
  const text = reading.pages[0]?.text ?? ''
  const title = /^#{1,2} +(.+?)(?: +#+)?$/m.exec(withoutCode(text))?.[1]
  return { ...reading, tables: tablesOf(text), metadata: title ? { title } : {} }
}

/** What stands between fences or is indented is an example, not a heading. */
const withoutCode = (text: string) => text.replace(/^(```|~~~)[\s\S]*?(?:^\1|$(?![\s\S]))/gm, '')

function tablesOf(text: string): Table[] {
  const tables: Table[] = []
  const lines = withoutCode(text).split(/\r?\n/)
  for (let at = 1; at < lines.length; at++) {
    if (!/^ {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at] ?? '') || !lines[at - 1]?.includes('|'))
      continue
    const rows = [cellsOf(lines[at - 1] as string)]
    while (lines[at + 1]?.includes('|')) rows.push(cellsOf(lines[++at] as string))
    tables.push({ page: 1, rows })
  }
  return tables
}

/** Cells of a row; `\|` is a bar of the text. */
const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())
