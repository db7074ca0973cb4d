import { notification } from '#contracts/notification'
import type { Work } from '#platform/service'
import { deliver } from '../deliver.ts'
import { languageFor, writeMail } from '../mail.ts'
import type { NotificationNeeds } from '../needs.ts'
import { senderOf } from '../sender.ts'

/** Tells a customer about their request. */
export const send: Work<typeof notification, 'send', NotificationNeeds> = async (input, ctx, run) => {
  const sender = await senderOf(ctx)
  // The secret is derived here and nowhere stored; in the fragment it reaches no server log and no Referer header.
  const page = `${sender.url}/requests/${input.requestId}#token=${ctx.tokenFor(input.requestId)}`
  const language = languageFor(input.language, sender.languages)
  const outgoing = {
    about: input.requestId,
    kind: input.kind,
    attempt: input.attempt,
    channel: input.contactType,
    to: input.contactValue,
    ...(input.isSample && { withheldBecause: 'This is a sample request, which nobody sent. So nobody is written to.' }),
    written: writeMail(input.kind, { ...input, language, page, sender: sender.name }),
    attemptsMax: notification.tasks.send.attemptsMax,
  }
  return deliver({ ...outgoing, sender }, ctx, run)
}
