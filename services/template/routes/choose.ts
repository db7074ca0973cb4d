import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { chooseTemplate } from '../choose.ts'
import { loadPacks } from '../packs.ts'

// The most general pack comes first, so that it is taken when nothing speaks for another.
const general = 'landing'

/** The pack that fits an analysis best, with reasons in words. */
export const choose: Serve<typeof template, 'choose'> = async ({ analysis, text }) => {
  const packs = [...(await loadPacks()).values()].map(({ pack }) => pack)
  return chooseTemplate(
    packs.sort((one, other) => Number(other.id === general) - Number(one.id === general)),
    analysis,
    text,
  )
}
