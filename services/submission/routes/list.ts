import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { listSubmissions } from '../store.ts'

export const list: Serve<typeof submission, 'list', Needs> = async ({ limit = 50, ...narrowed }, ctx) => {
  const submissions = await listSubmissions(ctx.db, ctx.tenant, limit, narrowed)
  return { submissions, ...(submissions.length === limit && { next: submissions.at(-1)!.id }) }
}
