import type { Table } from './reading.ts'

/** One run of text as PDF.js places it: points, origin at the bottom left. */
export type Item = { text: string; x: number; y: number; width: number; height: number; isRightToLeft: boolean }
/** A stretch of a line without a wide gap. */
type Segment = { text: string; from: number; to: number }
type Line = { y: number; height: number; segments: Segment[] }

/** A gap wider than this times the letter height parts two cells or columns; justified prose stays below 1. */
const gapHeights = 1.3
/** Two columns whose pieces are longer than this on average are columns of prose and no table. */
const proseCharacters = 35

/**
 * Rebuilds lines from placed runs of text, since their order in the file is the order of drawing, and tables from lines that split at the same gaps.
 * Table rows stand in the text too, cells parted by tabs.
 */
export function layOut(items: Item[], page: number): { text: string; tables: Table[] } {
  const out: string[] = []
  const tables: Table[] = []
  for (const block of blocksOf(linesOf(items))) {
    const columns = block.length > 1 ? columnsOf(block) : []
    if (isProse(block, columns))
      out.push(...columns.flatMap((_, at) => block.map((line) => cellsOf(line, columns)[at] ?? '').filter(Boolean)))
    else if (columns.length >= 2 && (block.length >= 3 || columns.length >= 3)) {
      const rows = block.map((line) => cellsOf(line, columns))
      tables.push({ page, rows })
      out.push(...rows.map((row) => row.join('\t')))
    } else out.push(...block.map((line) => line.segments.map((segment) => segment.text).join(' ')))
  }
  return { text: out.join('\n'), tables }
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
    if (!last || gap > gapHeights * height) segments.push({ text: item.text, from: item.x, to: item.x + item.width })
    else {
      const space = gap > 0.15 * height ? ' ' : ''
      last.text = isRightToLeft ? item.text + space + last.text : last.text + space + item.text
      last.to = Math.max(last.to, item.x + item.width)
    }
  }
  for (const segment of segments) segment.text = segment.text.replace(/\s+/g, ' ').trim()
  return isRightToLeft ? segments.reverse() : segments
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

function cellsOf(line: Line, columns: { from: number; to: number }[]): string[] {
  return columns.map(({ from, to }) =>
    line.segments
      .filter((segment) => segment.from >= from && segment.to <= to)
      .map((segment) => segment.text)
      .join(' '),
  )
}

function isProse(block: Line[], columns: unknown[]): boolean {
  const segments = block.flatMap((line) => line.segments)
  const mean = segments.reduce((sum, segment) => sum + segment.text.length, 0) / segments.length
  return columns.length === 2 && mean > proseCharacters
}
