import type { submission } from '#contracts/submission'
import type { React } from '#platform/service'
import { answerRequest } from '../flows/answer-request.ts'

export const stopRun: React<typeof submission.events.cancelled> = ({ data }, ctx) =>
  ctx.start.cancel(answerRequest, `${data.id}:${data.attempt}`, 'The request was cancelled.')
