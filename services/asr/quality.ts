import type { Heard } from '#platform/ports'

/** Under this mean posterior, one word in three and more was wrong in every sample measured (read speech 0.63 and 0.37 wrong, synthetic 0.80 and 0.08). */
const confidenceMin = 0.55
const wordsPerSMin = 0.5
/** A single word under this is marked. */
const wordConfidenceMin = 0.5

/** Whether the customer should read the transcript through; undefined when the recogniser states no confidence. */
export function qualityOf({ confidence, words, durationS }: Heard): 'good' | 'check' | undefined {
  if (words.length === 0) return durationS !== undefined && durationS >= 1 ? 'check' : undefined
  if (confidence === undefined) return undefined
  const isSparse = durationS !== undefined && words.length < wordsPerSMin * durationS
  return confidence < confidenceMin || isSparse ? 'check' : 'good'
}

export const marked = (words: Heard['words']) =>
  words.map((word) => ({ ...word, isDoubtful: word.confidence !== undefined && word.confidence < wordConfidenceMin }))
