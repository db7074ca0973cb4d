import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { markExpired } from '../store.ts'

/** Those that are marked are given again until they are gone, so that whoever erases them may be stopped at any instant. */
export const expire: Serve<typeof submission, 'expire', Needs> = async ({ before, limit }, ctx) => ({
  requests: (await markExpired(ctx.db, new Date(before), limit)).map(({ id, files }) => ({
    id,
    files: files.map(({ key }) => key),
  })),
})
