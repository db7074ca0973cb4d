// How many requests per second are taken in, each durable before its 201; beside the floor (pgbench, same statement) and the peer (FastAPI).
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { silent } from '#platform/testing'
import { median, type Ratio, rounded, table } from './figures.ts'
import { type Body, floorScript, floorSettings, peerTables, storedRows } from './peers.sql.ts'
import { obtain, output, programs } from './programs.ts'
import type { Part } from './run.ts'
import { type Server, scratchFolder, startPlatform, startServer } from './server.ts'

const roundsMax = 5
const secondsPerRun = 2
const body: Body & { consent: true; fillTimeMs: number } = {
  description:
    'I make ceramic mugs by hand and would like to sell them online: a catalogue with photos, a basket, payment by card, and delivery or collection. It should work well on a phone, and I want to open before the Christmas market.',
  name: 'Jana Example',
  contactType: 'email',
  contactValue: 'jana@example.com',
  language: 'en',
  consent: true,
  fillTimeMs: 30_000,
}

type Run = { perSecond: number; p50Ms?: number; p99Ms?: number; cpuUs?: number }
type Target = { name: string; connections: number; run(): Promise<Run> }

/** Clock ticks of 10 ms are what Linux counts in (`USER_HZ`). */
function cpuUsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}

async function load(
  wrk: string,
  server: Server,
  connections: number,
  bodyPath: string,
): Promise<Run & { accepted: number }> {
  const before = cpuUsOf(server.pid)
  const args = ['-t1', `-c${connections}`, `-d${secondsPerRun}s`, '-s', join(import.meta.dirname, 'load.lua')]
  const text = await output(wrk, [...args, `${server.url}/api/submissions`, '--', bodyPath])
  const figures = JSON.parse(/^figures (.*)$/m.exec(text)![1]!)
  if (figures.errors > 0 || figures.requests === 0)
    throw new Error(`${figures.errors} of ${figures.requests} requests were not answered 201:\n${text}`)
  return {
    accepted: figures.requests,
    perSecond: figures.requests / (figures.durationUs / 1e6),
    p50Ms: figures.p50Us / 1e3,
    p99Ms: figures.p99Us / 1e3,
    cpuUs: (cpuUsOf(server.pid) - before) / figures.requests,
  }
}

/** Loads the platform and then counts: every request that was answered 201 must be there, with its history and its event. */
async function loadAndCount(client: pg.Client, wrk: string, server: Server, connections: number, bodyPath: string) {
  const count = async () => (await client.query(storedRows)).rows[0] as Record<string, string>
  const before = await count()
  const run = await load(wrk, server, connections, bodyPath)
  const after = await count()
  for (const [what, rows] of Object.entries(after))
    if (Number(rows) - Number(before[what]) < run.accepted)
      throw new Error(
        `${run.accepted} requests were answered 201, but only ${Number(rows) - Number(before[what])} ${what} are stored.`,
      )
  return run
}

async function floor(pgbench: string, url: string, folder: string, connections: number): Promise<Run> {
  const { script, variables } = floorScript(body)
  const path = join(folder, 'floor.sql')
  writeFileSync(path, script)
  const defines = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const args = ['-n', '-M', 'prepared', '-f', path, '-c', String(connections), '-j', '2', '-T', String(secondsPerRun)]
  const text = await output(pgbench, [...args, ...defines, url], { PGOPTIONS: floorSettings })
  if (!/number of failed transactions: 0 /.test(text)) throw new Error(`pgbench had failures:\n${text}`)
  return { perSecond: Number(/tps = ([\d.]+)/.exec(text)![1]) }
}

const uvicorn = (python: string, databaseUrl: string) =>
  startServer(
    (port) => [
      ...[python, '-m', 'uvicorn', 'app:app', '--app-dir', join(import.meta.dirname, 'fastapi'), '--host', '127.0.0.1'],
      ...[
        '--port',
        String(port),
        '--loop',
        'uvloop',
        '--http',
        'httptools',
        '--no-access-log',
        '--log-level',
        'warning',
      ],
    ],
    '/healthz',
    { DATABASE_URL: databaseUrl, PYTHONDONTWRITEBYTECODE: '1' },
  )

