import type { Box, Doubt, Line as PlacedLine, Table } from './reading.ts'

/** One run of text as PDFium or a recogniser places it: points or pixels, origin at the bottom left. `confidence` only where words are recognised. */
export type Item = {
  text: string
  x: number
  y: number
  width: number
  height: number
  isRightToLeft: boolean
  confidence?: number
}
/** A stretch of a line without a wide gap. */
type Segment = { text: string; from: number; to: number; doubts: Doubt[] }
type Line = { y: number; height: number; segments: Segment[] }
type Size = { width: number; height: number }
/** `hasGaps`: some line has parts with wide gaps between them, as tables and columns have. */
export type Laid = { text: string; tables: Table[]; lines: PlacedLine[]; doubtful: Doubt[]; hasGaps: boolean }

/** A gap wider than this times the letter height parts two cells or columns; justified prose stays below 1. */
export const gapHeights = 1.3
/** Two columns whose pieces are longer than this on average are columns of prose and no table. */
const proseCharacters = 35
/** A recogniser that is less sure of a word than this may have misread it. */
export const doubtBelow = 0.6

/**
 * Rebuilds lines from placed runs of text, since their order in the file is the order of drawing, and tables from lines that split at the same gaps.
 * Table rows stand in the text too, cells parted by tabs. Every line knows where it stands on the page of the given size.
 */
export function layOut(items: Item[], page: number, size: Size): Laid {
  const out = openText(size)
  const tables: Table[] = []
  const laid = linesOf(items)
  for (const block of blocksOf(laid)) {
    const columns = block.length > 1 ? columnsOf(block) : []
    // Most blocks are one line of prose.
    if (columns.length < 2) {
      for (const line of block) out.add(line, [line.segments], '')
      continue
    }
    const inColumns = block.map((line) => ({ line, cells: cellsOf(line, columns) }))
    if (isProse(block, columns))
      for (const at of columns.keys()) for (const { line, cells } of inColumns) out.add(line, [cells[at] ?? []], '')
    else if (block.length >= 3 || columns.length >= 3) {
      tables.push({ page, rows: rowsOf(inColumns) })
      for (const { line, cells } of inColumns) out.add(line, cells, '\t')
    } else for (const line of block) out.add(line, [line.segments], '')
  }
  return { ...out.end(), tables, hasGaps: laid.some(({ segments }) => segments.length > 1) }
}

const textOf = (segments: Segment[]) => segments.map(({ text }) => text).join(' ')

/** Collects the lines of a page with their places in the text and on the page. */
function openText(size: Size) {
  const lines: PlacedLine[] = []
  const doubtful: Doubt[] = []
  let text = ''
  return {
    /** Adds a line made of cells, unless they are empty. */
    add({ y, height }: Line, cells: Segment[][], glue: string) {
      const segments = cells.flat()
      if (segments.length === 0) return
      const start = text ? text.length + 1 : 0
      if (text) text += '\n'
      for (const [c, cell] of cells.entries()) {
        if (c > 0) text += glue
        for (const [s, segment] of cell.entries()) {
          if (s > 0) text += ' '
          for (const { start, end, confidence } of segment.doubts)
            doubtful.push({ start: text.length + start, end: text.length + end, confidence })
          text += segment.text
        }
      }
      const from = Math.min(...segments.map((segment) => segment.from))
      const to = Math.max(...segments.map((segment) => segment.to))
      lines.push({ start, end: text.length, box: boxOf(from, size.height - y - height, to - from, height, size) })
    },
    end: () => ({ text, lines, doubtful }),
  }
}

/** Letters may reach over the edge of the page. Four digits are a tenth of a millimetre on A4 and spare half the room. */
function boxOf(left: number, top: number, width: number, height: number, size: Size): Box {
  const share = (value: number) => Math.round(Math.min(1, Math.max(0, value || 0)) * 10_000) / 10_000
  const [x, y] = [share(left / size.width), share(top / size.height)]
  return [x, y, Math.min(share(width / size.width), share(1 - x)), Math.min(share(height / size.height), share(1 - y))]
}

/** Runs whose baselines differ by less than half a letter are one line; top to bottom. */
function linesOf(items: Item[]): Line[] {
  const sorted = items.filter((item) => item.text.trim() !== '').sort((a, b) => b.y - a.y)
  const groups: Item[][] = []
  for (const item of sorted) {
    const group = groups.at(-1)
    const first = group?.[0]
    if (group && first && first.y - item.y < 0.5 * Math.max(1, Math.min(first.height, item.height))) group.push(item)
    else groups.push([item])
  }
  return groups.map((group) => {
    const height = Math.max(1, ...group.map((item) => item.height))
    return { y: group[0]?.y ?? 0, height, segments: segmentsOf(group, height) }
  })
}

