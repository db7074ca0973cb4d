import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Contract } from '#platform/contract'
import { commandPage } from '../cli/help.ts'
import { contracts } from '../services/contracts.ts'
import { inventory } from '../services/index.ts'
import { changeRules } from '../services/prototype/changes.ts'
import { accessPage } from './access.ts'
import { withCounts } from './asvs.ts'
import { dataPage } from './classes.ts'
import { type Change, compareContracts, contractText, explainChanges } from './compatibility.ts'
import { configPage, errorsPage, eventsPage, modificationsPage, schemaPage } from './pages.ts'
import { rulesPage } from './rules.ts'
import { allTables } from './tables.ts'

const folder = import.meta.dirname
const keptFolder = join(folder, 'contracts')

/** Everything generated: path below `docs/` → text. A new page gets one line here. */
export async function generated(): Promise<Map<string, string>> {
  const services = (await Promise.all(Object.values(inventory).map((load) => load()))).map((module) => module.default)
  return new Map([
    ['errors.md', errorsPage(contracts)],
    ['events.md', eventsPage(contracts, services)],
    ['config.md', configPage(services)],
    ['statex-command.md', commandPage()],
    ['modifications.md', modificationsPage(changeRules)],
    ['schema.md', schemaPage(allTables(Object.keys(inventory)))],
    ['security/data.md', dataPage(allTables(Object.keys(inventory)))],
    ['security/access.md', accessPage(contracts)],
    ['security/rules.md', rulesPage(contracts)],
    // Written by hand but for its counts.
    ['security/asvs.md', withCounts(readOrEmpty('security/asvs.md'))],
    ...contracts.map((contract): [string, string] => [`contracts/${contract.name}.json`, contractText(contract)]),
  ])
}

/** What changed in the contracts since `docs/contracts/` was written. */
export function contractChanges(): Change[] {
  const kept = new Map(
    keptNames().map((name) => [name, JSON.parse(readFileSync(join(keptFolder, `${name}.json`), 'utf8')) as Contract]),
  )
  const present = new Map(contracts.map((contract) => [contract.name, contract]))
  return [...new Set([...kept.keys(), ...present.keys()])].flatMap((name) =>
    compareContracts(kept.get(name), present.get(name)),
  )
}
const keptNames = (): string[] => {
  mkdirSync(keptFolder, { recursive: true })
  return readdirSync(keptFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
}

/** Paths below `docs/` whose text is not what would be generated now. */
export async function outOfStep(): Promise<string[]> {
  return [...(await generated())].filter(([path, text]) => readOrEmpty(path) !== text).map(([path]) => path)
}
const readOrEmpty = (path: string): string => {
  try {
    return readFileSync(join(folder, path), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

async function write(): Promise<void> {
  for (const [path, text] of await generated()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const names = contracts.map((contract) => contract.name)
  for (const name of keptNames().filter((kept) => !names.includes(kept))) rmSync(join(keptFolder, `${name}.json`))
}

/** `node docs/generate.ts` writes, `--check` compares; breaking changes are written only with `--accept-breaking`. */
async function main(options: string[]): Promise<number> {
  const changes = contractChanges()
  const isBroken = changes.some((change) => change.kind === 'breaking')
  if (isBroken && !options.includes('--accept-breaking')) {
    console.error(explainChanges(changes))
    return 1
  }
  if (!options.includes('--check')) {
    await write()
    return 0
  }
  const stale = await outOfStep()
  if (stale.length > 0)
    console.error(
      `Out of step with the code: ${stale.map((path) => `docs/${path}`).join(', ')}. Run "npm run docs" and commit.`,
    )
  return stale.length > 0 ? 1 : 0
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
