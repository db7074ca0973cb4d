// Runs the tests: starts one embedded PostgreSQL for all of them, then node:test on the files of the rings asked for.
// npm test            rules, services, adapters, flows together and apart
// npm test -- faults  one or more other rings by name; --only <text>: of them, the files with this in their path; --without <text>: those without it
// npm run faults -- --rounds 1000 --seed 7  the ring "faults" with so many rounds of each, and with these chances (test/faults/seed.ts)
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { environment } from '#platform/config'
import { silent } from '#platform/testing'

const rings: Record<string, string[]> = {
  quick: [
    'platform/**/*.test.ts',
    'engine/**/*.test.ts',
    'adapters/**/*.test.ts',
    'services/**/*.test.ts',
    'cli/*.test.ts',
    'web/*.test.ts',
    'docs/*.test.ts',
    'test/*.test.ts',
    'bench/*.test.ts',
  ],
  flows: ['test/flows/*.test.ts'],
  browser: ['test/browser/*.test.ts'],
  faults: ['test/faults/**/*.test.ts'],
  programs: ['test/programs/*.test.ts'],
}
const { positionals: asked, values: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    without: { type: 'string' },
    rounds: { type: 'string' },
    seed: { type: 'string' },
  },
})
const unknown = asked.filter((name) => !rings[name])
if (unknown.length > 0) {
  console.error(`There is no ring ${unknown.join(', ')}; there are ${Object.keys(rings).join(', ')}.`)
  process.exit(2)
}
const names = asked.length > 0 ? asked : ['quick', 'flows']

const directory = mkdtempSync(join(tmpdir(), 'statex-test-'))
const postgres = await startEmbeddedPostgres({
  directory,
  log: silent,
  settings: { max_connections: '300', fsync: 'off' },
})
let failures = 0
try {
  for (const name of names) {
    const files = globSync(rings[name]!, { exclude: (path) => path.includes('node_modules') })
      .filter((path) => path.includes(chosen.only) && !(chosen.without && path.includes(chosen.without)))
      .sort()
    console.log(`\n# ${name}: ${files.length} files`)
    if (files.length === 0)
      throw new Error(`The ring "${name}" has no tests${chosen.only && ` with "${chosen.only}"`}.`)
    const env = {
      ...environment(),
      ...(chosen.rounds && { FAULT_ROUNDS: chosen.rounds }),
      ...(chosen.seed && { FAULT_SEED: chosen.seed }),
      TEST_DATABASE_URL: postgres.url,
      NODE_COMPILE_CACHE: join(tmpdir(), 'statex-compile-cache'),
    }
    // Rings that start whole platforms go one file at a time: two were no faster on two cores.
    const concurrency = name === 'quick' ? '4' : '1'
    const child = spawn(
      process.execPath,
      [
        '--test',
        `--test-concurrency=${concurrency}`,
        `--test-timeout=${name === 'faults' ? Math.max(2_400_000, Number(chosen.rounds ?? 0) * 20_000) : 600_000}`,
        ...files,
      ],
      { stdio: 'inherit', env },
    )
    const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)))
    if (code !== 0) failures++
  }
} finally {
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
}
process.exit(failures > 0 ? 1 : 0)
