import { notification } from '#contracts/notification'
import type { Work } from '#platform/service'
import { writeAccountMail } from '../account-mail.ts'
import { deliver } from '../deliver.ts'
import type { NotificationNeeds } from '../needs.ts'

const pages = { 'sign-up': 'confirm', 'known-address': 'reset', reset: 'reset', 'no-account': '', invitation: 'join' }

/** Tells a person about their account. As with requests, the secret of the link is derived here, so that no event and no queue holds it. */
export const inform: Work<typeof notification, 'inform', NotificationNeeds> = async (input, ctx, run) => {
  const { subjectId, kind, address, language } = input
  const page = `${ctx.publicUrl}/${pages[kind]}#token=${ctx.tokenFor(subjectId)}`
  const outgoing = {
    about: subjectId,
    kind: 'account' as const,
    attempt: 1,
    channel: 'email',
    to: address,
    written: writeAccountMail(kind, { language, page, sender: ctx.config.senderName }),
    attemptsMax: notification.tasks.inform.attemptsMax,
  }
  return deliver(outgoing, ctx, run)
}
