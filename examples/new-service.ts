// npm run new-service -- <name>: copies examples/add-a-service/sample under a new name and enters it in the inventory.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contracts } from '../services/contracts.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sampleFolder = join(root, 'examples/add-a-service/sample')

// The name becomes a schema, a role, an exported constant and a part of addresses. These words are taken there.
const taken = new Set(
  `all analyse analyze and any array as asc authorization between binary both case cast check class collate collation column
  concurrently const constraint create cross default deferrable delete desc distinct do else end enum except export false fetch finally
  for foreign freeze from full function grant group having ilike import in initially inner instanceof intersect interface into is isnull
  join lateral leading left let like limit localtime natural new not notnull null offset on only or order outer overlaps package
  placing primary private protected public references return returning right select similar some static statex super switch symmetric
  system table tablesample this throw to trailing true try typeof union unique user using var variadic verbose void when where while
  window with yield platform engine adapters operations sample test api docs errors assets`.split(/\s+/),
)

/** Why a name cannot be used, or undefined. */
export function nameProblem(name: string): string | undefined {
  if (!/^[a-z]{3,20}$/.test(name))
    return 'A service has one word of 3 to 20 small letters: it is folder, address, schema, role and log field at once.'
  if (taken.has(name)) return `"${name}" means something else to SQL, JavaScript or the platform. Choose another word.`
  if (contracts.some((contract) => contract.name === name) || existsSync(join(root, 'services', name)))
    return `There is a service "${name}" already.`
  return undefined
}

/** Three letters of the name that no id starts with yet: `feedback` → `fee`. */
function freePrefix(name: string): string {
  const used = new Set(
    globSync(['services/**/*.ts', 'platform/*.ts', 'engine/*.ts'], { cwd: root }).flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\b(?:Id|newId)\('(\w+)'/g)].map((match) => match[1]!),
    ),
  )
  for (let i = 1; i < name.length - 1; i++)
    for (let j = i + 1; j < name.length; j++) {
      const prefix = name[0]! + name[i] + name[j]
      if (!used.has(prefix)) return prefix
    }
  throw new Error(`Every prefix made of "${name}" is taken. Choose another word.`)
}

/** Others than the journey's services start at 8020. */
function freePort(): number {
  const used = contracts.map((contract) => contract.port)
  let port = 8020
  while (used.includes(port)) port++
  return port
}

/** Writes the folder of the service; answers the paths it made. */
function writeService(name: string): string[] {
  const title = name[0]!.toUpperCase() + name.slice(1)
  const [prefix, port] = [freePrefix(name), freePort()]
  return globSync('**/*.{ts,sql}', { cwd: sampleFolder })
    .sort()
    .map((file) => {
      const path = join('services', name, file)
      const text = readFileSync(join(sampleFolder, file), 'utf8')
        .replaceAll('Sample', title)
        .replaceAll('sample', name)
        .replaceAll(/\bsmp(?=['_])/g, prefix)
        .replaceAll('8020', String(port))
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text, { flag: 'wx' })
      return path
    })
}

/** Adds the service to `services/index.ts` and its contract to `services/contracts.ts`, in the form the formatter leaves. */
function register(name: string): void {
  edit('services/index.ts', (text) =>
    text.replace(/\n\}\s*$/, `\n  ${name}: () => import('./${name}/service.ts'),\n}\n`),
  )
  edit('services/contracts.ts', (text) => {
    const imports = [...text.matchAll(/^import \{ \w+ \} from '#contracts\/\w+'$/gm)].map(([line]) => line)
    const names = imports.map((line) => /\w+(?=')/.exec(line)![0])
    const last = [...text.matchAll(/^ {2}(\w+),$/gm)].filter((match) => names.includes(match[1]!)).at(-1)![0]
    const sorted = [...imports, `import { ${name} } from '#contracts/${name}'`].sort()
    return text.replace(imports.join('\n'), sorted.join('\n')).replace(`\n${last}\n`, `\n${last}\n  ${name},\n`)
  })
}
function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(join(root, path), 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${path} does not look as expected: enter the service there by hand.`)
  writeFileSync(join(root, path), after)
}

function main([name]: string[]): number {
  const problem = name ? nameProblem(name) : 'Say its name: npm run new-service -- feedback'
  if (problem || !name) {
    console.error(problem)
    return 2
  }
  const paths = writeService(name)
  register(name)
  console.log(`${paths.join('\n')}\nservices/index.ts\nservices/contracts.ts\n
Try it:   SERVICES=${name} npm start
Test it:  npm test
Then say in contract.ts and service.ts what it is for, and keep its contract: npm run docs`)
  return 0
}

if (import.meta.main) process.exitCode = main(process.argv.slice(2))
