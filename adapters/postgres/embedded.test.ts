import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { nobodyAccount } from './account.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { isPostmasterOf, readPostmaster } from './postmaster.ts'
import { linkLibraries } from './programs.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A directory that is gone after the test, and with it whatever server still runs on it. */
async function scratch(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statex-postgres-'))
  await chmod(directory, 0o755)
  t.after(async () => {
    const found = await readPostmaster(join(directory, 'postgres'))
    if (found && (await isPostmasterOf(found.pid, join(directory, 'postgres')))) {
      process.kill(found.pid, 'SIGQUIT')
      while (await isPostmasterOf(found.pid, join(directory, 'postgres'))) await sleep(10)
    }
    // Backends outlive their postmaster for a moment, and still write.
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })
  return directory
}

async function ask<R extends object>(url: string, text: string): Promise<R[]> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}

/** Starts the database in another Node process, which then stays alive. */
function startElsewhere(t: TestContext, directory: string) {
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)})
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const { url, adopted } = await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, log })
    console.log(JSON.stringify({ url, adopted }))
    setInterval(() => {}, 60_000)`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  t.after(kill)
  const lines = createInterface({ input: child.stdout! })
  const started = Promise.race([
    once(lines, 'line').then(([text]) => text as string),
    once(child, 'exit').then(([status]) => assert.fail(`the other process ended with ${status}`)),
  ]).then((line) => JSON.parse(line) as { url: string; adopted: boolean })
  return { started, kill }
}

const pidOf = async (directory: string) => (await readPostmaster(join(directory, 'postgres')))?.pid

test('a started server keeps every commit on disk, opens only with the password, and starts again on the same port', async (t) => {
  const directory = await scratch(t)
  const abandoned = join(directory, `postgres.init-${spawnSync('true').pid}-abcdef`)
  await mkdir(abandoned)

  const first = await startEmbeddedPostgres({ directory, log })
  const settings = await ask<{ name: string; setting: string }>(
    first.url,
    `select name, setting from pg_settings where name in
      ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'unix_socket_directories') order by name`,
  )
  assert.deepEqual(Object.fromEntries(settings.map(({ name, setting }) => [name, setting])), {
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '127.0.0.1',
    synchronous_commit: 'on',
    unix_socket_directories: '',
  })
  const [words] = await ask<{ upper: string; parsed: string }>(
    first.url,
    `select upper('žluťoučký') as upper, to_tsvector('simple', 'kůň–straße')::text as parsed`,
  )
  assert.deepEqual(words, { upper: 'ŽLUŤOUČKÝ', parsed: `'kůň':1 'straße':2` })
  const wrong = first.url.replace(/:[^:@]+@/, ':wrong@')
  await assert.rejects(ask(wrong, 'select 1'), { code: '28P01' })
  assert.equal((await stat(join(directory, 'postgres.json'))).mode & 0o777, 0o600)
  await assert.rejects(access(abandoned), { code: 'ENOENT' })

  await ask(first.url, 'create table kept as select 42 as value')
  const pid = (await pidOf(directory))!
  await first.stop()
  await first.stop()
  assert.equal(await isPostmasterOf(pid, join(directory, 'postgres')), false)

  const second = await startEmbeddedPostgres({ directory, log })
  assert.deepEqual([second.adopted, second.url], [false, first.url])
  assert.deepEqual(await ask(second.url, 'select value from kept'), [{ value: 42 }])
  await second.stop()
})

test('processes that start at once on an empty directory share one server', async (t) => {
  const directory = await scratch(t)
  const all = await Promise.all([1, 2, 3].map(() => startElsewhere(t, directory).started))
  assert.equal(new Set(all.map(({ url }) => url)).size, 1)
  assert.equal(all.filter(({ adopted }) => !adopted).length, 1)
  assert.deepEqual(
    (await readdir(directory)).filter((name) => /init|json\./.test(name)),
    [],
  )
})

test('a start killed while the database was being created does not stand in the way of the next one', async (t) => {
  const directory = await scratch(t)
  const killed = startElsewhere(t, directory)
  const isCreating = async () =>
    (await readdir(directory, { recursive: true })).some((path) => /cluster.base$/.test(path))
  while (!(await isCreating())) await sleep(5)
  await Promise.all([assert.rejects(killed.started, /ended with null/), killed.kill()])
  const server = await startEmbeddedPostgres({ directory, log })
  assert.deepEqual(await ask(server.url, 'select 1 as one'), [{ one: 1 }])
  await server.stop()
})

test('a server that outlived its killed Node process is adopted', async (t) => {
  const directory = await scratch(t)
  const killed = startElsewhere(t, directory)
  const { url } = await killed.started
  const pid = await pidOf(directory)
  await killed.kill()
  const adopting = await startEmbeddedPostgres({ directory, log })
  assert.deepEqual([adopting.adopted, adopting.url, await pidOf(directory)], [true, url, pid])
  await adopting.stop()
  assert.equal(await pidOf(directory), undefined)
})

test('a server killed with -9 comes back on the same port with everything that was committed', async (t) => {
  const directory = await scratch(t)
  const server = await startEmbeddedPostgres({ directory, log })
  await ask(server.url, 'create table kept as select 42 as value')
  const pid = (await pidOf(directory))!
  process.kill(pid, 'SIGKILL')
  const until = Date.now() + 30_000
  let rows: unknown
  while (!rows && Date.now() < until) rows = await ask(server.url, 'select value from kept').catch(() => sleep(20))
  assert.deepEqual(rows, [{ value: 42 }])
  assert.notEqual(await pidOf(directory), pid)
  await server.stop()
})

test('a lock file that names a living process of somebody else does not prevent the start', async (t) => {
  const directory = await scratch(t)
  const lockFile = join(directory, 'postgres/postmaster.pid')
  const first = await startEmbeddedPostgres({ directory, log })
  const text = await readFile(lockFile, 'utf8')
  await first.stop()
  // What a restarted container finds: the old number now belongs to another program. Not to this test, because PostgreSQL
  // overlooks its own parent anyway.
  const stranger = spawn('sleep', ['600'])
  t.after(() => stranger.kill('SIGKILL'))
  await writeFile(lockFile, text.replace(/^\d+/, String(stranger.pid)))
  const second = await startEmbeddedPostgres({ directory, log })
  assert.equal(second.adopted, false)
  await second.stop()
})

test('stopping leaves the server to clients that are still connected', async (t) => {
  const directory = await scratch(t)
  const first = await startEmbeddedPostgres({ directory, log })
  const second = await startEmbeddedPostgres({ directory, log })
  const client = new Client({ connectionString: second.url })
  await client.connect()
  await first.stop()
  assert.deepEqual((await client.query('select 1 as one')).rows, [{ one: 1 }])
  await client.end()
  await second.stop()
  assert.equal(await pidOf(directory), undefined)
})

test('where root may not make user namespaces the server runs as nobody, also on a directory made by root', async (t) => {
  const directory = await scratch(t)
  const first = await startEmbeddedPostgres({ directory, log })
  await ask(first.url, 'create table kept as select 42 as value')
  await first.stop()
  // An ordinary user cannot become nobody and has no need to: for them this is a plain restart.
  const accounts = process.getuid!() === 0 ? [await nobodyAccount()] : undefined
  const second = await startEmbeddedPostgres({ directory, log, accounts })
  assert.deepEqual(await ask(second.url, 'select value from kept'), [{ value: 42 }])
  const owner = (await stat(join(directory, 'postgres'))).uid
  assert.equal(owner, accounts?.[0]?.uid ?? process.getuid!())
  await second.stop()
})

test('a data directory of another release is refused with a sentence that says what to do', async (t) => {
  const directory = await scratch(t)
  await mkdir(join(directory, 'postgres'))
  await writeFile(join(directory, 'postgres/PG_VERSION'), '17\n')
  await assert.rejects(startEmbeddedPostgres({ directory, log }), /made by PostgreSQL 17 .* brings 18.*[Dd]ump/)
})

test('library links are made by two starts at once and left alone afterwards', async (t) => {
  const native = join(await scratch(t), 'native')
  await mkdir(join(native, 'lib'), { recursive: true })
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }]
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  await Promise.all([linkLibraries(native), linkLibraries(native)])
  await linkLibraries(native)
  assert.deepEqual(await readdir(join(native, 'lib')), ['libx.so.1'])
  assert.equal(await readlink(join(native, 'lib/libx.so.1')), 'libx.so.1.2')
})
