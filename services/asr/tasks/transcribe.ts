import { Permanent } from '#platform/errors'
import { BlobMissing } from '#platform/ports'
import type { Work } from '#platform/service'
import type { asr } from '../contract.ts'

const noRecogniser =
  'No speech recogniser is configured on this installation, so the recording was not turned into text. ' +
  'It is kept and can be played. Configure a recogniser and run the request again to get a transcript.'

/** Transcribes one stored recording with the configured recogniser; an empty recording is an empty transcript, not an error. */
export const transcribe: Work<typeof asr, 'transcribe'> = async (input, ctx, run) => {
  const { speech, blobs } = ctx.adapters
  if (!speech) return { state: 'skipped', reason: noRecogniser, text: '', method: 'none' }
  const path = await blobs.path(input.key).catch((error) => {
    throw error instanceof BlobMissing ? new Permanent('The recording is no longer stored.', { cause: error }) : error
  })
  const language = input.language && { language: input.language }
  const heard = await speech.transcribe({ path, type: input.type, ...language, signal: run.signal })
  return {
    state: 'transcribed',
    text: heard.text,
    durationS: heard.durationS,
    method: speech.method,
    ...(heard.language && { language: heard.language }),
    ...(heard.confidence !== undefined && { confidence: heard.confidence }),
  }
}
