import type { Work } from '#platform/service'
import type { provisioning } from '../contract.ts'
import type { Needs } from '../needs.ts'

/** Requests of one pass. */
export const requestsAtOnce = 200

/**
 * Erases requests of the tenant that ended before a time: files, what was made of them, and every row that is about them in any schema. The rows by which
 * they are found again go last, so that a pass that was stopped is done over and nothing is left that nobody knows of.
 */
export const eraseRequests: Work<typeof provisioning, 'eraseRequests', Needs> = async ({ before }, ctx, run) => {
  const { requests } = await ctx.call.submission.expire({ before, limit: requestsAtOnce })
  const { blobs, tenants } = ctx.adapters
  let files = 0
  for (const [at, { id, files: keys }] of requests.entries()) {
    run.signal.throwIfAborted()
    for (const key of keys) await blobs.remove(key)
    files += keys.length + (await blobs.removeAll(`${ctx.tenant}/document/${id}/`)).count
    run.progress(at / requests.length)
  }
  const ids = requests.map(({ id }) => id)
  const erased = await tenants!.eraseAbout(ctx.tenant, ids, { schema: 'submission', table: 'submissions' })
  const rows = erased.reduce((sum, table) => sum + table.rows, 0)
  if (ids.length > 0)
    ctx.log.info(
      { requests: ids.length, rows, files, before },
      'requests were erased that the organisation keeps no longer',
    )
  return { requests: ids.length, rows, files }
}
