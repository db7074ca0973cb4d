import { provisioning } from '#contracts/provisioning'
import { flow, type Run } from '#engine/flow'
import type { Ctx } from '#platform/service'
import type { Needs } from '../needs.ts'
import { requestsAtOnce } from '../tasks/erase-requests.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>

/** Once a day, in the tenant of the installation: begins the run of each organisation that keeps its requests for a time only. */
export const keepRetention = flow('keep-retention', 1, async (run: Run<OwnCtx>) => {
  const { organisations } = await run.task('begin', provisioning.tasks.beginRetention, {})
  return `${organisations} organisations keep requests for a time only.`
})

const patience = { attemptsMax: 20, backoffMs: 1_000, backoffMsMax: 60_000 }
const mark = (ctx: OwnCtx, before: string) => ctx.call.submission.expire({ before, limit: requestsAtOnce })

/**
 * Erases what an organisation has kept for long enough, in passes, with all that belongs to it. Runs in its own tenant, so that its people see when it was
 * and how much went; which requests these were is nowhere in the run.
 */
export const eraseOldRequests = flow(
  'erase-old-requests',
  2,
  async (run: Run<OwnCtx>, { before, days }: { before: string; days: number }) => {
    let requests = 0
    for (let pass = 1; ; pass++) {
      // Counted before they go: who dies between the last row and its own answer would find none to count.
      const due = await run.step(`mark ${pass}`, async (ctx) => (await mark(ctx, before)).requests.length, patience)
      requests += due
      // The first also ends what a run before this one could not.
      if (due > 0 || pass === 1) await run.task(`pass ${pass}`, provisioning.tasks.eraseRequests, { before })
      if (due < requestsAtOnce) break
    }
    if (requests > 0)
      await run.step('tell', (ctx) =>
        ctx.publish('requestsErased', { tenant: run.tenant, requests, days, before, at: ctx.now().toISOString() }),
      )
    return `${requests} requests that ended more than ${days} days before were erased.`
  },
)
