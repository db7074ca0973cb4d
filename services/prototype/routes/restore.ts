import type { prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import type { Serve } from '#platform/service'
import { copyPrototype } from '../make.ts'
import type { Needs } from '../needs.ts'
import { allFiles, findVersion, insertPrototype, lockRequest, removeExpired } from '../store.ts'

/** Makes an earlier version the newest again: a copy of its files, so that it is exactly what was seen, under a link of its own. */
export const restore: Serve<typeof prototype, 'restore', Needs> = async (input, outer) =>
  outer.once(input, () =>
    outer.transaction(async (ctx) => {
      const { requestId, version } = input
      await lockRequest(ctx.db, requestId)
      const kept = await findVersion(ctx.db, requestId, version)
      if (!kept) return ctx.fail('not_found', 'There is no such version.')
      const files = await allFiles(ctx.db, kept.manifest.id)
      if (files.length === 0 || (kept.expiresAt && kept.expiresAt <= ctx.now()))
        return ctx.fail('expired', 'This version has expired.')
      await removeExpired(ctx.db, ctx.now())
      const made = copyPrototype(kept, files, {
        now: ctx.now(),
        expiryDays: ctx.config.expiryDays,
        runKey: newId('mod'),
        origin: 'restore',
        basedOn: version,
      })
      const stored = await insertPrototype(ctx.db, made)
      if (!stored) throw new Error(`Version ${version} of ${requestId} was not stored.`)
      await ctx.publish('changed', { requestId, prototypeId: stored.id, version: stored.version, origin: 'restore' })
      await ctx.commit(...ctx.replyRows(input, stored))
      return stored
    }),
  )
