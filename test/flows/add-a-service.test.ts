// What CONTRIBUTING promises: one command gives a service that type-checks, passes its tests and answers. Done in a copy of the tree.
import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { environment } from '#platform/config'
import { eventually, freePort, scratchDatabase } from '#platform/testing'
import { operatorKey, secretKey, tenantHosts } from '../platform.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const name = 'feedback'
let copy: string

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'statex-copy-'))
  for (const path of [
    'main.ts',
    'package.json',
    'tsconfig.json',
    'biome.json',
    '.gitignore',
    'platform',
    'engine',
    'adapters',
    'services',
    'examples',
    'web/build.ts',
  ]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
})
after(() => rmSync(copy, { recursive: true, force: true }))

/** Runs Node in the copy, as the scripts of package.json do, to its end. */
const run = (...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    // Told that it runs inside a test, the test runner of the child would report nothing.
    const env = { ...environment(), NODE_TEST_CONTEXT: undefined } as NodeJS.ProcessEnv
    execFile(process.execPath, args, { cwd: copy, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    )
  })
const newService = (...args: string[]) => run('--import', './platform/guard.mjs', 'examples/new-service.ts', ...args)

test('A name that cannot be a service is refused, and nothing is written.', async () => {
  const before = readFileSync(join(copy, 'services/index.ts'), 'utf8')
  for (const wrong of [[], ['Feedback'], ['two-words'], ['order'], ['submission'], ['../escape']]) {
    const { code, output } = await newService(...wrong)
    assert.equal(code, 2, output)
  }
  assert.equal(readFileSync(join(copy, 'services/index.ts'), 'utf8'), before)
})

test('A new service type-checks, passes its own tests and the linter.', async () => {
  const made = await newService(name)
  assert.equal(made.code, 0, made.output)
  const [types, tests, lint] = await Promise.all([
    run('node_modules/typescript/bin/tsc', '--noEmit'),
    run('--test', `services/${name}/service.test.ts`),
    run(
      join(root, 'node_modules/@biomejs/biome/bin/biome'),
      'check',
      'services/index.ts',
      'services/contracts.ts',
      `services/${name}`,
    ),
  ])
  const faults = types.output.split('\n').filter((line) => /^(services\/(feedback\/|index|contracts)|main)/.test(line))
  assert.deepEqual(faults, [])
  assert.equal(tests.code, 0, tests.output)
  assert.equal(lint.code, 0, lint.output)
})

test('The new service starts alone and keeps what it is given, for its own tenant only.', async () => {
  const database = await scratchDatabase()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...environment(),
    SERVICES: name,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: database.url,
    DATA_DIR: join(copy, '.statex'),
    SECRET_KEY: secretKey,
    OPERATOR_KEY: operatorKey,
    TENANT_HOSTS: tenantHosts,
  }
  const server: ChildProcess = spawn(process.execPath, ['--import', './platform/guard.mjs', 'main.ts'], {
    cwd: copy,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk) => (log += chunk))
  const ended = new Promise((resolve) => server.once('exit', resolve))
  try {
    await eventually('the service to be ready', async () => {
      assert.equal(server.exitCode, null, log)
      return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok
    })
    const asOperator = { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' }
    const create = (key: string) =>
      fetch(`${url}/api/${name}`, {
        method: 'POST',
        headers: { ...asOperator, 'idempotency-key': key },
        body: JSON.stringify({ text: 'Blue, please.' }),
      })
    const response = await create('a')
    assert.equal(response.status, 201, log)
    const entry = (await response.json()) as { id: string; text: string }
    assert.deepEqual(await (await create('a')).json(), entry, 'the same key makes no second entry')
    const read = await fetch(`${url}/api/${name}/${entry.id}`, { headers: asOperator })
    assert.deepEqual(await read.json(), entry)
    assert.equal((await fetch(`${url}/api/${name}/${entry.id}`)).status, 401, 'nobody gets in without a key')
  } finally {
    server.kill('SIGTERM')
    await ended
    await database.drop()
  }
})
