import type { Row } from '#platform/database'
import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { listByAddress } from '../store.ts'

/**
 * Whoever has proved to read mail at an address sees the requests that were sent with it, and gets the link of each: the same that went there by mail.
 * A request belongs to no account, so nothing has to be moved when an address does.
 */
export const listOwn: Serve<typeof submission, 'listOwn', Needs> = async ({ limit = 50, before }, ctx) => {
  const { actor } = ctx
  if (actor.kind !== 'member' || !actor.id.startsWith('per_')) return { submissions: [] }
  const { addresses } = await ctx.call.auth.addressesOf({ personId: actor.id })
  const rows = await listByAddress(ctx.db, addresses, limit, before)
  const submissions = rows.map((row: Row) => ({
    id: row.id,
    reference: row.reference,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at && { finishedAt: row.finished_at.toISOString() }),
    page: `${ctx.publicUrl}/requests/${row.id}#token=${ctx.tokenFor(row.id)}`,
  }))
  return { submissions, ...(submissions.length === limit && { next: submissions.at(-1)!.id }) }
}
