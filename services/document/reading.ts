import { readFileSync } from 'node:fs'
import type { DocumentText } from './contract.ts'
import { limits } from './limits.ts'

export type Box = [left: number, top: number, width: number, height: number]
export type Line = { start: number; end: number; box: Box }
export type Doubt = { start: number; end: number; confidence: number }
export type Page = DocumentText['pages'][number]
export type Table = DocumentText['tables'][number]
export type Unread = DocumentText['unread'][number]
/** What one format's reader found, before it is bounded and judged. */
export type Reading = Omit<DocumentText, 'understood' | 'kind'> & {
  pictures?: Picture[]
  attachments?: Attached[]
}
/** A file inside the file, to be read by itself. */
export type Attached = { name: string; bytes: Uint8Array }
/** A page that only a recogniser can read, and why: a picture sent as such, a scan, or letters that cannot be turned back into text. */
export type Picture = { page: number; why: 'picture' | 'scan' | 'letters' }
export type DocumentKind = DocumentText['kind']

/** Nothing of the file can be read; the message is a sentence for the customer. */
export class Unreadable extends Error {}

/** A document of which nothing was understood, and why. */
export function nothing(kind: DocumentKind, reason: string, method = 'none'): DocumentText {
  return {
    understood: 'none',
    kind,
    pages: [],
    tables: [],
    metadata: {},
    unread: [{ where: 'the whole file', reason }],
    method,
  }
}

/**
 * Bounds a reading, removes what a database or a screen cannot take, and judges it: `full` only when nothing was left unread, `none` when
 * there is neither text nor a table.
 */
export function judge(kind: DocumentKind, reading: Reading): DocumentText {
  const unread = [...reading.unread]
  const { pages, tables } = bounded(reading, unread)
  return {
    ...verdict(pages, tables, unread, (reading.pictures ?? []).length > 0),
    kind,
    pages,
    tables,
    metadata: cleanMetadata(reading.metadata),
    method: reading.method,
  }
}

/** Pages and tables within the limits; what is cut off is added to `unread`. */
export const bounded = ({ pages, tables }: Pick<Reading, 'pages' | 'tables'>, unread: Unread[]) => ({
  pages: boundPages(pages, unread),
  tables: boundTables(tables, unread),
})

/** Judges what was read; `isWaiting`: pictures are still to be recognised, so that having no text yet is no finding. */
export function verdict(
  pages: Page[],
  tables: Table[],
  unread: Unread[],
  isWaiting = false,
): Pick<DocumentText, 'understood' | 'unread'> {
  const isEmpty = pages.every((page) => page.text.trim() === '') && tables.length === 0
  const isSilent = isEmpty && unread.length === 0 && !isWaiting
  const parts = isSilent ? [{ where: 'the whole file', reason: 'There is no text in it.' }] : unread
  return { understood: isEmpty ? 'none' : parts.length > 0 ? 'partial' : 'full', unread: boundUnread(parts) }
}

function boundPages(pages: Page[], unread: Unread[]): Page[] {
  const kept: Page[] = []
  let left = limits.textCharactersMax
  let lines = limits.linesMax
  for (const page of pages) {
    if (left <= 0) break
    const text = clean(page.text)
    const cut = text.length > left ? text.slice(0, left).toWellFormed() : text
    // Places count in the text as it was laid out, which is clean already; where it was not, they would point beside the words.
    const isSame = text.length === page.text.length
    const places = isSame ? page.lines?.filter(({ end }) => end <= cut.length).slice(0, lines) : undefined
    lines -= places?.length ?? 0
    const { lines: _, ...rest } = page
    kept.push({ ...rest, text: cut, ...(places?.length && { lines: places }) })
    left -= text.length
  }
  if (left < 0 || kept.length < pages.length) {
    const where = pages.length > 1 ? `from the middle of page ${kept.at(-1)?.number} on` : 'the end of the text'
    unread.push({
      where,
      reason: `The document is longer than the ${limits.textCharactersMax.toLocaleString('en')} characters that are read.`,
    })
  }
  return kept
}

function boundTables(tables: Table[], unread: Unread[]): Table[] {
  const kept: Table[] = []
  let characters = limits.tableCharactersMax
  let cells = limits.tableCellsMax
  for (const table of tables.slice(0, limits.tablesMax)) {
    const rows: string[][] = []
    for (const row of table.rows) {
      characters -= row.reduce((sum, cell) => sum + cell.length, 0)
      cells -= row.length
      if (characters < 0 || cells < 0) break
      rows.push(row.map(clean))
    }
    if (rows.length > 0) kept.push({ page: table.page, ...(table.name && { name: clean(table.name) }), rows })
  }
  if (characters < 0 || cells < 0 || tables.length > limits.tablesMax) {
    unread.push({
      where: 'the last tables',
      reason: 'There are more table cells than are read; the first ones are kept.',
    })
  }
  return kept
}

function boundUnread(unread: Unread[]): Unread[] {
  const cleaned = unread.map(({ where, reason }) => ({ where: clean(where), reason: clean(reason) }))
  if (cleaned.length <= limits.unreadMax) return cleaned
  const rest = cleaned.length - limits.unreadMax + 1
  return [
    ...cleaned.slice(0, limits.unreadMax - 1),
    { where: `${rest} more places`, reason: 'They were not read either.' },
  ]
}

function cleanMetadata(metadata: Reading['metadata']): Reading['metadata'] {
  const kept = Object.entries(metadata).map(([name, value]) =>
    typeof value === 'string'
      ? [name, clean(value).replace(/\s+/g, ' ').trim().slice(0, limits.metadataCharactersMax).toWellFormed()]
      : [name, value],
  )
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined && value !== ''))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, and the line ends that are made one
const dirt = /[\u0000-\u0008\u000b-\u001f\u007f]/

/** PostgreSQL refuses U+0000 and lone surrogates in text and JSON; other control characters only confuse. */
export function clean(text: string): string {
  // Nearly every text is clean, and is looked at several times on its way.
  if (text.isWellFormed() && !dirt.test(text)) return text
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '')
}

/** `[1, 2, 3, 7]` → `['pages 1–3', 'page 7']`, so that a thousand scans are one line. */
export function pageRanges(numbers: number[]): string[] {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([first, last]) => (first === last ? `page ${first}` : `pages ${first}–${last}`))
}

/** Name and exact version of a library, as pinned in package.json. */
export function versionOf(library: string): string {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return `${library} ${dependencies[library]}`
}
