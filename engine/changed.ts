import { hash } from 'node:crypto'
import { FlowChanged } from './flow.ts'
import type { Acts, Asked, Live, Past } from './replay.ts'

const quote = (names: Iterable<string>) => [...names].map((n) => `"${n}"`).join(', ')
/** Why a replay went wrong, for the person who reads the failed run. */
export function changedError(live: Live, detail: string): FlowChanged {
  const { flow, version } = live.row
  return new FlowChanged(
    `The code of flow "${flow}" version ${version} no longer matches what this run remembers: ${detail}. Runs finish on the code they began with; give changed code a new version.`,
  )
}
export const unasked = (live: Live): string => `it did not ask again for ${quote(live.past.keys())}`

const sorted = (_: string, value: unknown) =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
/** What a task or child is asked with, in short. The order of keys does not count: the database does not keep it. */
export const hashOf = (given: unknown[]): string => hash('sha256', JSON.stringify(given, sorted), 'base64url')

/** Compares a step that is asked for with what is remembered under its name. When they differ, the run is over. */
export function isChanged(live: Live, acts: Acts, name: string, past: Past, asked: Asked): boolean {
  const detail = difference(name, past, asked)
  if (detail) acts.fail(live, changedError(live, detail))
  return detail !== undefined
}
function difference(name: string, past: Past, { kind, task, given }: Asked): string | undefined {
  if (past.kind !== kind || (task && past.task !== task))
    return `"${name}" was a ${past.task ?? past.kind} and is now a ${task ?? kind}`
  // Two branches that use one name, asking in another order than before, would take each other's result.
  if (given && past.input_hash && past.input_hash !== hashOf(given))
    return `"${name}" is asked for with another input; branches that go on at the same time need different names`
  return undefined
}
