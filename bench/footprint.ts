// What an idle platform needs in memory, all processes together, and how long it takes from nothing to ready.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildWebWhenStale } from '../web/build.ts'
import { travel } from './customer.ts'
import { median, type Ratio, rounded, table } from './figures.ts'
import type { Part } from './run.ts'
import { root, scratchFolder, sleep, startPlatform } from './server.ts'
import { bareStartMs } from './yardstick.ts'

const bootsMax = 5
/** Long enough for idle connections (10 s) and idle parser processes (10 s) to be gone, and for V8 to give memory back. */
const idleMs = 30_000
const companyMax = 20

type Memory = { processes: number; rssMb: number; pssMb: number; nodeRssMb: number; nodePssMb: number }

/** The process, what it started, and the embedded PostgreSQL, which has left the family to survive us. */
function groupOf(pid: number, dataDir: string): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
      parents.set(Number(name), Number(fields[1]))
    } catch {} // ended while we looked
  }
  const group = [pid, Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])]
  // Grows while it is walked, so that grandchildren are found too.
  for (const member of group)
    for (const [child, parent] of parents) if (parent === member && !group.includes(child)) group.push(child)
  return group
}

/** RSS counts memory that processes share once for each of them, PSS divides it among them: PSS is what the machine really gives. */
function memoryOf(pid: number, dataDir: string): Memory {
  const group = groupOf(pid, dataDir)
  const sizes = group.map((member) => {
    const text = readFileSync(`/proc/${member}/smaps_rollup`, 'utf8')
    const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)![1]) / 1_024
    return { rss: mb('Rss'), pss: mb('Pss') }
  })
  const sum = (key: 'rss' | 'pss') => sizes.reduce((total, size) => total + size[key], 0)
  const own = sizes[0]!
  return { processes: group.length, rssMb: sum('rss'), pssMb: sum('pss'), nodeRssMb: own.rss, nodePssMb: own.pss }
}

/** Runs the benchmark: the folder is warm (made by an earlier start) and the web application built, as on every start but the first. */
export async function footprint(): Promise<Part> {
  await buildWebWhenStale({ log: console.log })
  const folder = scratchFolder()
  try {
    await (await startPlatform(folder.path)).stop()
    const boots: number[] = []
    const bareStarts: number[] = []
    const idle: Memory[] = []
    let afterWork: Memory | undefined
    for (let i = 1; i <= bootsMax; i++) {
      bareStarts.push(await bareStartMs())
      const platform = await startPlatform(folder.path)
      try {
        boots.push(platform.readyMs)
        await sleep(idleMs)
        idle.push(memoryOf(platform.pid, folder.path))
        if (i === bootsMax) afterWork = await work(platform, folder.path)
      } finally {
        await platform.stop()
      }
    }
    return report(boots, bareStarts, idle, afterWork!)
  } finally {
    folder.remove()
  }
}

async function work(platform: { url: string; pid: number }, dataDir: string): Promise<Memory> {
  const pdf = new Uint8Array(readFileSync(join(root, 'examples/mug-shop/brief.pdf')))
  await Promise.all(Array.from({ length: companyMax }, (_, i) => travel(platform.url, `Mugs Studio ${i}`, pdf)))
  await sleep(idleMs)
  return memoryOf(platform.pid, dataDir)
}

function report(boots: number[], bareStarts: number[], idle: Memory[], afterWork: Memory): Part {
  const middle = Object.fromEntries(
    (Object.keys(afterWork) as (keyof Memory)[]).map((key) => [key, median(idle.map((m) => m[key]))]),
  ) as Memory
  const rows: [string, Memory][] = [
    [`idle ${idleMs / 1_000} s after start, median of ${idle.length}`, middle],
    [`idle ${idleMs / 1_000} s after ${companyMax} requests at once`, afterWork],
  ]
  const bootSeconds = rounded(median(boots) / 1_000)
  const ratios: Ratio[] = [
    { name: 'idle memory, RSS of all processes, MB', value: rounded(middle.rssMb), better: 'less', goal: 250 },
    { name: 'idle memory, PSS of all processes, MB', value: rounded(middle.pssMb), better: 'less' },
    { name: 'start to ready, s', value: bootSeconds, better: 'less', goal: 2.5 },
    {
      name: 'start to ready ÷ start of an empty Node',
      value: rounded(median(boots.map((ms, i) => ms / bareStarts[i]!))),
      better: 'less',
    },
  ]
  const text = table(
    ['', 'processes', 'RSS MB', 'PSS MB', 'of it Node RSS', 'Node PSS'],
    rows.map(([name, m]) => [
      name,
      m.processes,
      ...[m.rssMb, m.pssMb, m.nodeRssMb, m.nodePssMb].map((mb) => Math.round(mb)),
    ]),
  )
  return { title: 'footprint', text, figures: { bootSeconds, idle: middle, afterWork }, ratios, problems: [] }
}
