import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'
import { retirePack } from '../store.ts'

/** Takes a pack of the tenant's own, or one version of it, out of use. Sites made of it stay as they are. */
export const retire: Serve<typeof template, 'retire', Needs> = async ({ id, version }, ctx) => {
  const retired = await retirePack(ctx.db, id, version, ctx.now())
  return retired > 0 ? { retired } : ctx.fail('not_found')
}
