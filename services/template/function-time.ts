import type { template } from '#contracts/template'
import { beyondLimit } from '#platform/errors'
import { withinTime } from '#platform/sandbox-time'
import type { Ctx } from '#platform/service'
import type { Needs } from './needs.ts'

/** Does `work`, which runs what the organisation uploaded, unless its function time is used up. @throws Refusal `quota_exceeded` with the numbers */
export const checkWithinTime = <T>({ call, log }: Ctx<typeof template, Needs>, work: () => Promise<T>): Promise<T> =>
  withinTime(
    { ask: () => call.provisioning.functionTime({}), log },
    (time) =>
      beyondLimit(
        `This organisation has used the ${time.max / 1_000} s of function time that its plan has for a month, in which template packs of its own are checked and built with. It takes packs from ${time.resets.slice(0, 10)} on, or with another plan.`,
        { limit: 'functionMsPerMonth', ...time },
      ),
    work,
  )
