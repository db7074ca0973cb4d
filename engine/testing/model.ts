/* What a flow of testing/graph.ts must come to, by a plain reading of its graph: no engine, no database, no time. */
import type { Leaf, Node } from './graph.ts'

/** The value of a race is one of several. */
const raced = Symbol('raced')
type Raced = { [raced]: unknown[] }
type Outcome = { value: unknown } | { reason: string }

/** One run: the parent's, and the children's with it. */
export type ForeseenRun = {
  outcome: Outcome
  /** Paths of its compensations, in the order registered; those that must run if it fails. */
  undos: string[]
  /** What each of them is registered for: the effects that the flow asks for after it, and because of it. */
  undoes: Map<string, string[]>
  /** False for what the flow may end without, such as the losers of a race. */
  isSure: boolean
}
export type Foreseen = {
  runs: Map<string, ForeseenRun>
  /** Paths of effects outside, and of those in transactions; true for those that must happen. */
  effects: Map<string, boolean>
  rows: Map<string, boolean>
}

type Undo = { path: string; name: string; fails: boolean; undoes: string[] }
type Scope = { path: string; isSure: boolean; undos: Undo[]; all: Foreseen }
const isFailed = (outcome: Outcome): outcome is { reason: string } => 'reason' in outcome

/** What must happen when this graph runs undisturbed to its end, whatever happens to the processes. */
export function foresee(path: string, rounds: Node[]): Foreseen {
  const all: Foreseen = { runs: new Map(), effects: new Map(), rows: new Map() }
  foreseeRun({ path, isSure: true, all }, rounds)
  return all
}

function foreseeRun({ path, isSure, all }: Omit<Scope, 'undos'>, rounds: Node[]): Outcome {
  const scope: Scope = { path, isSure, all, undos: [] }
  const values: unknown[] = []
  let outcome: Outcome = { value: values }
  for (const round of rounds) {
    const ended = walk(round, scope)
    if (isFailed(ended)) {
      outcome = ended
      break
    }
    values.push(ended.value)
  }
  if (isFailed(outcome)) {
    const failures = scope.undos.filter((u) => u.fails).map((u) => `${u.name}: no ${u.name.slice(5)}`)
    if (failures.length > 0) outcome = { reason: `${outcome.reason}. Not undone: ${failures.join('; ')}` }
    for (const undo of scope.undos) {
      all.effects.set(`${undo.path}/undo`, isSure)
      all.rows.set(`${undo.path}/undo row`, isSure)
    }
  }
  const undoes = new Map(scope.undos.map((u) => [u.path, u.undoes]))
  all.runs.set(path, { outcome, isSure, undos: scope.undos.map((u) => u.path), undoes })
  return outcome
}

function walk(node: Node, scope: Scope): Outcome {
  switch (node.kind) {
    case 'try': {
      const body = walk(node.body, scope)
      return { value: isFailed(body) ? { ok: false, ...body } : { ok: true, ...body } }
    }
    case 'sequence': {
      const values: unknown[] = []
      const { undos, all } = scope
      const from = undos.length
      for (const part of node.parts) {
        const before = { undos: undos.length, effects: all.effects.size, rows: all.rows.size }
        const outcome = walk(part, scope)
        const asked = [...[...all.effects.keys()].slice(before.effects), ...[...all.rows.keys()].slice(before.rows)]
        for (const undo of undos.slice(from, before.undos)) undo.undoes.push(...asked)
        if (isFailed(outcome)) return outcome
        values.push(outcome.value)
      }
      return { value: values }
    }
    case 'all':
    case 'map': {
      // All of them end, then the first failure of the list counts.
      const outcomes = node.parts.map((part) => walk(part, scope))
      return outcomes.find(isFailed) ?? { value: outcomes.map((o) => (o as { value: unknown }).value) }
    }
    case 'race': {
      const outcomes = node.parts.map((part) => walk(part, { ...scope, isSure: false }))
      return { value: { [raced]: outcomes.map((o) => (o as { value: unknown }).value) } satisfies Raced }
    }
    case 'first': {
      for (const [i, what] of node.endless.entries())
        if (what === 'child') {
          const path = `${scope.path}/endless ${node.id}.${i}`
          scope.all.runs.set(path, {
            outcome: { reason: 'cancelled' },
            undos: [`${path}/1`],
            undoes: new Map([[`${path}/1`, [`${path}/2`]]]),
            isSure: false,
          })
          scope.all.effects.set(`${path}/2`, false).set(`${path}/1/undo`, false)
          scope.all.rows.set(`${path}/1/undo row`, false)
        }
      return walk(node.body, scope)
    }
    default:
      return leaf(node, scope)
  }
}

function leaf(node: Leaf, { path: root, isSure, undos, all }: Scope): Outcome {
  const { kind, id } = node
  const path = `${root}/${id}`
  switch (kind) {
    case 'call':
    case 'task':
      all.effects.set(path, isSure)
      return { value: id }
    case 'step':
      all.rows.set(path, isSure)
      return { value: id }
    case 'plain':
    case 'now':
    case 'signal':
      return { value: id }
    case 'sleep':
    case 'silence':
      return { value: null }
    case 'undo':
      undos.push({ path, name: `undo ${id}`, fails: node.fails, undoes: [] })
      return { value: null }
    case 'child': {
      const outcome = foreseeRun({ path, isSure, all }, node.rounds)
      return outcome
    }
    case 'fails':
      if (node.how !== 'step') all.effects.set(path, isSure)
      return { reason: `no ${id}` }
  }
}

/** Whether a value is what was foreseen. */
export function fits(expected: unknown, actual: unknown): boolean {
  if (isRaced(expected)) return expected[raced].some((one) => fits(one, actual))
  // Some values have a fraction that only memory can give again.
  if (typeof actual === 'number') return expected === Math.floor(actual)
  if (typeof actual === 'string') return expected === plainReason(actual)
  if (typeof expected !== 'object' || typeof actual !== 'object' || !expected || !actual) return expected === actual
  const names = Object.keys(expected)
  if (Array.isArray(expected) !== Array.isArray(actual) || names.length !== Object.keys(actual).length) return false
  return names.every((name) => name in actual && fits((expected as any)[name], (actual as any)[name]))
}
const isRaced = (value: unknown): value is Raced => typeof value === 'object' && value !== null && raced in value

/** Without the part of a map that a failed compensation stands in: its number depends on who asked first. */
const plainReason = (reason: string) => reason.replaceAll(/map(#\d+)?\[\d+\]\//g, '')

/** What is wrong with the end of a run; undefined when it is the one right end. */
export function misfit(
  run: ForeseenRun,
  actual: { state: string; result: unknown; error: string | null },
): string | undefined {
  const { outcome } = run
  const isRight = isFailed(outcome)
    ? actual.state === 'failed' && plainReason(actual.error!) === outcome.reason
    : actual.state === 'completed' && fits(outcome.value, actual.result)
  if (isRight) return undefined
  const shown = JSON.stringify(outcome, (_, value) => (value?.[raced] ? { oneOf: value[raced] } : value))
  return `it ended ${JSON.stringify([actual.state, actual.error ?? actual.result])} and not ${shown}`
}
