import type { Box, Doubt, Line as PlacedLine, Table } from './reading.ts'

/** One run of text as PDF.js or a recogniser places it: points or pixels, origin at the bottom left. `confidence` only where words are recognised. */
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
export type Laid = { text: string; tables: Table[]; lines: PlacedLine[]; doubtful: Doubt[] }

/** A gap wider than this times the letter height parts two cells or columns; justified prose stays below 1. */
const gapHeights = 1.3
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
  for (const block of blocksOf(linesOf(items))) {
    const columns = block.length > 1 ? columnsOf(block) : []
    const cells = (line: Line) =>
      columns.map(({ from, to }) => line.segments.filter((s) => s.from >= from && s.to <= to))
    if (isProse(block, columns))
      for (const at of columns.keys()) for (const line of block) out.add(line, [cells(line)[at] ?? []], '')
    else if (columns.length >= 2 && (block.length >= 3 || columns.length >= 3)) {
      tables.push({ page, rows: block.map((line) => cells(line).map(textOf)) })
      for (const line of block) out.add(line, cells(line), '\t')
    } else for (const line of block) out.add(line, [line.segments], '')
  }
  return { ...out.end(), tables }
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
  const [before, after] = isRightToLeft ? [own + gap, segment.text] : [segment.text, gap + own]
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

/** Neighbouring lines with two or more segments form a block; every other line is one of its own. */
function blocksOf(lines: Line[]): Line[][] {
  const blocks: Line[][] = []
  for (const line of lines) {
    const block = blocks.at(-1)
    const above = block?.at(-1)
    const isNear = above && above.y - line.y < 4 * Math.max(above.height, line.height)
    if (block && isNear && line.segments.length > 1 && above.segments.length > 1) block.push(line)
    else blocks.push([line])
  }
  return blocks
}

/** Columns are the stretches that remain when all segments are projected on the x axis; so empty and right-aligned cells fall into place. */
function columnsOf(block: Line[]): { from: number; to: number }[] {
  const columns: { from: number; to: number }[] = []
  for (const { from, to } of block.flatMap((line) => line.segments).sort((a, b) => a.from - b.from)) {
    const last = columns.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else columns.push({ from, to })
  }
  return columns
}

function isProse(block: Line[], columns: unknown[]): boolean {
  const segments = block.flatMap((line) => line.segments)
  const mean = segments.reduce((sum, segment) => sum + segment.text.length, 0) / segments.length
  return columns.length === 2 && mean > proseCharacters
}
