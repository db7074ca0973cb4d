import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { allManifests } from '../library.ts'
import type { Needs } from '../needs.ts'

/** The manifests of all packs: the shipped ones and the organisation's own. */
export const list: Serve<typeof template, 'list', Needs> = async (_input, ctx) => ({
  templates: await allManifests(ctx.db),
})
