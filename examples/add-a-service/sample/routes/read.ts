import type { Serve } from '#platform/service'
import type { sample } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findEntry } from '../store.ts'

export const read: Serve<typeof sample, 'read', Needs> = async ({ id }, ctx) =>
  (await findEntry(ctx.db, id)) ?? ctx.fail('not_found', 'There is no such entry.')
