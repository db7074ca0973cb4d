import { notification } from '#contracts/notification'
import type { submission } from '#contracts/submission'
import type { React } from '#platform/service'
import type { NotificationNeeds } from '../needs.ts'

/** Starts the confirmation in the transaction of the event, so that each stored request gets one and only one. */
export const confirmReceipt: React<typeof submission.events.created, typeof notification, NotificationNeeds> = async (
  { data: request },
  ctx,
) => {
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
      ...(request.isSample && { isSample: true }),
      language: request.language ?? 'en',
      received: {
        characters: [...request.description.trim()].length,
        files: request.files.map(({ role, name, bytes }) => ({ role, name, bytes })),
      },
    },
    { key: `confirmation:${request.id}:${request.attempt}` },
  )
}
