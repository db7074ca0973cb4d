import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { sql } from './database.ts'
import { readMigrations, roleOf } from './migrator.ts'
import { runInSandbox, SandboxTimeout } from './sandbox.ts'
import { countedSandbox, countedThisMonth } from './sandbox-time.ts'
import { eventually, openTestDatabase, plainCtx, type TestDatabase } from './testing.ts'

const template = { schema: 'template', role: roleOf('template') }
const toys = new URL(
  `data:text/javascript,${encodeURIComponent(`
  const burn = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); }
  burn(700)
  export const work = (ms) => { burn(ms); return 'done' }
  export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  export const loop = () => { for (;;); }
  export const refuse = () => { burn(50); throw new RangeError('page 7 is damaged') }
`)}`,
)
const limits = { timeoutMs: 20_000, memoryMbMax: 160 }
let db: TestDatabase
before(async () => {
  const migrations = readMigrations(new URL('../services/template/migrations/', import.meta.url))
  db = await openTestDatabase([{ ...template, migrations }])
})
after(() => db.close())

const context = (tenant: string, now = '2026-11-21T09:00:00Z') =>
  plainCtx({ tenant, db: db.database.bound({ ...template, tenant }), now: () => new Date(now) })
const rows = (tenant: string) =>
  context(tenant).db.many<{ what: string; ms: number; isOver: boolean }>(
    sql`select what, ms, is_over as "isOver" from sandbox_runs order by id`,
  )

test('A run counts the time of its function and nothing of the start of a process or of the wait for a place.', async () => {
  const stop = new AbortController()
  // They take all places in front while the run waits for one.
  const others = [1, 2].map(() => runInSandbox(toys, 'wait', 1_000, limits))
  const ctx = context('ten_time')
  const started = performance.now()
  assert.equal(await countedSandbox(ctx, 'check')(toys, 'work', 300, { ...limits, signal: stop.signal }), 'done')
  const wholeMs = performance.now() - started
  await Promise.all(others)
  const [run] = await rows('ten_time')
  assert.deepEqual([run!.what, run!.isOver], ['check', true])
  assert.ok(run!.ms >= 300, `it worked for 300 ms, and ${run!.ms} are counted`)
  // Some 700 ms of the module and the wait for the others are in the one and not in the other, however slow the machine.
  assert.ok(run!.ms <= wholeMs - 600, `${run!.ms} ms of ${wholeMs} are counted`)
  assert.equal(await countedThisMonth(ctx), run!.ms)
})

test('A run that fails or is killed for its limits counts as long as it ran, and its error stays what it was.', async () => {
  const ctx = context('ten_failed')
  await assert.rejects(countedSandbox(ctx, 'build')(toys, 'refuse', null, limits), { name: 'RangeError' })
  await assert.rejects(
    countedSandbox(ctx, 'build')(toys, 'loop', null, { ...limits, timeoutMs: 4_000 }),
    SandboxTimeout,
  )
  const [failed, killed] = await rows('ten_failed')
  assert.ok(failed!.isOver && failed!.ms >= 50, JSON.stringify(failed))
  assert.ok(killed!.isOver && killed!.ms > 0 && killed!.ms <= 20_000, JSON.stringify(killed))
})

test('Each tenant has its own time, and each month.', async () => {
  await countedSandbox(context('ten_one', '2026-10-31T23:59:59Z'), 'check')(toys, 'work', 20, limits)
  assert.equal(await countedThisMonth(context('ten_one', '2026-11-01T00:00:00Z')), 0)
  assert.ok((await countedThisMonth(context('ten_one', '2026-10-31T23:59:59Z'))) >= 20)
  assert.equal(await countedThisMonth(context('ten_two', '2026-10-31T23:59:59Z')), 0)
})

test('A run whose process is killed counts what was known, and is seen to be not over.', async () => {
  const code = `
    import { openDatabase } from ${JSON.stringify(new URL('./database.ts', import.meta.url).href)}
    import { countedSandbox } from ${JSON.stringify(new URL('./sandbox-time.ts', import.meta.url).href)}
    const database = openDatabase({ url: ${JSON.stringify(db.url)}, connectionsMax: 2 })
    const db = database.bound({ schema: 'template', role: 'statex_template', tenant: 'ten_killed' })
    const ctx = { db, log: console, now: () => new Date('2026-11-21T09:00:00Z') }
    await countedSandbox(ctx, 'build')(new URL(${JSON.stringify(toys.href)}), 'loop', null, { timeoutMs: 120000, memoryMbMax: 160 })`
  const server: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ctx = context('ten_killed')
  try {
    await eventually('a second of the run to be put down', async () => (await countedThisMonth(ctx)) >= 1_000)
  } finally {
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  const [run] = await rows('ten_killed')
  assert.equal(run!.isOver, false)
  assert.ok(run!.ms >= 1_000, JSON.stringify(run))
  assert.equal(await countedThisMonth(ctx), run!.ms)
})
