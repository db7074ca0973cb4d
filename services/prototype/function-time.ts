import type { FunctionTime } from '#contracts/provisioning'
import { beyondLimit } from '#platform/errors'
import type { Ctx } from '#platform/service'
import type { KnownPack } from './build-apart.ts'
import type { prototype } from './contract.ts'
import type { Needs } from './needs.ts'

type OwnCtx = Ctx<typeof prototype, Needs>
type Time = FunctionTime & { max: number }

/** The function time of an organisation whose plan limits it; who is asked tells on that it is near or reached. Undefined also when nobody answers: that limits nobody, and a run is counted all the same. */
export async function askTime({ call, log }: OwnCtx): Promise<Time | undefined> {
  try {
    const { max, ...time } = await call.provisioning.functionTime({})
    return max === undefined ? undefined : { ...time, max }
  } catch (error) {
    log.warn({ err: error }, 'what is left of the function time is not known, so it limits nothing')
    return undefined
  }
}

const isUsedUp = (time: Time | undefined): time is Time => time !== undefined && time.used >= time.max

/** Why an own pack is not used for a new prototype, for who reads why another was; undefined when it may be used. */
export async function whyNotOwn({ pack, isShipped }: KnownPack, ctx: OwnCtx): Promise<string | undefined> {
  if (isShipped) return undefined
  const time = await askTime(ctx)
  if (!isUsedUp(time)) return undefined
  return `The organisation's own template "${pack.id}" fits better, but the ${time.max / 1_000} s that its plan has for templates of its own are used up until ${time.resets.slice(0, 10)}.`
}

/** Does `work`, which builds with this pack, unless it is an own one and the function time of the organisation is used up. @throws Refusal `quota_exceeded` with the numbers */
export async function withinTime<T>({ pack, isShipped }: KnownPack, ctx: OwnCtx, work: () => Promise<T>): Promise<T> {
  const time = isShipped ? undefined : await askTime(ctx)
  if (!time) return work()
  const { used, max, resets } = time
  if (isUsedUp(time))
    throw beyondLimit(
      `This prototype is made of the organisation's own template "${pack.id}", and the ${max / 1_000} s that its plan has for templates of its own in a month are used up. Nothing was changed. It can be changed from ${resets.slice(0, 10)} on, or with another plan.`,
      { limit: 'functionMsPerMonth', max, used, resets },
    )
  try {
    return await work()
  } finally {
    await askTime(ctx)
  }
}
