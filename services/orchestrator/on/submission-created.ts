import type { submission } from '#contracts/submission'
import type { React } from '#platform/service'
import { answerRequest } from '../flows/answer-request.ts'

/** Starts the run of an attempt. The key makes a repeated event the same run. */
export const startRun: React<typeof submission.events.created> = ({ data }, ctx) =>
  ctx.start.flow(answerRequest, data, { key: `${data.id}:${data.attempt}` })
