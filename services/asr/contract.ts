import { defineContract, OneOf, type Static, T } from '#platform/contract'

export const Transcript = T.Object({
  state: OneOf(['transcribed', 'skipped']),
  reason: T.Optional(T.String({ description: 'Why it was skipped, in words for the customer and the operator.' })),
  text: T.String(),
  language: T.Optional(T.String()),
  durationS: T.Optional(T.Number({ minimum: 0 })),
  method: T.String(),
  confidence: T.Optional(T.Number({ minimum: 0, maximum: 1 })),
})
export type Transcript = Static<typeof Transcript>

export const asr = defineContract({
  name: 'asr',
  summary: 'Transcribes voice notes when a recogniser is configured; says so when none is.',
  port: 8012,
  routes: {},
  events: {},
  tasks: {
    transcribe: {
      summary: 'Transcribes one stored recording.',
      input: T.Object({ key: T.String(), type: T.String(), language: T.Optional(T.String()) }),
      result: Transcript,
      timeoutMs: 600_000,
      attemptsMax: 2,
      concurrency: 1,
    },
  },
})