/** Runs the benchmark. Interleaved, because the machine's mood changes: each round runs every target once. */
export async function intake(): Promise<Part> {
  const needed = [programs.wrk, programs.pgbench, programs.fastapi]
  const [wrk, pgbench, python] = needed.map(obtain)
  const missing = needed
    .filter((_, i) => ![wrk, pgbench, python][i])
    .map(({ name, packages }) => `${name}: not available (Debian: ${packages.join(' ')})`)
  if (!wrk) return { title: 'intake', text: missing.join('\n'), figures: {}, ratios: [], problems: missing }
  const folder = scratchFolder()
  const bodyPath = join(folder.path, 'body.json')
  writeFileSync(bodyPath, JSON.stringify(body))
  const closing: (() => Promise<unknown>)[] = []
  try {
    // Room for the 64 connections of pgbench beside the others; everything else as the platform runs it, fsync on.
    const postgres = await startEmbeddedPostgres({
      directory: folder.path,
      log: silent,
      settings: { max_connections: '150' },
    })
    closing.unshift(() => postgres.stop())
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    closing.unshift(() => client.end())
    const environment = { DATABASE_URL: postgres.url, SERVICES: 'gateway,submission' }
    const platform = await startPlatform(folder.path, environment)
    closing.unshift(() => platform.stop())
    await client.query(peerTables)
    const targets: Target[] = [1, 16, 64].map((connections) => ({
      name: 'StateX',
      connections,
      run: () => loadAndCount(client, wrk, platform, connections, bodyPath),
    }))
    if (pgbench)
      targets.push({
        name: 'pgbench, same statement',
        connections: 64,
        run: () => floor(pgbench, postgres.url, folder.path, 64),
      })
    if (python) {
      const peer = await uvicorn(python, postgres.url)
      closing.unshift(() => peer.stop())
      for (const connections of [1, 16, 64])
        targets.push({ name: 'FastAPI', connections, run: () => load(wrk, peer, connections, bodyPath) })
    }
    const runs = new Map<Target, Run[]>(targets.map((target) => [target, []]))
    for (let round = 0; round < roundsMax; round++)
      for (const target of targets) {
        // Each run starts alike: the pages written after a checkpoint are logged whole, which costs all of them the same.
        await client.query('checkpoint')
        runs.get(target)!.push(await target.run())
      }
    const whole = await everythingOn(client, postgres.url, wrk, bodyPath)
    return report(targets, runs, whole, missing)
  } finally {
    for (const close of closing) await close()
    folder.remove()
  }
}

/** The same with all services in the process, their work on the requests included. Last, and on a database of its own: it leaves a backlog. */
async function everythingOn(client: pg.Client, url: string, wrk: string, bodyPath: string): Promise<Run> {
  const folder = scratchFolder()
  await client.query('create database whole')
  const databaseUrl = new URL(url)
  databaseUrl.pathname = '/whole'
  const platform = await startPlatform(folder.path, { DATABASE_URL: databaseUrl.href })
  const inside = new pg.Client({ connectionString: databaseUrl.href })
  try {
    await inside.connect()
    await client.query('checkpoint')
    return await loadAndCount(inside, wrk, platform, 64, bodyPath)
  } finally {
    await inside.end()
    // The backlog is not worth waiting for.
    await platform.stop('SIGKILL')
    folder.remove()
  }
}

function report(targets: Target[], runs: Map<Target, Run[]>, whole: Run, problems: string[]): Part {
  const middle = (target: Target): Run => {
    const all = runs.get(target)!
    const of = (key: keyof Run) => (all[0]![key] === undefined ? undefined : rounded(median(all.map((r) => r[key]!))))
    return { perSecond: of('perSecond')!, p50Ms: of('p50Ms'), p99Ms: of('p99Ms'), cpuUs: of('cpuUs') }
  }
  const figures = [
    ...targets.map((target) => ({ name: target.name, connections: target.connections, ...middle(target) })),
    {
      name: 'StateX, all services',
      connections: 64,
      ...Object.fromEntries(Object.entries(whole).map(([k, v]) => [k, rounded(v)])),
    } as { name: string; connections: number } & Run,
  ]
  // A ratio is taken within each round, between neighbours in time, and then the middle one.
  const ratio = (peer: string) => {
    const [ours, theirs] = ['StateX', peer].map((n) => targets.find((t) => t.name === n && t.connections === 64))
    return theirs && rounded(median(runs.get(ours!)!.map((r, i) => r.perSecond / runs.get(theirs)![i]!.perSecond)))
  }
  const ratios: Ratio[] = []
  const floorRatio = ratio('pgbench, same statement')
  if (floorRatio)
    ratios.push({ name: 'intake at 64 connections ÷ pgbench', value: floorRatio, better: 'more', goal: 1 })
  const peerRatio = ratio('FastAPI')
  if (peerRatio) ratios.push({ name: 'intake at 64 connections ÷ FastAPI', value: peerRatio, better: 'more', goal: 3 })
  const text = table(
    ['', 'connections', 'accepted/s', 'p50 ms', 'p99 ms', 'server CPU µs each'],
    figures.map((f) => [f.name, f.connections, f.perSecond, f.p50Ms ?? '', f.p99Ms ?? '', f.cpuUs ?? '']),
  )
  return { title: 'intake', text: [text, ...problems].join('\n'), figures, ratios, problems }
}
