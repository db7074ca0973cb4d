import { notification } from '#contracts/notification'
import { submission } from '#contracts/submission'
import { defineService, on } from '#platform/service'
import { needs } from './needs.ts'
import { confirmReceipt } from './on/submission-created.ts'
import { list } from './routes/list.ts'
import { inform } from './tasks/inform.ts'
import { send } from './tasks/send.ts'

/**
 * Tells people. It listens for stored requests and confirms each; other services start its task `send` for results. A
 * message is written from facts alone (`mail.ts`, texts in `messages/`), stored with its Message-ID before the first
 * attempt, and tried until the receiving server has taken or refused it. Each attempt is kept and shown. E-mail is
 * connected; for every other channel the message is stored as skipped, with the reason.
 */
export default defineService(notification, needs).serve({
  routes: { list },
  tasks: { send, inform },
  listens: [on(submission.events.created, 'notification.confirm-receipt', confirmReceipt)],
})
