import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findSubmission } from '../store.ts'

export const read: Serve<typeof submission, 'read', Needs> = async ({ id }, ctx) =>
  (await findSubmission(ctx.db, id)) ?? ctx.fail('not_found', 'There is no such request.')
