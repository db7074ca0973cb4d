import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'
import { freeUsed, versionsOf } from '../store.ts'

/** All versions of a request's prototype, and the free modifications that are left. */
export const versions: Serve<typeof prototype, 'versions', Needs> = async ({ requestId }, ctx) => {
  const [list, used] = await Promise.all([versionsOf(ctx.db, requestId), freeUsed(ctx.db, requestId)])
  if (list.length === 0) return ctx.fail('not_found', 'There is no prototype of this request.')
  return { versions: list, left: Math.max(0, ctx.config.freeModifications - used) }
}
