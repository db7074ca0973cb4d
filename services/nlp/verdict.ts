export type Priority = 'must' | 'should' | 'could' | 'wont'
/** Why a clause was taken for a wish, and where in it the wished thing begins. */
export type Verdict = {
  priority: Priority
  rule: 'cue' | 'capability' | 'imperative' | 'fragment' | 'item'
  from: number
}
/** What was read before in the same source. */
export type Frame = { hasProduct: boolean }

/** Where a cue stands in a clause. */
export type Cue = { index: number; end: number; word: string }
/** The first hit of a global pattern, wherever its last search ended. */
export function firstCue(pattern: RegExp, text: string): Cue | null {
  pattern.lastIndex = 0
  const found = pattern.exec(text)
  return found && { index: found.index, end: found.index + found[0].length, word: found[0].toLowerCase() }
}

/** A wish that something must not be: the same words without it say the opposite. */
export const forbids =
  /\b(?:must|should|may|can|shall) ?(?:not|never)\b|\b(?:mustn['’]t|shouldn['’]t|cannot|can['’]t)\b|\bnever\b/iu
