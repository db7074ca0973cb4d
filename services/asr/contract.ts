import { defineContract, OneOf, type Static, T } from '#platform/contract'

const confidence = T.Number({ minimum: 0, maximum: 1 })
const seconds = T.Number({ minimum: 0, description: 'Seconds from the beginning of the recording.' })

export const TranscriptWord = T.Object({
  start: T.Integer({ minimum: 0, description: 'First UTF-16 code unit of the word in the text.' }),
  end: T.Integer({ minimum: 0 }),
  startS: seconds,
  endS: seconds,
  confidence: T.Optional(confidence),
  isDoubtful: T.Boolean({ description: 'The recogniser itself is not sure of it: worth a look.' }),
})

export const Transcript = T.Object({
  state: OneOf(['transcribed', 'skipped']),
  reason: T.Optional(T.String({ description: 'Why it was skipped, in words for the customer and the operator.' })),
  text: T.String(),
  language: T.Optional(T.String()),
  durationS: T.Optional(T.Number({ minimum: 0 })),
  heardS: T.Optional(T.Number({ minimum: 0, description: 'Only the recording up to here was listened to.' })),
  method: T.String({ description: '`customer` when the customer wrote or corrected it; `none` when nobody listened.' }),
  confidence: T.Optional(confidence),
  quality: T.Optional(
    OneOf(
      ['good', 'check'],
      'check: mean confidence under 0.55, or under half a word per second: the customer is asked to read it through. Absent when the recogniser states no confidence.',
    ),
  ),
  words: T.Optional(T.Array(TranscriptWord)),
})
export type Transcript = Static<typeof Transcript>

export const asr = defineContract({
  name: 'asr',
  summary: 'Transcribes voice notes with the recogniser of this installation; says what to install when there is none.',
  port: 8012,
  routes: {},
  events: {},
  tasks: {
    transcribe: {
      summary: 'Transcribes one stored recording.',
      input: T.Object({ key: T.String(), type: T.String(), language: T.Optional(T.String()) }),
      result: Transcript,
      timeoutMs: 4_000_000,
      attemptsMax: 2,
      // The recogniser has places of its own; here short recordings only have to get past the long ones.
      concurrency: 4,
    },
  },
})
