import type { prototype } from '#contracts/prototype'
import type { Serve } from '#platform/service'
import { entriesOf } from '../store.ts'

/** What was sent by the forms of all versions of a request's prototype, newest first. */
export const inbox: Serve<typeof prototype, 'inbox'> = async ({ requestId }, ctx) => ({
  entries: await entriesOf(ctx.db, requestId),
})
