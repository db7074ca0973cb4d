import { beyondLimit } from '#platform/errors'
import { isUsedUp, limitedTime, withinTime } from '#platform/sandbox-time'
import type { Ctx } from '#platform/service'
import type { KnownPack } from './build-apart.ts'
import type { prototype } from './contract.ts'
import type { Needs } from './needs.ts'

type OwnCtx = Ctx<typeof prototype, Needs>

const asking = ({ call, log }: OwnCtx) => ({ ask: () => call.provisioning.functionTime({}), log })
const dayOf = (time: string): string => time.slice(0, 10)

/** What is left of the function time of an organisation whose plan limits it; who is asked tells on that it is near or reached. */
export const askTime = (ctx: OwnCtx) => limitedTime(asking(ctx))

/** Why an own pack is not used for a new prototype, for who reads why another was; undefined when it may be used. */
export async function whyNotOwn({ pack, isShipped }: KnownPack, ctx: OwnCtx): Promise<string | undefined> {
  const time = isShipped ? undefined : await askTime(ctx)
  if (!time || !isUsedUp(time)) return undefined
  return `The organisation's own template "${pack.id}" fits better, but the ${time.max / 1_000} s that its plan has for templates of its own are used up until ${dayOf(time.resets)}.`
}

/** Does `work`, which builds with this pack, unless it is an own one and the function time of the organisation is used up. @throws Refusal `quota_exceeded` with the numbers */
export function changeWithinTime<T>({ pack, isShipped }: KnownPack, ctx: OwnCtx, work: () => Promise<T>): Promise<T> {
  if (isShipped) return work()
  return withinTime(
    asking(ctx),
    (time) =>
      beyondLimit(
        `This prototype is made of the organisation's own template "${pack.id}", and the ${time.max / 1_000} s that its plan has for templates of its own in a month are used up. Nothing was changed. It can be changed from ${dayOf(time.resets)} on, or with another plan.`,
        { limit: 'functionMsPerMonth', ...time },
      ),
    work,
  )
}
