// The shape of the house. Each message says what the rule protects; a rule that hinders you is changed here, with a decision in docs/decisions/.
import assert from 'node:assert/strict'
import test from 'node:test'
import { filesEnding, roomOf, type Source, sources, target } from './tree.ts'

const all = sources()
const product = all.filter((source) => !source.isTest)

/** Fails with every offender at once and the reason of the rule. */
function none(offenders: string[], why: string): void {
  assert.ok(offenders.length === 0, `${why}\n${offenders.map((line) => `  ${line}`).join('\n')}`)
}
/** "from → to" of every import that `isWrong` calls wrong. */
const wrongImports = (of: readonly Source[], isWrong: (to: string, from: Source) => boolean): string[] =>
  of.flatMap((from) =>
    from.imports.filter((name) => isWrong(target(from.path, name), from)).map((name) => `${from.path} imports ${name}`),
  )
const startsWithAny = (to: string, ...starts: string[]) => starts.some((start) => to.startsWith(start))
const serviceOf = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1]
const isContract = (path: string) => /^(services\/[^/]+\/(\w+\.)?|platform\/\w+\.)contract\.ts$/.test(path)

test('The platform knows nothing of what stands on it.', () => {
  none(
    wrongImports(
      all.filter(({ path }) => roomOf(path) === 'platform'),
      (to) => startsWithAny(to, 'services/', 'adapters/', 'engine/', 'web/', 'docs/', 'test/', 'main.ts'),
    ),
    'platform/ must stay usable for any product: it imports neither services, adapters nor the engine. Pass what it needs as an argument (see HostOptions).',
  )
})

test('The engine stands on the platform alone.', () => {
  none(
    wrongImports(
      all.filter(({ path }) => roomOf(path) === 'engine'),
      (to) => startsWithAny(to, 'services/', 'adapters/', 'web/', 'docs/', 'test/', 'main.ts'),
    ),
    'engine/ knows no product word and no vendor: arrows only point down, main → services, adapters → engine → platform.',
  )
})

test('Adapters know no service.', () => {
  none(
    wrongImports(
      all.filter(({ path }) => roomOf(path) === 'adapters'),
      (to) => startsWithAny(to, 'services/', 'web/', 'docs/', 'main.ts'),
    ),
    'An adapter fulfils a port of platform/ports.ts for anyone. What a service wants differently belongs into the port or into the service.',
  )
})

test('A service reaches another one only through its contract.', () => {
  const services = all.filter(({ path }) => serviceOf(path))
  none(
    wrongImports(services, (to, from) => {
      if (startsWithAny(to, `services/${serviceOf(from.path)}/`, 'platform/', 'engine/', 'npm:', 'node:')) return false
      return !isContract(to) && !(from.isTest && to.startsWith('adapters/'))
    }),
    'A service that imports the inside of another one can no longer run in its own process. Import #contracts/<name> and call it through ctx.call, a task or an event.',
  )
  none(
    wrongImports(services, (to, from) => isContract(to) && serviceOf(to) !== serviceOf(from.path)).filter(
      (line) => !line.includes(' #contracts/'),
    ),
    'Write #contracts/<name>, so that a glance at the imports shows whom a service depends on.',
  )
})

test('A contract is pure data that a browser can load.', () => {
  none(
    wrongImports(
      all.filter(({ path }) => isContract(path)),
      (to) => to !== 'platform/contract.ts' && !isContract(to),
    ),
    'A contract is read by clients, documents and browsers. It imports #platform/contract and other #contracts only.',
  )
})

test('Only main.ts, tests and measurements choose adapters.', () => {
  none(
    wrongImports(
      product.filter(({ path }) => path !== 'main.ts' && roomOf(path) !== 'adapters'),
      (to) => to.startsWith('adapters/'),
    ),
    'Code that names an adapter cannot run on another one. Use ctx.adapters, or a port of #platform/ports.',
  )
})

test('The browser application takes types from contracts and nothing else from the server.', () => {
  // build.ts and dev.ts run in Node: they start Vite.
  const browser = product.filter(
    ({ path }) => roomOf(path) === 'web' && !/^web\/(build|dev|vite\.config)\.ts$/.test(path),
  )
  none(
    wrongImports(
      browser,
      (to) => !startsWithAny(to, 'web/', 'npm:') && !isContract(to) && to !== 'platform/contract.ts',
    ),
    'What web/ imports is sent to every visitor.',
  )
})

test('Flow tests see the product as a customer does.', () => {
  none(
    wrongImports(
      all.filter(({ path }) => path.startsWith('test/flows/')),
      // Which services and contracts there are is public; what is inside is not.
      (to) =>
        startsWithAny(to, 'services/', 'engine/', 'adapters/') &&
        !['services/contracts.ts', 'services/index.ts'].includes(to),
    ),
    'test/flows/ proves the same journey together and apart, so it may use HTTP only.',
  )
})

test('A way into another room is an alias, never a chain of dots.', () => {
  const hasAlias = ['platform', 'engine', 'adapters']
  none(
    wrongImports(all, (to, from) => hasAlias.includes(roomOf(to)) && roomOf(to) !== roomOf(from.path)).filter(
      (line) => !line.includes(' imports #'),
    ),
    'Write #platform/x, #engine/x or #adapters/x/y: the arrow shows, and moving a file breaks nothing.',
  )
  none(
    wrongImports(all, (to) => !/^(npm|node):|\.\w+$/.test(to)),
    'Node runs the files as they are: a relative import carries its ending.',
  )
})

