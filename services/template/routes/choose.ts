import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { chooseTemplate } from '../choose.ts'
import { allManifests, shippedManifests } from '../library.ts'
import type { Needs } from '../needs.ts'

// The most general pack comes first, so that it is taken when nothing speaks for another.
const general = 'landing'

/** The pack that fits an analysis best, with reasons in words. */
export const choose: Serve<typeof template, 'choose', Needs> = async (
  { analysis, text, isShippedOnly = false },
  ctx,
) => {
  const packs = isShippedOnly ? await shippedManifests() : await allManifests(ctx.db)
  return chooseTemplate(
    packs.sort((one, other) => Number(other.id === general) - Number(one.id === general)),
    analysis,
    text,
  )
}
