import { Permanent } from '#platform/errors'
import { BlobMissing, type Heard, SpeechUnavailable } from '#platform/ports'
import type { Work } from '#platform/service'
import type { asr, Transcript } from '../contract.ts'
import { marked, qualityOf } from '../quality.ts'

const noRecogniser = 'No speech recogniser is configured on this installation.'
const isKept = 'The recording was not turned into text; it is kept and can be played.'

/** Transcribes one stored recording with the recogniser of this installation; an empty recording is an empty transcript, not an error. */
export const transcribe: Work<typeof asr, 'transcribe'> = async (input, ctx, run) => {
  const { speech, blobs } = ctx.adapters
  if (!speech) return skipped(noRecogniser)
  const path = await blobs.path(input.key).catch((error) => {
    throw error instanceof BlobMissing ? new Permanent('The recording is no longer stored.', { cause: error }) : error
  })
  try {
    const heard = await speech.transcribe({
      path,
      type: input.type,
      tenant: ctx.tenant,
      ...(input.language && { language: input.language }),
      signal: run.signal,
      onProgress: (share) => run.progress(share, 'listening'),
    })
    return transcriptOf(heard, speech.method)
  } catch (error) {
    if (error instanceof SpeechUnavailable) return skipped(error.message)
    throw error
  }
}

const skipped = (why: string): Transcript => ({
  state: 'skipped',
  reason: `${why} ${isKept}`,
  text: '',
  method: 'none',
})

function transcriptOf(heard: Heard, method: string): Transcript {
  const { text, language, durationS, heardS, confidence, words } = heard
  const quality = qualityOf(heard)
  return {
    state: 'transcribed',
    text,
    method,
    ...(language && { language }),
    ...(durationS !== undefined && { durationS }),
    ...(heardS !== undefined && { heardS }),
    ...(confidence !== undefined && { confidence }),
    ...(quality && { quality }),
    ...(words.length > 0 && { words: marked(words) }),
  }
}
