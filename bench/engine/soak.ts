// Whether the engine is the same after half an hour at half of what it can do: its rate, its tables, its memory.
import { readFileSync } from 'node:fs'
import { type Ratio, rounded, table } from '../figures.ts'
import type { Part } from '../run.ts'
import { sleep } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { statexSoak } from './entries.ts'
import { driftOf, type Sample } from './rounds.ts'
import { tableBytes, vacuum } from './rows.sql.ts'
import { openStage, type Stage } from './stage.ts'

const sampleMs = 2_000
const giveMs = 200
const tidyMs = 10_000
const capacityMs = 15_000
/** So much waits while the capacity is measured: enough that the worker is never without work. */
const outstandingMax = 300

type Sizes = { tablesMb: number; indexesMb: number }
type Workers = { worker: Contestant; client: Contestant }

/** Units per second when the worker always finds work. Units given before must be done. */
async function capacity({ worker, client }: Workers, limitMs: number): Promise<number> {
  const before: number = await worker.ask('done')
  const startedAt = performance.now()
  let given = 0
  let done = 0
  while (performance.now() - startedAt < limitMs) {
    done = (await worker.ask('done')) - before
    if (given - done < outstandingMax) {
      await client.ask('give', outstandingMax / 3)
      given += outstandingMax / 3
    } else await sleep(10)
  }
  const perSecond = done / ((performance.now() - startedAt) / 1000)
  await allDone(worker, before + given)
  return perSecond
}

/** @throws when units are missing a minute after the last was given */
async function allDone(worker: Contestant, units: number): Promise<void> {
  const endAt = performance.now() + 60_000
  for (;;) {
    const done: number = await worker.ask('done')
    if (done === units) return
    if (done > units) throw new Error(`${done - units} of ${units} units were done more than once`)
    if (performance.now() > endAt) throw new Error(`${units - done} of ${units} units were not done`)
    await sleep(100)
  }
}

const rssMb = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024

async function sizes(stage: Stage): Promise<Sizes> {
  await stage.queryLatest(vacuum)
  const [row] = await stage.queryLatest(tableBytes)
  return { tablesMb: (row.bytes - row.index_bytes) / 2 ** 20, indexesMb: row.index_bytes / 2 ** 20 }
}

/** Gives units at an even rate for a time, and looks at the worker meanwhile. Sizes are taken at the end of the first fifth, and at the end. */
async function pace(stage: Stage, { worker, client }: Workers, perSecond: number, limitMs: number) {
  const [rates, memory]: Sample[][] = [[], []]
  const startedAt = performance.now()
  const before: number = await worker.ask('done')
  let given = 0
  let last = { atMs: startedAt, done: before }
  let tidiedAt = startedAt
  let early: Promise<Sizes> | undefined
  let tidying: Promise<unknown> = Promise.resolve()
  for (let now = startedAt; now - startedAt < limitMs; now = performance.now()) {
    const due = Math.floor(((now - startedAt) / 1000) * perSecond) - given
    if (due > 0) await client.ask('give', due)
    given += Math.max(0, due)
    if (now - last.atMs >= sampleMs) {
      const done: number = await worker.ask('done')
      const atMs = performance.now()
      rates!.push({ atMs, value: (done - last.done) / ((atMs - last.atMs) / 1000) })
      memory!.push({ atMs, value: rssMb(worker.pid) })
      last = { atMs, done }
    }
    if (now - tidiedAt >= tidyMs) {
      tidiedAt = now
      tidying = tidying.then(() => client.ask('tidy'))
    }
    if (now - startedAt >= limitMs / 5) early ??= sizes(stage)
    await sleep(giveMs)
  }
  await allDone(worker, before + given)
  await tidying
  return { rates: rates!, memory: memory!, given, early: await early!, late: await sizes(stage) }
}

/** Runs the soak for so many minutes; the calibration before and the capacity after come on top. */
export async function soak({ minutes }: { minutes: number }): Promise<Part> {
  const stage = await openStage({ isQuick: false })
  try {
    const [worker, client] = await stage.enter(statexSoak, 2)
    const workers = { worker: worker!, client: client! }
    // A tenth of the time, so that most of the run has old rows to remove.
    await worker!.ask('loadWork', { keepMs: (minutes * 60_000) / 10 })
    const limitMs = Math.min(capacityMs, minutes * 6_000)
    await capacity(workers, limitMs / 3)
    const before = await capacity(workers, limitMs)
    const paced = await pace(stage, workers, before / 2, minutes * 60_000)
    const after = await capacity(workers, limitMs)
    await worker!.ask('rest')
    await Promise.all([worker!.stop(), client!.stop()])
    return report(minutes, before, after, paced)
  } catch (error) {
    const problem = `soak: ${(error as Error).message}`
    return { title: 'engine-soak', text: problem, figures: {}, ratios: [], problems: [problem] }
  } finally {
    await stage.close()
  }
}

function report(minutes: number, before: number, after: number, paced: Awaited<ReturnType<typeof pace>>): Part {
  const { early, late, rates, memory } = paced
  const ratios: Ratio[] = [
    { name: 'soak: rate, last fifth ÷ first', value: driftOf(rates), better: 'more', goal: 0.95 },
    {
      name: 'soak: tables, last fifth ÷ first',
      value: rounded(late.tablesMb / early.tablesMb),
      better: 'less',
      goal: 1.05,
    },
    {
      name: 'soak: indexes, last fifth ÷ first',
      value: rounded(late.indexesMb / early.indexesMb),
      better: 'less',
      goal: 1.05,
    },
    { name: 'soak: RSS of the worker, last fifth ÷ first', value: driftOf(memory), better: 'less', goal: 1.05 },
    { name: 'soak: capacity after ÷ before', value: rounded(after / before), better: 'more' },
  ]
  const figures = {
    minutes,
    units: paced.given,
    capacityBeforePerSecond: rounded(before),
    capacityAfterPerSecond: rounded(after),
    rssMb: [memory[0]!, memory.at(-1)!].map((s) => rounded(s.value)),
    tablesMb: [early, late].map((s) => rounded(s.tablesMb)),
    indexesMb: [early, late].map((s) => rounded(s.indexesMb)),
  }
  const text = [
    `${minutes} minutes at half of its capacity; a unit is a flow of 5 steps, with a child or a signal in every fifth, and 3 tasks that stand alone.`,
    'What is done is kept for a tenth of that time. Tables and indexes after a vacuum, at the end of the first fifth and of the last.\n',
    table(
      ['', 'first', 'last'],
      [
        ['capacity, units/s', figures.capacityBeforePerSecond, figures.capacityAfterPerSecond],
        ['tables, MB', ...figures.tablesMb],
        ['indexes, MB', ...figures.indexesMb],
        ['RSS of the worker, MB', ...figures.rssMb],
      ],
    ),
  ].join('\n')
  return { title: 'engine-soak', text, figures, ratios, problems: [] }
}
