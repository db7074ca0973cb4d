import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { difference } from '../difference.ts'
import { findVersion, readFile } from '../store.ts'

/** What differs between two versions of a prototype. */
export const diff: Serve<typeof prototype, 'diff'> = async ({ requestId, from, to }, ctx) => {
  const [one, other] = await Promise.all([findVersion(ctx.db, requestId, from), findVersion(ctx.db, requestId, to)])
  if (!one || !other) return ctx.fail('not_found', 'There is no such version.')
  const [before, after] = await Promise.all(
    [one, other].map(async ({ manifest }) =>
      (await readFile(ctx.db, manifest.id, 'assets/look.css'))?.content.toString(),
    ),
  )
  return difference(one.manifest, other.manifest, { from: before ?? '', to: after ?? '' })
}
