import type { FunctionTime } from '#contracts/provisioning'
import type { template } from '#contracts/template'
import { beyondLimit } from '#platform/errors'
import type { Ctx } from '#platform/service'
import type { Needs } from './needs.ts'

type OwnCtx = Ctx<typeof template, Needs>

/** What the organisation has used of its function time; who is asked tells on that it is near or reached. Undefined when nobody answers: that limits nobody, and a run is counted all the same. */
export const askTime = ({ call, log }: OwnCtx): Promise<FunctionTime | undefined> =>
  call.provisioning.functionTime({}).catch((error) => {
    log.warn({ err: error }, 'what is left of the function time is not known, so it limits nothing')
    return undefined
  })

/** Does `work`, which runs what the organisation uploaded, unless its function time is used up. @throws Refusal `quota_exceeded` with the numbers */
export async function withinTime<T>(ctx: OwnCtx, work: () => Promise<T>): Promise<T> {
  const { used = 0, max, resets = '' } = (await askTime(ctx)) ?? {}
  if (max === undefined) return work()
  if (used >= max)
    throw beyondLimit(
      `This organisation has used the ${max / 1_000} s of function time that its plan has for a month, in which template packs of its own are checked and built with. It takes packs from ${resets.slice(0, 10)} on, or with another plan.`,
      { limit: 'functionMsPerMonth', max, used, resets },
    )
  try {
    return await work()
  } finally {
    await askTime(ctx)
  }
}
