// Sizes, folders, services, tables and dependencies: what a newcomer relies on when looking for something.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { PlatformConfig } from '#platform/config'
import { allTables } from '../docs/tables.ts'
import { contracts } from '../services/contracts.ts'
import { inventory } from '../services/index.ts'
import { filesEnding, root } from './tree.ts'

const linesMax = 250
const deepest = 3
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const services = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

/** Files that may be longer, each with the reason. An entry that is no longer needed is removed. */
const longFiles: Record<string, string> = {
  'engine/faults.test.ts': 'every instant at which a process may die, with what must be true afterwards',
  'engine/flow.test.ts': 'the promises of a flow, each with the crash that tempts it',
  'engine/queue.test.ts': 'the promises of a task, each with the crash that tempts it',
  'services/nlp/analyse.test.ts': 'the labelled requests and what must be found in each, next to each other',
  'services/mailbox/mailbox.test.ts': 'the part of Mailpit’s interface we promise, request by request',
  'services/notification/service.test.ts': 'every outcome of a delivery on a real database',
  'services/prototype/emblem-shapes.ts': 'a table of drawings, each beside its name',
  'services/template/packs/shared/assets/base.css': 'one style sheet is one request for the visitor of a prototype',
  'services/template/packs/shop/assets/site.css': 'the same',
  'services/template/packs/booking/assets/site.css': 'the same',
  'services/template/packs/api-docs/assets/site.css': 'the same',
  'services/template/packs/blog/assets/site.css': 'the same',
  'services/template/packs/course/assets/site.css': 'the same',
  'services/template/packs/dashboard/assets/site.css': 'the same',
  'services/template/packs/portfolio/assets/site.css': 'the same',
  'services/template/packs/restaurant/assets/site.css': 'the same',
  'services/workflow/service.test.ts': 'each operation on a real database, and what another tenant gets of it',
  'test/flows/federation.test.ts':
    'what a sign-in by a foreign provider opens, each beside the attack that it must not',
  'test/flows/scim.test.ts': 'what directories send, each beside what it must not reach',
  'test/flows/oidc-refusals.test.ts': 'what the provider refuses, each beside what it lets through',
  'test/flows/hostile.test.ts': 'each hostile input beside the answer it gets',
  'test/flows/provisioning.test.ts': 'each part of the life of an organisation, beside what the one next to it sees',
  'web/styles.css': 'the tokens of the design and the few rules Tailwind has no word for',
}

test('A file has at most 250 lines, or a stated reason.', () => {
  const long = filesEnding('.ts', '.tsx', '.mjs', '.css').filter((path) => read(path).split('\n').length - 1 > linesMax)
  const unexplained = long.filter((path) => !longFiles[path])
  assert.deepEqual(
    unexplained,
    [],
    'A long file hides what it is about: split it by noun, or give the reason in longFiles.',
  )
  const stale = Object.keys(longFiles).filter((path) => !long.includes(path))
  assert.deepEqual(stale, [], 'These are short again: remove them from longFiles.')
})

test('Folders are at most three deep.', () => {
  // A template pack is data in the shape of a small web site.
  const deep = filesEnding('.ts', '.tsx', '.mjs', '.sql', '.md', '.css', '.json', '.liquid').filter(
    (path) => path.split('/').length - 2 > (path.startsWith('services/template/packs/') ? deepest + 1 : deepest),
  )
  assert.deepEqual(deep, [], 'What lies deep is not found. Make it a neighbour of what uses it.')
})

test('The inventory, the contracts and the folders of services are the same list.', () => {
  // Contracts of the rooms below: they have no folder of their own here.
  const fromBelow = ['operations', 'engine']
  const named = contracts.map(({ name }) => name).filter((name) => !fromBelow.includes(name))
  assert.deepEqual(
    [...services].sort(),
    Object.keys(inventory).sort(),
    'services/index.ts lists every folder, and only those.',
  )
  assert.deepEqual(
    [...named].sort(),
    [...services].sort(),
    'services/contracts.ts lists the contract of every service.',
  )
})

