type Span = { start: string; end: string }
const dayMs = 86_400_000
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / dayMs

/** Where a phase lies in the whole plan, as fractions between 0 and 1. Both ends count, so that one day has a width. */
export function span(whole: Span, part: Span): { start: number; width: number } {
  const first = dayOf(whole.start)
  const days = Math.max(1, dayOf(whole.end) - first + 1)
  const start = Math.min(Math.max((dayOf(part.start) - first) / days, 0), 1)
  const width = Math.min(Math.max((dayOf(part.end) - dayOf(part.start) + 1) / days, 0), 1 - start)
  return { start, width }
}
