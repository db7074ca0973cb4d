import type { Source } from '#contracts/nlp'
import type { TaskInput } from '#platform/service'
import type { prototype } from './contract.ts'
import type { Edit } from './edits.ts'
import type { Logo } from './logo.ts'

export type Input = TaskInput<(typeof prototype)['tasks']['generate']>

/** All that a site is made of, kept with it: the same recipe and pack give the same files, and a changed one gives the next version. */
export type Recipe = {
  input: Omit<Input, 'pictures'>
  logo?: Logo
  pack: { id: string; version: string }
  /** Why this pack was chosen. */
  reasons: string[]
  /** Sentences that asked for changes, as sources, so that words taken from them can be quoted like all others. */
  changes: Source[]
  /** What the sentences ask for, in order. */
  edits: Edit[]
}
