/* Compares what was seen of runs with what testing/model.ts foresaw. */
import { type Foreseen, type ForeseenRun, misfit } from './model.ts'

export type SeenRun = {
  key: string
  state: string
  result: unknown
  error: string | null
  /** Paths of its compensations in the order registered. */
  undos: string[]
}
export type Seen = {
  runs: SeenRun[]
  /** Effects outside as they arrived, repeats included. */
  effects: { path: string; key: string; seen: string }[]
  /** How often an effect in a transaction was committed. */
  rows: Map<string, number>
}

/** Everything that is wrong, in words. `isCancelled`: it was asked to stop at some instant, so it may have ended early. */
export function judge(foreseen: Foreseen, seen: Seen, isCancelled = false): string[] {
  const known = new Set(foreseen.runs.keys())
  const byKey = new Map(seen.runs.map((run) => [run.key, run]))
  return [
    ...seen.runs.filter((run) => !known.has(run.key)).map((run) => `${run.key}: nobody asked for this run`),
    ...[...foreseen.runs].flatMap(([key, run]) => judgeEnd(key, run, byKey.get(key), isCancelled)),
    ...judgeKeys(seen.effects),
    ...judgeEffects(foreseen, seen, isCancelled),
    ...seen.runs.flatMap((run) => judgeUndone(run, seen, foreseen.runs.get(run.key))),
  ]
}

function judgeEnd(key: string, run: ForeseenRun, actual: SeenRun | undefined, isCancelled: boolean): string[] {
  const mayMiss = isCancelled || !run.isSure
  if (!actual) return mayMiss ? [] : [`${key}: there is no such run`]
  if (mayMiss && actual.state === 'cancelled') return []
  const problem = run.isSure ? misfit(run, actual) : `it is ${actual.state} and not cancelled`
  if (problem) return [`${key}: ${problem}`]
  const isUndone = actual.state === 'failed' && actual.undos.toSorted().join() !== run.undos.toSorted().join()
  return isUndone ? [`${key}: it undid ${actual.undos} and not ${run.undos}`] : []
}

/** One key and one content for all attempts of a step, and the key of no other step. */
export function judgeKeys(effects: Seen['effects']): string[] {
  const keys = Map.groupBy(effects, (e) => e.path)
  const paths = Map.groupBy(effects, (e) => e.key)
  const several = (found: Map<string, Seen['effects']>, of: 'key' | 'path' | 'seen') =>
    [...found]
      .map(([name, those]) => ({ name, values: [...new Set(those.map((e) => e[of]))] }))
      .filter(({ values }) => values.length > 1)
  return [
    ...several(keys, 'key').map(
      ({ name, values }) => `${name}: its effect came under ${values.length} keys: ${values}`,
    ),
    ...several(keys, 'seen').map(({ name, values }) => `${name}: its run remembered ${values.join(', then ')}`),
    ...several(paths, 'path').map(({ name, values }) => `the key ${name} was used for ${values}`),
  ]
}

function judgeEffects({ effects, rows, runs }: Foreseen, seen: Seen, isCancelled: boolean): string[] {
  const undos = new Set([...runs.values()].flatMap((run) => run.undos))
  const isUndo = (path: string) => undos.has(path.slice(0, path.lastIndexOf('/')))
  const mayBe = (path: string, of: Map<string, boolean>) => of.has(path) || (isCancelled && isUndo(path))
  const due = (of: Map<string, boolean>) => (isCancelled ? [] : [...of].filter(([, isSure]) => isSure)).map(([p]) => p)
  const happened = new Set(seen.effects.map((e) => e.path))
  return [
    ...due(effects)
      .filter((path) => !happened.has(path))
      .map((path) => `${path}: its effect was never seen`),
    ...due(rows)
      .filter((path) => !seen.rows.has(path))
      .map((path) => `${path}: its row is missing`),
    ...[...happened].filter((path) => !mayBe(path, effects)).map((path) => `${path}: its effect was not due`),
    ...[...seen.rows.keys()].filter((path) => !mayBe(path, rows)).map((path) => `${path}: its row was not due`),
    ...[...seen.rows].filter(([, count]) => count > 1).map(([path, count]) => `${path}: it has ${count} rows`),
  ]
}

/** Compensations run when the run failed or was cancelled, all of those registered, the last one first. */
function judgeUndone({ key, state, undos }: SeenRun, { effects, rows }: Seen, foreseen?: ForeseenRun): string[] {
  const firstAt = (path: string) => effects.findIndex((e) => e.path === `${path}/undo`)
  if (state === 'completed')
    return undos
      .filter((path) => firstAt(path) >= 0 || rows.has(`${path}/undo row`))
      .map((path) => `${path}: undone although ${key} completed`)
  const isUndone = (path: string) => firstAt(path) >= 0 && rows.has(`${path}/undo row`)
  // A cancel may come between the registering and what it is for: then there is nothing to undo.
  const isIdle = (path: string) =>
    state === 'cancelled' &&
    firstAt(path) < 0 &&
    !rows.has(`${path}/undo row`) &&
    foreseen?.undoes.get(path)?.every((of) => !rows.has(of) && effects.every((e) => e.path !== of))
  const missing = undos.filter((path) => !isUndone(path) && !isIdle(path))
  if (missing.length > 0) return missing.map((path) => `${path}: not undone although ${key} ${state}`)
  const done = undos.filter(isUndone).toReversed()
  const order = done.map(firstAt)
  return order.every((at, i) => i === 0 || at > order[i - 1]!) ? [] : [`${key}: undone in another order than ${done}`]
}
