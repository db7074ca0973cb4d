import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { loadPacks } from '../packs.ts'

/** A whole pack: manifest, pages, partials, labels, assets and preview. */
export const read: Serve<typeof template, 'read'> = async ({ id }, ctx) =>
  (await loadPacks()).get(id) ?? ctx.fail('not_found')
