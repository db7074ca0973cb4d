import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import { packOf } from '../library.ts'
import type { Needs } from '../needs.ts'

/** A whole pack: manifest, pages, partials, labels, assets and preview. */
export const read: Serve<typeof template, 'read', Needs> = async ({ id, version }, ctx) =>
  (await packOf(ctx.db, id, version)) ?? ctx.fail('not_found')
