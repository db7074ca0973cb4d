import type { Ctx } from '#platform/service'
import type { Submission, submission } from './contract.ts'
import type { Needs } from './needs.ts'
import { clearSteps, findSubmission, setStatus, snapshotOf } from './store.ts'

/** Begins another attempt, inside the caller's transaction and under its lock: what an older attempt still says is ignored. */
export async function runAgain(
  ctx: Ctx<typeof submission, Needs>,
  id: string,
  lastAttempt: number,
): Promise<Submission> {
  const attempt = lastAttempt + 1
  await clearSteps(ctx.db, id)
  await setStatus(ctx.db, id, 'received', attempt, false)
  await ctx.publish('retried', await snapshotOf(ctx.db, id, attempt))
  ctx.wake(`request:${id}`)
  return (await findSubmission(ctx.db, id))!
}