test('Every service has a contract, and opens with a paragraph that says what it is for.', () => {
  for (const name of services) {
    for (const file of ['contract.ts', 'service.ts'])
      assert.ok(
        existsSync(join(root, 'services', name, file)),
        `services/${name}/${file} is missing (DESIGN: A service).`,
      )
    const paragraph = /^\/\*\*([\s\S]*?)\*\//m.exec(read(`services/${name}/service.ts`))
    const words = paragraph?.[1]?.replaceAll('*', '').trim().split(/\s+/) ?? []
    assert.ok(words.length >= 20, `services/${name}/service.ts: say in a few sentences what the service is for.`)
  }
})

test('Nothing in services/ is a stranger to the form of a service.', () => {
  const known = ['routes', 'on', 'tasks', 'flows', 'migrations']
  // Named with what they hold.
  const own: Record<string, string[]> = {
    auth: ['oidc', 'factors', 'federation', 'scim'],
    nlp: ['prompts'],
    notification: ['messages'],
    submission: ['offer-texts'],
    prototype: ['prompts'],
    template: ['packs'],
  }
  const strange = services.flatMap((name) =>
    readdirSync(join(root, 'services', name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !known.includes(entry.name) && !own[name]?.includes(entry.name))
      .map((entry) => `services/${name}/${entry.name}`),
  )
  assert.deepEqual(strange, [], 'A service holds routes/, on/, tasks/, flows/, migrations/ and files named by nouns.')
})

test('Every table and every column is explained where it is made.', () => {
  const silent = allTables(services).flatMap(({ schema, name, comment, columns }) => [
    ...(comment ? [] : [`${schema}.${name}`]),
    ...columns.filter((column) => !column.comment).map((column) => `${schema}.${name}.${column.name}`),
  ])
  assert.deepEqual(silent, [], 'Add "comment on …" to the migration; docs/schema.md is made of it.')
})

test('Every setting says what it does.', async () => {
  const loaded = await Promise.all(Object.values(inventory).map((load) => load()))
  const schemas = [
    { owner: 'platform/config.ts', schema: PlatformConfig as unknown },
    ...loaded.map(({ default: { contract, needs } }) => ({ owner: contract.name, schema: needs.config as unknown })),
  ]
  const silent = schemas.flatMap(({ owner, schema }) =>
    Object.entries((schema as { properties?: Record<string, { description?: string }> })?.properties ?? {})
      .filter(([, { description }]) => !description)
      .map(([name]) => `${owner}: ${name}`),
  )
  assert.deepEqual(silent, [], 'docs/config.md is made of the descriptions.')
})

test('Migrations are numbered without gaps.', () => {
  for (const name of services) {
    const folder = join(root, 'services', name, 'migrations')
    const files = existsSync(folder) ? readdirSync(folder).sort() : []
    files.forEach((file, index) => {
      const number = String(index + 1).padStart(4, '0')
      assert.match(
        file,
        new RegExp(`^${number}-[a-z0-9-]+\\.sql$`),
        `services/${name}/migrations: expected ${number}-….sql`,
      )
    })
  }
})

test('docs/dependencies.md says why each dependency is there, and names the installed version.', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies } as Record<string, string>
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([^ ]+) \| ([^|]+) \|/gm)]
  const listed = Object.fromEntries(rows.map(([, name, version]) => [name!, version!]))
  assert.deepEqual(
    listed,
    wanted,
    'A dependency is read by everybody who installs us: add its row, or change its version there too.',
  )
  for (const [, name, , reason] of rows) assert.ok(reason!.trim().length > 10, `${name}: say what breaks without it.`)
})

test('Every version in package.json is exact.', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version as string),
  )
  assert.deepEqual(loose, [], 'A range is resolved by the registry of the day; what was tested is what gets installed.')
})

test('The lock file holds the optional packages of every platform, so that "npm ci" accepts it.', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>
  }
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map((name) => `${name} (of ${path || 'this package'})`),
  )
  assert.deepEqual(
    missing,
    [],
    'A version that does not exist for one platform breaks "npm ci" everywhere: take a version that all platforms have, and make the lock file anew.',
  )
})
