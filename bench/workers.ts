// What the AI workers do in a second, each beside the bare programs on the same files. One file per worker in bench/workers/.
import { type Ratio, table } from './figures.ts'
import type { Part } from './run.ts'

/** What was measured of one worker; `rows` are for people. */
export type Finding = {
  rows: [what: string, ours: string, beside: string][]
  figures: unknown
  ratios: Ratio[]
  problems: string[]
}

const workers: Record<string, (isQuick: boolean) => Promise<Finding>> = {
  document: async (isQuick) => (await import('./workers/document.ts')).document(isQuick),
  asr: async (isQuick) => (await import('./workers/asr.ts')).asr(isQuick),
  nlp: async (isQuick) => (await import('./workers/nlp.ts')).nlp(isQuick),
  prototype: async (isQuick) => (await import('./workers/prototype.ts')).prototype(isQuick),
  neighbours: async (isQuick) => (await import('./workers/neighbours.ts')).neighbours(isQuick),
}

/** Runs the workers one after another; `only` names some of them. */
export async function measureWorkers({ isQuick, only }: { isQuick: boolean; only: string[] }): Promise<Part> {
  const chosen = Object.entries(workers).filter(([name]) => only.length === 0 || only.includes(name))
  if (chosen.length === 0)
    throw new Error(`There is no worker ${only.join(', ')}; there are ${Object.keys(workers).join(', ')}.`)
  const parts: [string, Finding][] = []
  for (const [name, measure] of chosen) parts.push([name, await measure(isQuick)])
  const rows = parts.flatMap(([name, { rows: found }]) =>
    found.map(([what, ours, beside]) => [`${name}: ${what}`, ours, beside]),
  )
  return {
    title: 'AI workers',
    text: table(['', 'StateX', 'beside it'], rows),
    figures: Object.fromEntries(parts.map(([name, { figures }]) => [name, figures])),
    ratios: parts.flatMap(([, { ratios }]) => ratios),
    problems: parts.flatMap(([, { problems }]) => problems),
  }
}
