/* Flows as values: what a flow asks for and in which shape, the flow that does it, and in testing/model.ts what must come out. For tests of any flow. */
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import type { FlowRef } from '#platform/service'
import { flow, type Run } from '../flow.ts'
import type { Works } from '../testing.ts'

/** Ids are unique in a graph. The value of a leaf is its id, with a random fraction where only memory can give it again, or null where there is nothing to see. */
export type Node =
  /** An effect in a transaction, an effect outside, a task, a step in memory, a reading of the clock, a signal that comes, and one that does not. */
  | { kind: 'step' | 'call' | 'task' | 'plain' | 'now' | 'signal' | 'silence'; id: number }
  | { kind: 'sleep'; id: number; ms: number }
  | { kind: 'fails'; id: number; how: 'step' | 'call' | 'task' }
  /** Registers a compensation, which is an effect outside and one in a transaction. */
  | { kind: 'undo'; id: number; fails: boolean }
  | { kind: 'child'; id: number; rounds: Node[] }
  | { kind: 'try'; body: Node }
  | { kind: 'sequence' | 'all'; parts: Node[] }
  | { kind: 'map'; parts: Node[]; concurrency: number }
  /** Any of its leaves may win. */
  | { kind: 'race'; parts: Node[] }
  /** A race that only the body can win: the others never end by themselves. */
  | { kind: 'first'; id: number; body: Node; endless: ('sleep' | 'signal' | 'task' | 'child')[] }

export type Leaf = Exclude<Node, { parts: Node[] } | { body: Node }>

/** The input of a run. More than one round: it begins anew with `continueWith`, and carries its values along. */
export type Graph = { path: string; rounds: Node[]; at?: number; values?: unknown[] }

/**
 * An effect outside. `path` names the step over all runs of a test; one path must never be seen with two keys. `seen` is what the flow remembers of the
 * steps before it, so it must be the same at every repeat.
 */
export type Effect = { path: string; key: string; value: number; seen: string; isRefused: boolean }
/** Where effects go. Throws `Permanent` for those that are refused, and may throw anything else at times. */
export type World = (effect: Effect, signal: AbortSignal) => Promise<number>

/** The table of effects in transactions: one row for each time a step was committed. */
export const rowsTable = 'create table public.effects (path text not null)'

const kind = (more: Partial<Task>): Task => ({
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 30_000,
  attemptsMax: 6,
  backoffMs: 10,
  ...more,
})
export const work = kind({})
/** Never ends by itself. Few at once, so that they leave room for the others. */
const endless = kind({ timeoutMs: 600_000, attemptsMax: 50, concurrency: 2 })
/** A day: longer than any test. */
const longMs = 86_400_000
const patience = { attemptsMax: 6, backoffMs: 10 }

/** The flow that does a graph, and the tasks it needs. */
export function openGraphs(world: World): { grown: FlowRef<Graph, unknown>; works: Works } {
  const grown: FlowRef<Graph, unknown> = flow('grown', 1, async (run, graph: Graph) => {
    const { path, rounds, at = 0, values = [] } = graph
    const value = await perform(run, rounds[at]!, path, values)
    const next = { path, rounds, at: at + 1, values: [...values, value] }
    return next.at < rounds.length ? run.continueWith(next) : next.values
  })
  const outside =
    (effect: Omit<Effect, 'key'>) =>
    ({ key, signal }: { key: string; signal: AbortSignal }) =>
      world({ ...effect, key }, signal)
  const row = (path: string, value: number) => async (ctx: any) => {
    await ctx.db.run(sql`insert into public.effects values (${path})`)
    return value
  }

  async function perform(run: Run, node: Node, root: string, seen: unknown[]): Promise<unknown> {
    const all = (parts: Node[]) => parts.map((part) => perform(run, part, root, seen))
    switch (node.kind) {
      case 'try':
        return run.try(perform(run, node.body, root, seen))
      case 'all':
        return run.all(all(node.parts))
      case 'race':
        return run.race(all(node.parts))
      case 'map':
        return run.map(node.parts, (item, part) => perform(part, item, root, seen), { concurrency: node.concurrency })
      case 'sequence': {
        const values: unknown[] = []
        for (const part of node.parts) values.push(await perform(run, part, root, values))
        return values
      }
      case 'first': {
        const never = node.endless.map((what, i) => forever(run, what, `${root}/endless ${node.id}.${i}`))
        return run.race([perform(run, node.body, root, seen), ...never])
      }
      default:
        return leaf(run, node, {
          path: `${root}/${node.id}`,
          value: node.id,
          seen: JSON.stringify(seen),
          isRefused: false,
        })
    }
  }
  async function leaf(run: Run, node: Leaf, effect: Omit<Effect, 'key'>) {
    const { kind, id } = node
    const { path } = effect
    switch (kind) {
      case 'step':
        return run.step(`step ${id}`, row(path, id))
      case 'plain':
        return run.step(`plain ${id}`, () => id + Math.random())
      case 'call':
        return run.call(`call ${id}`, outside(effect), patience)
      case 'task':
        return run.task(`task ${id}`, work, effect)
      case 'now':
        return (await run.now()) instanceof Date ? id : 'no time'
      case 'sleep':
        return (await run.sleep(`sleep ${id}`, node.ms)) ?? null
      case 'signal':
        return run.waitFor(`signal ${id}`)
      case 'silence':
        return (await run.waitFor(`silence ${id}`, { timeoutMs: 20 })) ?? null
      case 'child':
        return run.child(grown, { path, rounds: node.rounds }, { name: `child ${id}`, key: path })
      case 'undo':
        await run.compensate(`undo ${id}`, async (undo) => {
          await undo.step('row', row(`${path}/undo row`, id))
          await undo.call('effect', outside({ ...effect, path: `${path}/undo`, isRefused: node.fails }), patience)
        })
        return null
      case 'fails':
        return fail(run, node, { ...effect, isRefused: true })
    }
  }
  async function fail(
    run: Run,
    { how, id }: { how: 'step' | 'call' | 'task'; id: number },
    effect: Omit<Effect, 'key'>,
  ) {
    if (how === 'task') return run.task(`fails ${id}`, work, effect)
    if (how === 'call') return run.call(`fails ${id}`, outside(effect), patience)
    const refuse = async (_ctx: any) => {
      throw new Error(`no ${id}`)
    }
    return run.step(`fails ${id}`, refuse, { attemptsMax: 2, backoffMs: 5 })
  }
  function forever(run: Run, what: 'sleep' | 'signal' | 'task' | 'child', path: string): Promise<unknown> {
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (what === 'sleep') return run.sleep(name, longMs)
    if (what === 'signal') return run.waitFor(name)
    if (what === 'task') return run.task(name, endless, {})
    const rounds: Node[] = [
      {
        kind: 'sequence',
        parts: [
          { kind: 'undo', id: 1, fails: false },
          { kind: 'call', id: 2 },
          { kind: 'sleep', id: 3, ms: longMs },
        ],
      },
    ]
    return run.child(grown, { path, rounds }, { name, key: path })
  }

  const works: Works = {
    'test.work': { task: work, work: (effect, run) => outside(effect)(run) },
    'test.endless': { task: endless, work: (_, { signal }) => pause(longMs, undefined, { signal, ref: false }) },
  }
  return { grown, works }
}
