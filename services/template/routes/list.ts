import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { loadPacks } from '../packs.ts'

/** The manifests of all packs. */
export const list: Serve<typeof template, 'list'> = async () => ({
  templates: [...(await loadPacks()).values()].map(({ pack }) => pack),
})
