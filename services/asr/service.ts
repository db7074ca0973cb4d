import { defineService, type Needs } from '#platform/service'
import { asr } from './contract.ts'
import { transcribe } from './tasks/transcribe.ts'

/**
 * Turns recordings into text when this installation has a recogniser, and says plainly that it has none otherwise.
 *
 * A transcript is never invented and never guessed from anything but the sound. So `speech` is not among the needs: without a recogniser the
 * service starts, the recording stays stored and playable, and the step is shown as skipped with what to do about it.
 */
const needs: Needs = { adapters: ['blobs'] }

export default defineService(asr, needs).serve({ tasks: { transcribe } })
