import { FlowChanged } from './flow.ts'
import type { Live } from './replay.ts'

const quote = (names: Iterable<string>) => [...names].map((n) => `"${n}"`).join(', ')
/** Why a replay went wrong, for the person who reads the failed run. */
export function changedError(live: Live, detail: string): FlowChanged {
  const { flow, version } = live.row
  return new FlowChanged(
    `The code of flow "${flow}" version ${version} no longer matches what this run remembers: ${detail}. Runs finish on the code they began with; give changed code a new version.`,
  )
}
export const unasked = (live: Live): string => `it did not ask again for ${quote(live.past.keys())}`
