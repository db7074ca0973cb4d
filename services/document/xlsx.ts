import readSheets from 'read-excel-file/node'
import { openArchive } from './archive.ts'
import { officeMetadata, officeUnread } from './office.ts'
import { type Page, type Reading, type Table, versionOf } from './reading.ts'

/** Spreadsheet: every sheet as a page and as a table. Formulas count by the value that was stored with them. */
export async function readXlsx(path: string): Promise<Reading> {
  const archive = await openArchive(path)
  const pages: Page[] = []
  const tables: Table[] = []
  for (const { sheet, data } of await readSheets(path)) {
    const number = pages.length + 1
    const rows = data.map((row) => row.map(cellText)).filter((row) => row.some((cell) => cell !== ''))
    pages.push({ number, text: [sheet, ...rows.map((row) => row.join('\t').trimEnd())].join('\n') })
    if (rows.length > 0) tables.push({ page: number, name: sheet, rows })
  }
  const metadata = await officeMetadata(archive, 'docProps/core.xml')
  return {
    pages,
    tables,
    metadata: { ...metadata, pages: pages.length },
    unread: officeUnread(archive),
    method: versionOf('read-excel-file'),
  }
}

/** Dates without a time of day lose the midnight that the format adds. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  if (!(cell instanceof Date)) return String(cell)
  if (Number.isNaN(cell.getTime())) return ''
  const iso = cell.toISOString()
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
}
