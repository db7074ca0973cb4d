/* Random flows for fast-check, which shrinks them when one fails. */
import fc from 'fast-check'
import type { Node } from './graph.ts'

const leaf = (...kinds: string[]) => fc.constantFrom(...kinds).map((kind) => ({ kind, id: 0 }) as Node)
const sleep = fc.integer({ min: 0, max: 60 }).map((ms): Node => ({ kind: 'sleep', id: 0, ms }))
const racer = fc.oneof(leaf('step', 'call', 'task', 'plain', 'silence'), sleep)

const undo = fc.record({ kind: fc.constant('undo' as const), id: fc.constant(0), fails: fc.boolean() })
const fails = fc.record({
  kind: fc.constant('fails' as const),
  id: fc.constant(0),
  how: fc.constantFrom('step' as const, 'call' as const, 'task' as const),
})

const { node } = fc.letrec<{ node: Node }>((tie) => {
  const parts = fc.array(tie('node'), { minLength: 1, maxLength: 4, depthIdentifier: 'graph' })
  return {
    node: fc.oneof(
      { maxDepth: 3, depthSize: 'small', depthIdentifier: 'graph' },
      { weight: 8, arbitrary: leaf('step', 'call', 'call', 'task', 'task', 'plain', 'now', 'signal', 'silence') },
      { weight: 2, arbitrary: sleep },
      { weight: 2, arbitrary: undo },
      { weight: 1, arbitrary: fails },
      {
        weight: 1,
        arbitrary: fc
          .array(racer, { minLength: 2, maxLength: 3 })
          .map((racers): Node => ({ kind: 'race', parts: racers })),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('sequence' as const, 'all' as const), parts }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('map' as const), parts, concurrency: fc.integer({ min: 1, max: 3 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('try' as const), body: tie('node') }) },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('child' as const),
          id: fc.constant(0),
          rounds: fc.array(tie('node'), { minLength: 1, maxLength: 2, depthIdentifier: 'graph' }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('first' as const),
          id: fc.constant(0),
          body: tie('node'),
          endless: fc.array(fc.constantFrom('sleep' as const, 'signal' as const, 'task' as const, 'child' as const), {
            minLength: 1,
            maxLength: 2,
          }),
        }),
      },
    ),
  }
})

const sequence = fc.array(node, { minLength: 1, maxLength: 5 }).map((parts): Node => ({ kind: 'sequence', parts }))
/** Several compensations and a failure at the end. */
const saga = fc
  .array(fc.oneof(undo, undo, node), { minLength: 3, maxLength: 6 })
  .chain((parts) => fails.map((end): Node => ({ kind: 'sequence', parts: [...parts, end] })))

/** The rounds of a run: mostly one. Each is a sequence, so that there is something to interrupt. */
export const arbitraryRounds: fc.Arbitrary<Node[]> = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(sequence, { minLength: 1, maxLength: 3, size: 'xsmall' }) },
    { weight: 1, arbitrary: saga.map((body) => [body]) },
  )
  .map((rounds) => numbered(rounds))

/** Gives every node its id, and leaves out what a flow must not ask for. */
function numbered(rounds: Node[]): Node[] {
  let id = 0
  const run = (bodies: Node[]): Node[] => {
    // Of two that fail, which one is named first would depend on who registered first.
    let mayFail = true
    const plain = (node: Node): Node => {
      switch (node.kind) {
        case 'undo': {
          // Compensations do not reach beyond a round, and the engine refuses them.
          if (bodies.length > 1) return { kind: 'plain', id: ++id }
          const fails = node.fails && mayFail
          mayFail &&= !fails
          return { ...node, id: ++id, fails }
        }
        case 'child':
          return { ...node, id: ++id, rounds: run(node.rounds) }
        case 'try':
          return { ...node, body: plain(node.body) }
        case 'first':
          return { ...node, id: ++id, body: plain(node.body) }
        case 'all': {
          // Branches must not ask for one name at once: through a map each has names of its own.
          const parts = node.parts.map(plain)
          return parts.some(asksUnnamed) ? { kind: 'map', parts, concurrency: parts.length } : { kind: 'all', parts }
        }
        case 'sequence':
        case 'map':
        case 'race':
          return { ...node, parts: node.parts.map(plain) }
        default:
          return { ...node, id: ++id }
      }
    }
    return bodies.map(plain)
  }
  return run(rounds)
}

/** Whether it asks for something whose name the engine makes up. */
function asksUnnamed(node: Node): boolean {
  if (['race', 'first', 'now', 'map'].includes(node.kind)) return true
  if (node.kind === 'try') return asksUnnamed(node.body)
  return (node.kind === 'sequence' || node.kind === 'all') && node.parts.some(asksUnnamed)
}

/** The signals that its runs wait for, and have to be sent. */
export function* signalsOf(path: string, rounds: Node[]): Generator<{ run: string; id: number }> {
  for (const node of rounds) {
    if (node.kind === 'signal') yield { run: path, id: node.id }
    if ('parts' in node) yield* signalsOf(path, node.parts)
    if ('body' in node) yield* signalsOf(path, [node.body])
    if (node.kind === 'child') yield* signalsOf(`${path}/${node.id}`, node.rounds)
  }
}
