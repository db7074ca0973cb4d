// Arithmetic of measured figures and how they are printed.

/** The value below which the share `p` (0 to 1) of the values lies; nearest rank. */
export function percentile(values: number[], p: number): number {
  if (values.length === 0) throw new Error('There is nothing to take a percentile of.')
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!
}

/** Middle value; the mean of the two middle ones for an even number. */
export function median(values: number[]): number {
  if (values.length === 0) throw new Error('There is nothing to take a median of.')
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Rounds to three significant digits, because measured figures have no more. */
export const rounded = (value: number): number => Number(value.toPrecision(3))

/** A figure that is compared with the published one: a ratio to a peer or yardstick, so that it holds on other machines. */
export type Ratio = { name: string; value: number; better: 'more' | 'less'; goal?: number }

/** How much worse a ratio may be than the published one before `--check` fails. */
const worseMax = 0.2

/** What is wrong with the ratios of this run, in sentences: 20 % worse than published, or not measured at all. */
export function regressions(published: Ratio[], measured: Ratio[]): string[] {
  return published.flatMap((before) => {
    const now = measured.find(({ name }) => name === before.name)
    if (!now) return [`${before.name} was not measured; ${before.value} is published.`]
    const worse = before.better === 'more' ? before.value / now.value - 1 : now.value / before.value - 1
    return worse > worseMax
      ? [`${before.name} is ${now.value}, ${Math.round(worse * 100)} % worse than the published ${before.value}.`]
      : []
  })
}

/** Rows as a table for people: first column to the left, the others to the right. */
export function table(head: string[], rows: (string | number)[][]): string {
  const cells = [head, ...rows.map((row) => row.map((c) => (typeof c === 'number' ? c.toLocaleString('en') : c)))]
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)))
  const lines = cells.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((w) => '─'.repeat(w)).join('  '))
  return lines.join('\n')
}
