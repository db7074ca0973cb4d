import { notification } from '#contracts/notification'
import { codeOf } from '#platform/ids'
import type { Work } from '#platform/service'
import { writeAccountMail } from '../account-mail.ts'
import { deliver } from '../deliver.ts'
import { languageFor } from '../mail.ts'
import type { NotificationNeeds } from '../needs.ts'
import { senderOf } from '../sender.ts'
import { skipMessage } from '../store.ts'

const pages = {
  'sign-up': 'confirm',
  'known-address': 'reset',
  reset: 'reset',
  'no-account': '',
  invitation: 'join',
  'sign-in-code': 'sign-in',
  'account-deleted': '',
}

const notWanted = 'Nobody waits for this mail any more: what it was about has ended or was deleted.'

/** Tells a person about their account. As with requests, the secret of the link is derived here, so that no event and no queue holds it; nor do they hold the address. */
export const inform: Work<typeof notification, 'inform', NotificationNeeds> = async (input, ctx, run) => {
  const { subjectId, kind } = input
  const { address } = await ctx.call.auth.addressee({ subjectId })
  if (!address) {
    await skipMessage(ctx.db, subjectId, notWanted)
    return { state: 'skipped', reason: notWanted }
  }
  const sender = await senderOf(ctx)
  const language = languageFor(input.language, sender.languages)
  const token = ctx.tokenFor(subjectId)
  const page = `${sender.url}/${pages[kind]}#token=${token}`
  const outgoing = {
    about: subjectId,
    kind: 'account' as const,
    attempt: 1,
    channel: 'email',
    to: address,
    written: writeAccountMail(kind, { language, page, code: codeOf(token), sender: sender.name }),
    attemptsMax: notification.tasks.inform.attemptsMax,
  }
  return deliver({ ...outgoing, sender }, ctx, run)
}
