import { notification } from '#contracts/notification'
import type { Work } from '#platform/service'
import { deliver } from '../deliver.ts'
import { writeMail } from '../mail.ts'
import type { NotificationNeeds } from '../needs.ts'

/** Tells a customer about their request. */
export const send: Work<typeof notification, 'send', NotificationNeeds> = async (input, ctx, run) => {
  // The secret is derived here and nowhere stored; in the fragment it reaches no server log and no Referer header.
  const page = `${ctx.publicUrl}/requests/${input.requestId}#token=${ctx.tokenFor(input.requestId)}`
  const outgoing = {
    about: input.requestId,
    kind: input.kind,
    attempt: input.attempt,
    channel: input.contactType,
    to: input.contactValue,
    written: writeMail(input.kind, { ...input, page, sender: ctx.config.senderName }),
    attemptsMax: notification.tasks.send.attemptsMax,
  }
  return deliver(outgoing, ctx, run)
}
