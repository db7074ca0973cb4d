import type { Work } from '#platform/service'
import type { provisioning } from '../contract.ts'
import { forgetErasing, keepErasing } from '../erasures.sql.ts'
import type { Needs } from '../needs.ts'

/** Requests of one pass. */
export const requestsAtOnce = 1_000

/**
 * Erases the requests of the tenant that are marked for it: files, what was made of them, and every row that is about them in any schema. The rows by which
 * they are found again go last, and what was found through others is noted before the first goes, so that a pass that was stopped is done over and nothing is
 * left that nobody knows of.
 */
export const eraseRequests: Work<typeof provisioning, 'eraseRequests', Needs> = async ({ before }, ctx, run) => {
  // Marks none: a pass that is done over must not take others along, which nobody counted.
  const { requests } = await ctx.call.submission.expire({ before: new Date(0).toISOString(), limit: requestsAtOnce })
  const { blobs, tenants } = ctx.adapters
  let files = 0
  for (const [at, { id, files: keys }] of requests.entries()) {
    run.signal.throwIfAborted()
    for (const key of keys) await blobs.remove(key)
    files += keys.length + (await blobs.removeAll(`${ctx.tenant}/document/${id}/`)).count
    run.progress(at / requests.length)
  }
  const found = await tenants!.findAbout(
    ctx.tenant,
    requests.map(({ id }) => id),
  )
  const ids = await keepErasing(ctx.db, found)
  const erased = await tenants!.eraseAbout(ctx.tenant, ids, { schema: 'submission', table: 'submissions' })
  await forgetErasing(ctx.db)
  const rows = erased.reduce((sum, table) => sum + table.rows, 0)
  if (rows > 0)
    ctx.log.info(
      { requests: requests.length, rows, files, before },
      'requests were erased that the organisation keeps no longer',
    )
  return { requests: requests.length, rows, files }
}
