// How long a request of text and PDF takes from the form to "completed", prototype included, alone and in company.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Journey, travel } from './customer.ts'
import { median, percentile, type Ratio, rounded, table } from './figures.ts'
import type { Part } from './run.ts'
import { root, scratchFolder, startPlatform } from './server.ts'
import { computeMs } from './yardstick.ts'

/** Requests at once, and how often. The single one often, because a median of one is none. */
const companies = [
  { together: 1, repeats: 7 },
  { together: 20, repeats: 3 },
  { together: 200, repeats: 1 },
]
/** What the stack we replace needed for 20 at once, as PRODUCT.md has it; it reported "completed" for 20, of which 0 were whole. */
const quoted = 'For comparison, quoted: the replaced stack took 42.6 s for 20 at once, and none of the 20 was whole.'

/** Runs the benchmark on a platform of its own with everything embedded, mailbox included. */
export async function journey(): Promise<Part> {
  const pdf = new Uint8Array(readFileSync(join(root, 'examples/mug-shop/brief.pdf')))
  const folder = scratchFolder()
  const platform = await startPlatform(folder.path)
  const yardstick: number[] = []
  const measured: { together: number; journeys: Journey[] }[] = []
  let number = 0
  try {
    // The first request loads what is loaded when needed; it is not counted, and the footprint says what an idle platform needs.
    await travel(platform.url, 'Mugs Zero', pdf)
    for (const { together, repeats } of companies) {
      const journeys: Journey[] = []
      for (let i = 0; i < repeats; i++) {
        yardstick.push(computeMs())
        const names = Array.from({ length: together }, () => `Mugs ${spelled(++number)}`)
        journeys.push(...(await Promise.all(names.map((name) => travel(platform.url, name, pdf)))))
      }
      measured.push({ together, journeys })
    }
  } finally {
    await platform.stop()
    folder.remove()
  }
  return report(measured, median(yardstick))
}

// Letters only: a number in a name could be taken for a price.
const spelled = (n: number) =>
  n
    .toString(26)
    .split('')
    .map((digit) => String.fromCharCode(65 + Number.parseInt(digit, 26)))
    .join('')
    .padStart(3, 'A')
    .toLowerCase()
    .replace(/^./, (c) => c.toUpperCase())

function report(measured: { together: number; journeys: Journey[] }[], yardstickMs: number): Part {
  const seconds = (ms: number) => rounded(ms / 1_000)
  const figures = measured.map(({ together, journeys }) => {
    const finished = journeys.map((j) => j.finishedMs)
    return {
      together,
      requests: journeys.length,
      whole: journeys.filter((j) => j.wrong.length === 0).length,
      acceptedP50Ms: rounded(
        percentile(
          journeys.map((j) => j.acceptedMs),
          0.5,
        ),
      ),
      p50Seconds: seconds(percentile(finished, 0.5)),
      p95Seconds: seconds(percentile(finished, 0.95)),
    }
  })
  const ratios: Ratio[] = measured.map(({ together, journeys }) => ({
    name: `journey, ${together} at once, p50 ÷ yardstick`,
    value: rounded(
      percentile(
        journeys.map((j) => j.finishedMs),
        0.5,
      ) / yardstickMs,
    ),
    better: 'less',
  }))
  const wrong = measured.flatMap(({ together, journeys }) =>
    journeys.flatMap((j) => j.wrong.map((what) => `journey, ${together} at once: ${what}`)),
  )
  const text = [
    table(
      ['at once', 'requests', 'whole and true', 'accepted p50 ms', 'completed p50 s', 'p95 s'],
      figures.map((f) => [String(f.together), f.requests, f.whole, f.acceptedP50Ms, f.p50Seconds, f.p95Seconds]),
    ),
    `\nYardstick: ${rounded(yardstickMs)} ms. ${quoted}`,
    ...new Set(wrong),
  ].join('\n')
  return { title: 'journey', text, figures, ratios, problems: [...new Set(wrong)] }
}
