import type { Table } from './reading.ts'

/** Which elements mean what, by local name. */
export type Words = {
  paragraph: Set<string>
  table: string
  row: string
  cell: Set<string>
  /** Elements that stand for a character. */
  signs: Record<string, string>
  /** Elements whose content is not text of the document, such as deleted text. */
  skipped?: Set<string>
  /** Text counts only inside these elements; everywhere when absent. */
  text?: Set<string>
}

/** Collects paragraphs and tables from a stream of XML pieces; a table's rows also stand in the text, cells parted by tabs. */
export function collectProse(words: Words, page: number) {
  const lines: string[] = []
  const tables: Table[] = []
  const open: { rows: string[][]; row: string[] | undefined; cell: string | undefined }[] = []
  let line = ''
  let skipping = 0
  let inText = 0
  const add = (text: string) => {
    line += text
  }
  const endLine = () => {
    const text = line.replace(/[^\S\t\n]+/g, ' ').trim()
    line = ''
    if (!text) return
    const table = open.at(-1)
    // Text between the cells of a table, such as a caption, belongs to the page.
    if (table?.cell !== undefined) table.cell += (table.cell && '\n') + text
    else lines.push(text)
  }
  const endTable = () => {
    const rows = open.pop()?.rows.filter((row) => row.some((cell) => cell !== '')) ?? []
    const outer = open.at(-1)
    const text = rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')).join('\t')).join('\n')
    if (outer?.cell !== undefined) outer.cell += (outer.cell && '\n') + text
    else if (rows.length > 0) {
      lines.push(text)
      tables.push({ page, rows })
    }
  }
  return {
    open(name: string, attributes: Record<string, string>) {
      if (words.skipped?.has(name)) skipping++
      if (skipping > 0) return
      if (words.text?.has(name)) inText++
      const table = open.at(-1)
      if (words.paragraph.has(name)) endLine()
      else if (name === words.table) {
        endLine()
        open.push({ rows: [], row: undefined, cell: undefined })
      } else if (name === words.row && table) table.row = []
      else if (words.cell.has(name) && table) table.cell = ''
      else if (words.signs[name] !== undefined)
        add((words.signs[name] as string).repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, 20)))
    },
    close(name: string) {
      if (words.skipped?.has(name)) skipping--
      if (skipping > 0) return
      if (words.text?.has(name)) inText--
      const table = open.at(-1)
      if (words.paragraph.has(name)) endLine()
      else if (name === words.table && table) {
        endLine()
        endTable()
      } else if (name === words.row && table?.row) {
        table.rows.push(table.row)
        table.row = undefined
      } else if (words.cell.has(name) && table?.cell !== undefined) {
        endLine()
        table.row?.push(table.cell)
        table.cell = undefined
      }
    },
    text(text: string) {
      if (skipping === 0 && (!words.text || inText > 0)) add(text.replaceAll(/\s*\n\s*/g, ' '))
    },
    end() {
      endLine()
      return { text: lines.join('\n'), tables }
    },
  }
}
