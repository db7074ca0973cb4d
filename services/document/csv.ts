import { limits } from './limits.ts'

/**
 * Rows of comma-separated values (RFC 4180), with the separator that the first line uses most outside quotes: `,` `;` tab or `|`. Quotes that
 * are never closed end with the text. Stops at `limits.tableCellsMax` + 1 cells, so that the cut is noticed later.
 */
export function parseCsv(text: string): string[][] {
  const separator = separatorOf(text)
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  let cells = 0
  const endRow = () => {
    row.push(cell.trim())
    if (row.some((value) => value !== '')) rows.push(row)
    cells += row.length
    row = []
    cell = ''
  }
  for (let at = 0; at < text.length && cells <= limits.tableCellsMax; at++) {
    const character = text[at] as string
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') cell += text[at++]
      else isQuoted = false
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true
      cell = ''
    } else if (character === separator) {
      row.push(cell.trim())
      cell = ''
    } else if (character === '\n') endRow()
    else cell += character
  }
  if (cell !== '' || row.length > 0) endRow()
  return rows
}

function separatorOf(text: string): string {
  const line =
    text
      .slice(0, 10_000)
      .replace(/"[^"]*"/g, '')
      .split('\n', 1)[0] ?? ''
  const count = (separator: string) => line.split(separator).length
  return [',', ';', '\t', '|'].reduce((best, separator) => (count(separator) > count(best) ? separator : best))
}
