import type { orchestrator } from '#contracts/orchestrator'
import type { Ctx, EventData, ReceivedEvent } from '#platform/service'
import { lockSubmission, setStatus, setStep } from '../store.ts'

type Events = (typeof orchestrator)['events']
type Reported = EventData<Events[keyof Events]>

/**
 * Keeps the state of a request in step with its run. One listener for all four events, because their order matters: the last step before the final status.
 * What an older attempt or a cancelled run still reports is ignored.
 */
export async function followRun(event: ReceivedEvent<Reported>, ctx: Ctx): Promise<void> {
  const { data } = event
  const row = await lockSubmission(ctx.db, data.id)
  if (!row || row.attempt !== data.attempt || row.status === 'cancelled') return
  if ('step' in data) await setStep(ctx.db, data.id, data.attempt, data.step)
  else if ('status' in data) await setStatus(ctx.db, data.id, data.status, data.attempt, true, data.reasons)
  else await setStatus(ctx.db, data.id, 'processing', data.attempt, false)
  ctx.wake(`request:${data.id}`)
}
