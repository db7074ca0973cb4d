import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbeddedPostgres } from '#adapters/postgres/embedded'
import { engineSchema } from '#engine/engine.sql'
import { openOperations } from '#engine/operations'
import { schedule } from '#engine/schedule'
import { rowsTable } from '#engine/testing/graph'
import { type Database, openDatabase, sql } from '#platform/database'
import { migrate } from '#platform/migrator'
import { silent } from '#platform/testing'
import { openWake } from '#platform/wake'
import { faultRounds, faultSeed } from '../seed.ts'
import { killPostgres } from '../server.ts'
import { openCrew } from './crew.ts'
import { openFlows } from './flows.ts'
import { inspect, inspectTicks, leftAfter } from './inspection.ts'
import { insisting, openLoad } from './load.ts'
import { openObserver } from './observer.sql.ts'
import { type Kind, planOf, workers } from './plan.ts'
import { openReceiver } from './receiver.ts'
import { strike } from './trouble.ts'

const rounds = faultRounds(25)
const seed = faultSeed()
/** After so many rounds everything is let come to its end and checked whole. */
const settleEvery = 20
const settleMs = 60_000
/** A run that only waits leaves memory after this; each process has its own patience. */
const idleMs = [40, 400, 10_000]

/** A database of its own, with the settings of the product: this is about what is on disk after a crash of the server. */
async function openSite(t: TestContext) {
  const dataDir = mkdtempSync(join(tmpdir(), 'statex-engine-faults-'))
  const postgres = await startEmbeddedPostgres({ directory: dataDir, log: silent })
  const database = openDatabase({ url: postgres.url, connectionsMax: 8 })
  await migrate(database, [engineSchema])
  await database.owner.run({ text: rowsTable, values: [] })
  const wake = await openWake(database, () => {})
  const receiver = await openReceiver(seed)
  const named = new URL(postgres.url)
  const crew = await openCrew(named.href, receiver.url, idleMs)
  const flows = openFlows(receiver.url)
  const load = openLoad(database, wake.wake, flows.grown)
  t.after(async () => {
    await load.close()
    await crew.close()
    await wake.close()
    await database.close()
    await receiver.close()
    await postgres.stop()
    killPostgres(dataDir)
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  })
  return { dataDir, database, wake, receiver, crew, load, ...flows, observer: openObserver(database.owner) }
}

const terminate = (database: Database) => async (share: number) => {
  await insisting(() =>
    database.owner.run(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'engine-worker' and random() < ${share}::double precision`),
  )
}

/** What the runs of these problems remember, for whoever looks for the reason. */
async function evidence(database: Database, problems: string[], cases: { path: string }[]): Promise<string> {
  const root = problems.map((p) => /\br\d+-\d+\b/.exec(p)?.[0]).find((path) => path)
  if (!root) return ''
  const db = database.owner
  const ids = await db.many<{ id: string }>(sql`select id from engine.runs where split_part(key, '/', 1) = ${root}`)
  const { history } = openOperations({ db, wake: () => {} })
  const histories = await Promise.all(ids.map(({ id }) => history(id)))
  return JSON.stringify({ case: cases.find((one) => one.path === root), histories })
}

test(`${rounds} rounds of faults leave every run with its one right result (FAULT_SEED=${seed})`, {
  timeout: 300_000 + rounds * 20_000,
}, async (t) => {
  console.log(`# seed ${seed}: npm run faults -- --only engine --rounds ${rounds} --seed ${seed}`)
  const begunAt = Date.now()
  const site = await openSite(t)
  const { database, crew, load, observer, receiver } = site
  const db = database.owner
  const everyMinute = { name: 'tick', cron: '* * * * *', catchUp: 'all', overlap: 'allow' } as const
  await schedule(db, 'ten_a', site.tick, {}, everyMinute)
  await crew.ready()

  let round = 0
  let isOver = false
  const seen: string[] = []
  const check = async (problems: string[]) => {
    if (problems.length === 0) return
    const shown = [...problems.slice(0, 12), await evidence(database, problems, load.cases)]
    assert.fail(`seed ${seed}, round ${round}: ${problems.length} problems\n${shown.join('\n')}`)
  }
  const watching = (async () => {
    while (!isOver && seen.length === 0) {
      seen.push(...(await insisting(observer.look)))
      await pause(100)
    }
  })().catch((error) => seen.push(`the observer failed: ${error}`))

  const counts = {} as Record<Kind, number>
  const figures = { runs: 0, cancelled: 0, jobs: 0 }
  const trouble = {
    ...site,
    terminate: terminate(database),
    answers: async () => void (await insisting(() => db.one(sql`select 1 as one`))),
  }
  while (++round <= rounds) {
    const plan = planOf(seed, round)
    const begun = load.begin(plan)
    await Promise.all([begun, ...plan.faults.map((fault) => strike(trouble, fault))])
    for (const { kind } of plan.faults) counts[kind] = (counts[kind] ?? 0) + 1
    await check([...seen, ...crew.accidents])
    if (round % settleEvery !== 0 && round !== rounds) continue
    await load.asked()
    await crew.ready()
    await check([
      ...crew.accidents,
      ...(await leftAfter(db, workers, settleMs)),
      ...(await inspect({ db, load, observer, receiver })),
    ])
    figures.runs += load.cases.length
    figures.cancelled += load.cases.filter((one) => one.cancel === 'taken').length
    figures.jobs += load.jobs.length
    load.clear()
    await observer.settle()
    if (round % 100 === 0) console.log(`# round ${round}: ${JSON.stringify(figures)}`)
  }
  round = rounds
  isOver = true
  await watching
  await check([...seen, ...(await insisting(observer.lookAtAll))])
  const { problems, ticks } = await inspectTicks(db)
  await check(problems)
  const { all, again } = await db.one<{ all: number; again: number }>(sql`
    select count(*)::integer as all, count(*) filter (where claims > 1)::integer as again from engine.runs`)
  const { died } = await db.one<{ died: number }>(
    sql`select count(*)::integer as died from engine.tasks, jsonb_array_elements(failures) f where f->>'error' = 'worker died'`,
  )
  const { effects, repeated, ...manners } = receiver.figures()
  const summary = {
    seed,
    rounds,
    faults: counts,
    runs: { started: figures.runs, withChildren: all, ticks, cancelled: figures.cancelled, takenUpAgain: again },
    tasks: { started: figures.jobs, attemptsLostWithTheirWorker: died },
    effects: { seen: effects, repeatedUnderTheSameKey: repeated, ...manners },
    observed: observer.figures(),
    processes: crew.started(),
    seconds: Math.round((Date.now() - begunAt) / 1_000),
  }
  console.log(`# ${JSON.stringify(summary)}`)
})
