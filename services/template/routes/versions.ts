import type { template } from '#contracts/template'
import type { Serve } from '#platform/service'
import type { Needs } from '../needs.ts'
import { loadPacks } from '../packs.ts'
import { packVersions } from '../store.ts'

/** Versions of a pack, newest first. A shipped one has the version that came with the program. */
export const versions: Serve<typeof template, 'versions', Needs> = async ({ id }, ctx) => {
  const shipped = (await loadPacks()).get(id)
  if (shipped) return { versions: [{ version: shipped.pack.version, isShipped: true, isInUse: true }] }
  const kept = await packVersions(ctx.db, id)
  if (kept.length === 0) return ctx.fail('not_found')
  return {
    versions: kept.map(({ version, createdAt, retiredAt }) => ({
      version,
      isShipped: false,
      isInUse: retiredAt === null,
      createdAt: createdAt.toISOString(),
    })),
  }
}
