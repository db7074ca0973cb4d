// Everything that is left to chance in the rounds, from one seed: the flows, what happens to the processes, and when. The same seed gives the same plan;
// what a fault meets at its instant is up to the machine.
import fc from 'fast-check'
import { arbitraryRounds } from '#engine/testing/arbitrary'
import type { Node } from '#engine/testing/graph'
import { randomFrom } from '../server.ts'

export const workers = 3
export const tenants = ['ten_a', 'ten_b', 'ten_c']

/** One run that somebody starts. */
export type Case = {
  path: string
  tenant: string
  priority: number
  rounds: Node[]
  beginAfterMs: number
  /** Somebody cancels it this long after its start. */
  cancelAfterMs?: number
}
/** A task that stands alone. */
export type Job = { path: string; tenant: string; value: number; priority: number }

/**
 * kill: SIGKILL, and started again after `lastsMs` · freeze: SIGSTOP for longer than the lease · pause: shorter than it · cut: connections end, new ones
 * are refused · block: connections stay and move no byte · deafen: statements arrive, their answers do not, then a cut · terminate: the server ends
 * connections · database: the server itself is killed or shut down at once · blackout: all workers and the server are killed · drain: SIGTERM and another
 */
export const kinds = {
  kill: 30,
  freeze: 11,
  pause: 9,
  cut: 12,
  block: 8,
  deafen: 8,
  terminate: 8,
  database: 8,
  blackout: 3,
  drain: 3,
} as const
export type Kind = keyof typeof kinds
export type Fault = { kind: Kind; worker: number; afterMs: number; lastsMs: number; chance: number }
export type Round = { number: number; cases: Case[]; jobs: Job[]; faults: Fault[] }

/** Bounds of how long a fault lasts, in ms. The lease is 2,000. */
const lasts: Record<Kind, [number, number]> = {
  kill: [0, 1_200],
  freeze: [2_200, 3_400],
  pause: [30, 1_500],
  cut: [0, 2_800],
  block: [50, 2_800],
  deafen: [20, 250],
  terminate: [0, 200],
  database: [0, 300],
  blackout: [0, 800],
  drain: [0, 200],
}

const casesPerRound = 10
/** Some sleeps become long enough for a worker to die in the middle of them. */
const slowed = (node: Node): Node => {
  if (node.kind === 'sleep') return node.id % 4 === 0 ? { ...node, ms: node.ms * 20 } : node
  if ('parts' in node) return { ...node, parts: node.parts.map(slowed) }
  if ('body' in node) return { ...node, body: slowed(node.body) }
  return node.kind === 'child' ? { ...node, rounds: node.rounds.map(slowed) } : node
}

/** The plan of one round, the same whether others come before or after it. */
export function planOf(seed: number, number: number): Round {
  const random = randomFrom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b))
  const below = (limit: number) => Math.floor(random() * limit)
  const graphs = fc.sample(arbitraryRounds, { seed: below(2 ** 31), numRuns: casesPerRound })
  const cases = graphs.map((graph, i): Case => {
    const rounds = graph.map(slowed)
    const path = `r${number}-${i}`
    const isCancelled = random() < 0.08
    const cancelAfterMs = below(900)
    const one: Case = { path, tenant: tenants[below(3)]!, priority: 1 + below(10), rounds, beginAfterMs: below(1_200) }
    return isCancelled ? { ...one, cancelAfterMs } : one
  })
  const jobs = Array.from({ length: 3 }, (_, i): Job => {
    const tenant = tenants[below(3)]!
    return { path: `j${number}-${i}`, tenant, value: below(100), priority: 1 + below(10) }
  })
  const first = faultFrom(random, below(workers))
  const faults = [first]
  // One fault in five has company: another worker, or the database, a moment later.
  if (random() < 0.2) {
    const second = faultFrom(random, (first.worker + 1) % workers)
    faults.push({ ...second, afterMs: first.afterMs + below(800) })
  }
  return { number, cases, jobs, faults }
}

const drawn = (Object.keys(kinds) as Kind[]).flatMap((kind) => Array<Kind>(kinds[kind]).fill(kind))
function faultFrom(random: () => number, worker: number): Fault {
  const kind = drawn[Math.floor(random() * drawn.length)]!
  const [least, most] = lasts[kind]
  return { kind, worker, afterMs: random() * 700, lastsMs: least + random() * (most - least), chance: random() }
}
