import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { T, type Task } from '#platform/contract'
import { sql } from '#platform/database'
import { eventually, openTestDatabase, type TestDatabase } from '#platform/testing'
import { engineSchema } from './engine.sql.ts'
import { flow, type Run } from './flow.ts'
import { openWorker, type Works } from './testing.ts'

/** A random flow, as a value: what it asks for, and in which shape. */
type Node =
  | { kind: 'step' | 'call' | 'task' | 'child' | 'fails'; id: number }
  | { kind: 'sleep'; id: number; ms: number }
  | { kind: 'sequence' | 'all'; parts: Node[] }
  | { kind: 'map'; parts: Node[]; concurrency: number }

/** Numbers from a seed (mulberry32), so that a failure can be run again. */
function openDice(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { below: (limit: number) => Math.floor(next() * limit) }
}
type Dice = ReturnType<typeof openDice>

function randomFlow(dice: Dice): Node {
  let id = 0
  const grow = (depth: number): Node => {
    const kind = dice.below(depth > 0 ? 10 : 6)
    if (kind < 5) return { kind: (['step', 'call', 'task', 'child', 'fails'] as const)[kind]!, id: ++id }
    if (kind === 5) return { kind: 'sleep', id: ++id, ms: dice.below(60) }
    const parts = Array.from({ length: 1 + dice.below(4) }, () => grow(depth - 1))
    if (kind === 6) return { kind: 'map', parts, concurrency: 1 + dice.below(3) }
    return { kind: kind === 7 ? 'all' : 'sequence', parts }
  }
  return { kind: 'sequence', parts: Array.from({ length: 4 }, () => grow(2)) }
}

/** What the flow must give, whatever happens to the processes. */
function expected(node: Node): unknown {
  if (node.kind === 'sleep') return null
  if (node.kind === 'fails') return `no ${node.id}`
  return 'parts' in node ? node.parts.map(expected) : node.id
}
function ids(node: Node, kind: string): number[] {
  if ('parts' in node) return node.parts.flatMap((part) => ids(part, kind))
  return node.kind === kind ? [node.id] : []
}

const work: Task = {
  summary: 'For the tests.',
  input: T.Any(),
  result: T.Any(),
  timeoutMs: 5000,
  attemptsMax: 50,
  backoffMs: 5,
}
const keys = new Map<string, Set<string>>()
const works: Works = {
  'test.work': {
    task: work,
    work: async ({ id }, { signal }) => {
      await pause(id % 20, undefined, { signal })
      return id
    },
  },
}
const child = flow('grown child', 1, async (run, { id }: { id: number }) => {
  await run.sleep('a moment', 10)
  return run.step('answer', () => id)
})
const grown = flow('grown', 1, async (run, node: Node) => {
  await run.compensate('never', () => run.step('never', () => 0))
  return perform(run, node)
})
async function perform(run: Run, node: Node): Promise<unknown> {
  switch (node.kind) {
    case 'step':
      return run.step(`step ${node.id}`, async (ctx) => {
        await ctx.db.run(sql`insert into public.effects values (${ctx.runId}, ${node.id})`)
        return node.id
      })
    case 'call':
      return run.call(`call ${node.id}`, async ({ key }) => {
        const name = `${run.id} ${node.id}`
        keys.set(name, (keys.get(name) ?? new Set()).add(key))
        await pause(node.id % 10)
        return node.id
      })
    case 'task':
      return run.task(`task ${node.id}`, work, { id: node.id })
    case 'child':
      return run.child(child, { id: node.id }, { name: `child ${node.id}` })
    case 'fails': {
      const tried = await run.try(
        run.step(
          `fails ${node.id}`,
          () => {
            throw new Error(`no ${node.id}`)
          },
          { attemptsMax: 1 },
        ),
      )
      return tried.ok ? 'unexpected' : tried.reason
    }
    case 'sleep':
      return run.sleep(`sleep ${node.id}`, node.ms)
    case 'all':
      return run.all(node.parts.map((part) => perform(run, part)))
    case 'map':
      return run.map(node.parts, (item, part) => perform(part, item), node)
    case 'sequence': {
      const results: unknown[] = []
      for (const part of node.parts) results.push((await perform(run, part)) ?? null)
      return results
    }
  }
}

describe('any flow', () => {
  let db: TestDatabase
  before(async () => {
    db = await openTestDatabase([engineSchema])
    await db.database.pool.query('create table public.effects (run_id text, id integer)')
  })
  after(() => db.close())

  for (const seed of [1, 2, 3, 4])
    test(`gives the same result with processes that end at random instants as without (seed ${seed})`, async () => {
      const dice = openDice(seed)
      const flows = Array.from({ length: 6 }, () => randomFlow(dice))
      const open = () => openWorker(db.url, [grown, child], works, { idleMs: 15 })
      let worker = await open()
      await worker.start().flows(
        grown,
        flows.map((input, i) => ({ key: `${seed}/${i}`, input })),
      )
      for (let crash = 0; crash < 5; crash++) {
        await pause(15 + dice.below(60))
        // Everything that it was doing is dropped, and begins again elsewhere.
        const [next] = await Promise.all([open(), worker.close()])
        worker = next
      }
      try {
        const runs = await eventually('the end of all', async () => {
          const rows = await db.database.owner.many(
            sql`select id, key, state, result, error, claims from engine.runs where flow = 'grown' and key like ${`${seed}/%`} and state not in ('queued', 'running')`,
          )
          return rows.length === flows.length ? rows : undefined
        })
        assert.ok(
          runs.some((r) => r.claims > 1),
          'no run was interrupted: the test proves nothing',
        )
        for (const { id, key, state, result, error } of runs) {
          const node = flows[Number(key.split('/')[1])]!
          const plain = JSON.parse(JSON.stringify(expected(node)))
          assert.deepEqual(
            [state, error, result],
            ['completed', null, plain],
            `seed ${seed}, flow ${key}: ${JSON.stringify(node)}`,
          )
          const effects = await db.database.owner.many(
            sql`select id from public.effects where run_id = ${id} order by id`,
          )
          assert.deepEqual(
            effects.map((e) => e.id),
            ids(node, 'step'),
            `seed ${seed}, flow ${key}: each effect once`,
          )
          for (const call of ids(node, 'call'))
            assert.equal(keys.get(`${id} ${call}`)?.size, 1, 'one key for all attempts')
        }
      } finally {
        await worker.close()
      }
    })
})