/** Packages that speak to a system outside, and the only places that may load them. */
const vendors: [RegExp, RegExp][] = [
  // Tests and measurements also ask the server directly.
  [/^pg$/, /^(adapters\/postgres\/|platform\/(database|pool|wake|testing|migrator)\.ts$|test\/|bench\/)/],
  [/^nodemailer$/, /^adapters\/mail\//],
  [
    /^(pg-\w+|postgres|kysely|@nats-io\/.+|nats|rabbitmq-client|amqplib|ioredis|redis|@aws-sdk\/.+|minio|kafkajs|@platformatic\/kafka|mysql2|mongodb|ai|@ai-sdk\/.+|openai|@anthropic-ai\/.+|@google\/.+|@elastic\/.+|meilisearch|stripe|twilio)$/,
    /^adapters\//,
  ],
]

test('Only adapters load the library of a vendor.', () => {
  none(
    wrongImports(all, (to, from) =>
      vendors.some(([name, home]) => to.startsWith('npm:') && name.test(to.slice(4)) && !home.test(from.path)),
    ),
    'A vendor that is imported in one place can be replaced in one place. Add an adapter behind a port of platform/ports.ts.',
  )
})

test('Only platform/config.ts reads the environment.', () => {
  // The test of the sandbox proves that its child sees no variable.
  const allowed = ['platform/config.ts', 'platform/sandbox.test.ts']
  const reads = /process\s*(\?\.|\.)\s*env\b|process\[.env.\]|\{[^}]*\benv\b[^}]*\} = process\b/
  none(
    all.filter(({ path, code }) => reads.test(code) && !allowed.includes(path)).map(({ path }) => path),
    'A setting that is read elsewhere is neither checked at the start nor listed in docs/config.md. Declare it in needs.config or PlatformConfig.',
  )
})

test('SQL stands in store.ts and *.sql.ts.', () => {
  // The database files of the platform: the log, the migrator and the connection are SQL by nature.
  const platformFiles = /^platform\/(database|events|migrator|wake)\.ts$/
  const speaksSql = /\bsql`|\.query\(\s*['"`]|['"`](select|insert into|update \w+ set|delete from|create table) /i
  none(
    product
      .filter(({ path, code }) => speaksSql.test(code) && !/(^|\/)store\.ts$|\.sql\.ts$/.test(path))
      .map(({ path }) => path)
      .filter((path) => !platformFiles.test(path) && path !== 'docs/tables.ts'),
    'Whoever changes a table reads one file. Give the question a name and a function in store.ts (engine and platform: *.sql.ts).',
  )
})

test('The language is the part of TypeScript that Node runs by leaving types out.', () => {
  const rules: [RegExp, string][] = [
    [/^\s*(export )?(declare )?(const )?enum \w/m, 'enum: use OneOf or a union'],
    [/^\s*(export )?(declare )?(namespace|module) \w/m, 'namespace: use a module'],
    [/constructor\([^)]*\b(private|public|protected|readonly) \w/, 'parameter property: assign it'],
    [/^\s*@\w+(\(|\s*$)/m, 'decorator: call a function'],
    [/^export \* from/m, 'barrel: import from the file that has it'],
    [/\b(interface|type) I[A-Z][a-z]\w*\b/, 'I prefix: say what it is'],
    [/\b(interface|type|class) \w+Dto\b/, 'Dto suffix: say what it is'],
  ]
  const found = all.flatMap(({ path, code }) =>
    rules.filter(([rule]) => rule.test(code)).map(([, why]) => `${path}: ${why}`),
  )
  none(found, 'There is no build step, and no word for a reader that says nothing (DESIGN: Words).')
})

test('Names say what a thing is.', () => {
  const empty = /(^|[/.-])(utils?|helpers?|common|manager|base|impl|misc|data|info)(?=[/.-]|$)/
  none(
    filesEnding('.ts', '.tsx', '.mjs').filter((path) => empty.test(path)),
    'A file with such a name collects whatever fits nowhere. Name it after the noun it is about.',
  )
})

test('Nothing is left undone, and no test is switched off.', () => {
  const undone = new RegExp(String.raw`\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')})\b`)
  const off = /\b(test|it|describe|suite|t)\.(skip|only|todo)\(|[{,]\s*(skip|only|todo):/
  none(
    all.filter(({ text }) => undone.test(text)).map(({ path }) => path),
    'Write an issue; a note in the code is read by nobody.',
  )
  none(
    all.filter(({ path, code }) => path.endsWith('.test.ts') && off.test(code)).map(({ path }) => path),
    'A test that does not run proves nothing and looks as if it did. Mend it or remove it.',
  )
})

test('The title of a test says what is true.', () => {
  const titles = all
    .filter(({ path }) => path.endsWith('.test.ts'))
    .flatMap(({ path, code }) =>
      [...code.matchAll(/^\s*(?:test|it)\(\s*'((?:[^'\\]|\\.)+)'/gm)].map((match) => ({ path, title: match[1]! })),
    )
  none(
    titles.filter(({ title }) => title.trim().split(/\s+/).length < 3).map(({ path, title }) => `${path}: ${title}`),
    'A title is a sentence: whoever reads only the titles knows what the product does.',
  )
})
