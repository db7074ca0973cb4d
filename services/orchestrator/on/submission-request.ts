import { submission } from '#contracts/submission'
import type { Ctx, EventData, ReceivedEvent } from '#platform/service'
import { answerRequest } from '../flows/answer-request.ts'

type Events = (typeof submission)['events']
type Told = EventData<Events['created']> | EventData<Events['cancelled']>

/**
 * Starts the run of an attempt, and stops it when the customer cancels. One listener for both, because their order matters: taken by two, a cancel
 * may be delivered before the start it is about, stop nothing, and let the run go on to its mail. The key makes a repeated event the same run.
 */
export async function followRequest({ type, data }: ReceivedEvent<Told>, ctx: Ctx): Promise<void> {
  const key = `${data.id}:${data.attempt}`
  if (type === submission.events.cancelled.type)
    return ctx.start.cancel(answerRequest, key, 'The request was cancelled.')
  await ctx.start.flow(answerRequest, data as EventData<Events['created']>, { key })
}
