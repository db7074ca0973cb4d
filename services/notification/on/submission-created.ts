import { notification } from '#contracts/notification'
import type { submission } from '#contracts/submission'
import type { React } from '#platform/service'
import { received } from '../mail.ts'
import type { NotificationNeeds } from '../needs.ts'

/** Starts the confirmation in the transaction of the event, so that each stored request gets one and only one. */
export const confirmReceipt: React<typeof submission.events.created, typeof notification, NotificationNeeds> = async (
  { data: request },
  ctx,
) => {
  const language = request.language ?? 'en'
  await ctx.start.task(
    notification.tasks.send,
    {
      requestId: request.id,
      reference: request.reference,
      kind: 'confirmation',
      attempt: request.attempt,
      contactType: request.contactType,
      contactValue: request.contactValue,
      name: request.name,
      language,
      facts: { status: 'received', summary: received(request, language), left: [] },
    },
    { key: `confirmation:${request.id}:${request.attempt}` },
  )
}
