import type { notification } from '#contracts/notification'
import type { Serve } from '#platform/service'
import type { NotificationNeeds } from '../needs.ts'
import { messagesOf } from '../store.ts'

/** Messages about one request. A request we never wrote about has none; whether it exists is not ours to tell. */
export const list: Serve<typeof notification, 'list', NotificationNeeds> = async ({ id }, ctx) => ({
  messages: await messagesOf(ctx.db, id),
})
