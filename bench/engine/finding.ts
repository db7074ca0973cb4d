// What a measure found, for people and for bench/results.json.
import { type Ratio, rounded, table } from '../figures.ts'
import type { Entry, Failure } from './stage.ts'

export type Finding = { name: string; text: string; figures: object[]; ratios: Ratio[] }
/** One line of a measure: the columns of an entry, or nothing when it could not run. */
export type Line = { entry: Entry; columns: Record<string, number> | undefined }

/** Makes a finding of lines. Ratios without a value are left out: one of the two could not run. */
export function finding(
  name: string,
  lines: Line[],
  failures: Failure[],
  ratios: (Omit<Ratio, 'value'> & { value: number | undefined })[],
): Finding {
  const reasonOf = (entry: Entry) =>
    `could not run: ${failures.find((f) => f.measure === name && f.name === entry.name)?.reason ?? 'unknown'}`
  const head = Object.keys(lines.find((line) => line.columns)?.columns ?? {})
  const rounding = (columns: Record<string, number>) =>
    Object.fromEntries(Object.entries(columns).map(([key, value]) => [key, rounded(value)]))
  const ran = lines.filter((line) => line.columns)
  const text = [
    `${name}\n`,
    table(
      ['', ...head],
      ran.map(({ entry, columns }) => [entry.name, ...Object.values(rounding(columns!))]),
    ),
    ...lines.filter((line) => !line.columns).map(({ entry }) => `${entry.name} ${reasonOf(entry)}`),
  ].join('\n')
  const figures = lines.map(({ entry, columns }) => ({
    measure: name,
    name: entry.name,
    ...(columns ? rounding(columns) : { problem: reasonOf(entry) }),
  }))
  return { name, text, figures, ratios: ratios.filter((ratio): ratio is Ratio => ratio.value !== undefined) }
}
