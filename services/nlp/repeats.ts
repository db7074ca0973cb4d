import { functionWords } from './lexicon-function-words.ts'
import type { Need } from './needs.ts'
import { stem, wordsOf } from './text.ts'
import { forbids, type Priority } from './verdict.ts'

/** Words that carry the meaning of a statement, in order, so that the same wish in two sources is one. */
export function contentKey(text: string): string {
  return contentStems(text).join(' ') || text.toLowerCase()
}
export const contentStems = (text: string): string[] =>
  wordsOf(text)
    .filter((w) => !functionWords.en.has(w.lower))
    .map((w) => stem(w.lower))

const strength: Record<Priority, number> = { must: 3, should: 2, could: 1, wont: 0 }

/** The first wording, with the stronger priority. */
export const strongest = (first: Need, again: Need): Need =>
  strength[again.priority] > strength[first.priority] && first.priority !== 'wont'
    ? { ...first, priority: again.priority }
    : first

/** Drops a wish that an earlier one says in nearly the same words; the stronger wording sets the priority. */
export function withoutRepeats(needs: Need[]): Need[] {
  const kept: { need: Need; stems: Set<string>; isForbidding: boolean }[] = []
  for (const need of needs) {
    const stems = new Set(contentStems(need.evidence.text))
    const isForbidding = forbids.test(need.evidence.text)
    const twin = kept.find(
      (k) =>
        k.isForbidding === isForbidding &&
        stems.size > 1 &&
        overlap(k.stems, stems) >= 0.8 &&
        (k.need.priority === 'wont') === (need.priority === 'wont'),
    )
    if (!twin) kept.push({ need, stems, isForbidding })
    else twin.need = strongest(twin.need, need)
  }
  return kept.map((k) => k.need)
}

/** Jaccard overlap of two sets, 0 to 1. */
export function overlap(a: Set<string>, b: Set<string>): number {
  let shared = 0
  for (const item of a) if (b.has(item)) shared++
  return shared / (a.size + b.size - shared || 1)
}