function segmentsOf(group: Item[], height: number): Segment[] {
  const isRightToLeft = group.filter((item) => item.isRightToLeft).length * 2 > group.length
  const segments: Segment[] = []
  for (const item of group.sort((a, b) => a.x - b.x)) {
    const last = segments.at(-1)
    const gap = last ? item.x - last.to : Number.POSITIVE_INFINITY
    if (!last || gap > gapHeights * height)
      segments.push(join({ text: '', from: item.x, to: item.x, doubts: [] }, item, '', isRightToLeft))
    else join(last, item, gap > 0.15 * height ? ' ' : '', isRightToLeft)
  }
  for (const segment of segments) segment.text = segment.text.trimEnd()
  return isRightToLeft ? segments.reverse() : segments
}

/** Adds a run to a stretch, in the order of reading; never two spaces, and none in front. */
function join(segment: Segment, item: Item, gap: string, isRightToLeft: boolean): Segment {
  const own = item.text.replace(/\s+/g, ' ')
  const [before, after] = isRightToLeft
    ? [own.endsWith(' ') ? own : own + gap, segment.text]
    : [segment.text, gap + own]
  const tail = before === '' || before.endsWith(' ') ? after.trimStart() : after.replace(/^ +/, ' ')
  const shift = isRightToLeft ? before.length : 0
  if (shift)
    for (const doubt of segment.doubts) Object.assign(doubt, { start: doubt.start + shift, end: doubt.end + shift })
  segment.text = before + tail
  if (item.confidence !== undefined && item.confidence < doubtBelow) {
    const end = isRightToLeft ? own.length : segment.text.length
    segment.doubts.push({ start: end - own.length, end, confidence: item.confidence })
  }
  segment.to = Math.max(segment.to, item.x + item.width)
  return segment
}

/**
 * Neighbouring lines with two or more segments form a block; every other line is one of its own, but for the second line of a cell: close below, and
 * under a segment that is not the first.
 */
function blocksOf(lines: Line[]): Line[][] {
  const blocks: Line[][] = []
  for (const line of lines) {
    const block = blocks.at(-1)
    const above = block?.at(-1)
    const distance = above ? above.y - line.y : Number.POSITIVE_INFINITY
    const height = Math.max(above?.height ?? 0, line.height)
    const isRow = distance < 4 * height && line.segments.length > 1 && (above?.segments.length ?? 0) > 1
    const row = block?.findLast(({ segments }) => segments.length > 1)
    if (block && (isRow || (distance < 1.5 * height && row && isUnder(line, row)))) block.push(line)
    else if (block && row && line.segments.length > 1 && distance < 4 * height) block.push(line)
    else blocks.push([line])
  }
  return blocks
}

function isUnder({ segments, height }: Line, row: Line): boolean {
  const [only] = segments
  if (segments.length !== 1 || !only) return false
  return row.segments.slice(1).some(({ from }) => Math.abs(from - only.from) < 0.3 * height)
}

type Column = { from: number; to: number }

/**
 * Columns are the stretches that remain when segments are projected on the x axis; so empty and right-aligned cells fall into place. A heading over several
 * columns would melt them into one, so the rows with the usual number of cells have the first word.
 */
function columnsOf(block: Line[]): Column[] {
  const rows = block.filter(({ segments }) => segments.length > 1)
  const counts = Map.groupBy(rows, ({ segments }) => segments.length)
  const [usual = 0] = [...counts].sort(([a, as], [b, bs]) => bs.length - as.length || b - a)[0] ?? []
  const all = projected(rows)
  return all.length >= usual ? all : projected(counts.get(usual) ?? [])
}

function projected(lines: Line[]): Column[] {
  const columns: Column[] = []
  for (const { from, to } of lines.flatMap((line) => line.segments).sort((a, b) => a.from - b.from)) {
    const last = columns.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else columns.push({ from, to })
  }
  return columns
}

/** Each segment goes to the column it covers most of, or to the nearest; one that covers several stands in the first of them. */
function cellsOf(line: Line, columns: Column[]): Segment[][] {
  const cells: Segment[][] = columns.map(() => [])
  for (const segment of line.segments) {
    const shared = columns.map(({ from, to }) => Math.min(to, segment.to) - Math.max(from, segment.from))
    const isWide = shared.filter((width, at) => width > 0.5 * widthOf(columns[at])).length > 1
    const best = isWide ? shared.findIndex((width) => width > 0) : shared.indexOf(Math.max(...shared))
    cells[best]?.push(segment)
  }
  return cells
}
const widthOf = (column: Column | undefined) => (column ? column.to - column.from : 0)

/** Rows of a table as text; a line that goes on in one cell only belongs to the row above. */
function rowsOf(lines: { line: Line; cells: Segment[][] }[]): string[][] {
  const rows: string[][] = []
  for (const { line, cells } of lines) {
    const above = rows.at(-1)
    const texts = cells.map(textOf)
    const at = texts.findIndex(Boolean)
    if (above && line.segments.length === 1 && at > 0) above[at] = `${above[at]} ${texts[at]}`.trim()
    else rows.push(texts)
  }
  return rows
}

function isProse(block: Line[], columns: unknown[]): boolean {
  const segments = block.flatMap((line) => line.segments)
  const mean = segments.reduce((sum, segment) => sum + segment.text.length, 0) / segments.length
  return columns.length === 2 && mean > proseCharacters
}
