import { gapHeights } from './pdf-layout.ts'
import type { Run } from './pdf-runs.ts'

/** A gap wider than this times the letter height parts two words. */
const wordHeights = 0.15

/**
 * Makes one run of neighbours that the layout would take apart: words from right to left, whose order it cannot know in a line of other words, and text that lies
 * across the page, of which every piece would be a line.
 */
export function joinedRuns(runs: Run[]): Run[] {
  if (runs.every(({ isRightToLeft, direction }) => !isRightToLeft && !direction)) return runs
  const joined: Run[] = []
  for (const run of runs) {
    const before = joined.at(-1)
    const both = before && (acrossOf(before, run) ?? fromRightOf(before, run))
    if (both) joined[joined.length - 1] = both
    else joined.push(run)
  }
  return joined
}

/** Two runs across the page of which the second goes on where the first ends. */
function acrossOf(one: Run, other: Run): Run | undefined {
  if (!one.direction || !other.direction) return undefined
  const { height } = one
  const [dx, dy] = [other.x - one.x, other.y - one.y]
  const [right, up] = one.direction
  const gap = dx * right + dy * up - one.width
  if (Math.abs(dy * right - dx * up) > 0.5 * height || !isNear(gap, height)) return undefined
  return { ...one, text: glued(one, other, gap), width: one.width + gap + other.width }
}

/** Two runs from right to left beside each other; PDFium gives them in either order. */
function fromRightOf(one: Run, other: Run): Run | undefined {
  if (!one.isRightToLeft || !other.isRightToLeft || one.direction || other.direction) return undefined
  const [first, second] = one.x > other.x ? [one, other] : [other, one]
  const gap = first.x - second.x - second.width
  if (Math.abs(one.y - other.y) > 0.5 * one.height || !isNear(gap, one.height)) return undefined
  return { ...one, text: glued(first, second, gap), x: second.x, width: first.x + first.width - second.x }
}

const isNear = (gap: number, height: number) => gap > -0.5 * height && gap < gapHeights * height
const glued = (first: Run, second: Run, gap: number) =>
  `${first.text}${gap > wordHeights * first.height && !first.text.endsWith(' ') ? ' ' : ''}${second.text}`
