import { type Message, notification } from '#contracts/notification'
import { newId } from '#platform/ids'
import { MailRefused } from '#platform/ports'
import type { Ctx, TaskInput, TaskResult, Work } from '#platform/service'
import { writeMail } from '../mail.ts'
import type { NotificationNeeds } from '../needs.ts'
import { closeMessage, keepMessage, recordAttempt } from '../store.ts'

type Contract = typeof notification
type SendCtx = Ctx<Contract, NotificationNeeds>
type Input = TaskInput<Contract['tasks']['send']>
type Result = TaskResult<Contract['tasks']['send']>

/**
 * Sends one message and stores what became of it. `messageId` in the result is the id of the stored message (`msg_…`).
 *
 * At least once, as SMTP allows: a crash between the server's 250 and our commit sends the mail again, with the same
 * Message-ID, because the row is stored before the first attempt.
 */
export const send: Work<Contract, 'send', NotificationNeeds> = async (input, ctx, run) => {
  const skippedBecause = cannotSend(input, ctx)
  // The secret is derived here and nowhere stored; in the fragment it reaches no server log and no Referer header.
  const page = `${ctx.publicUrl}/requests/${input.requestId}#token=${ctx.tokenFor(input.requestId)}`
  const written = writeMail(input.kind, { ...input, page, sender: ctx.config.senderName })
  const id = newId('msg')
  const message = await keepMessage(ctx.db, {
    id,
    requestId: input.requestId,
    kind: input.kind,
    attempt: input.attempt,
    channel: input.contactType as Message['channel'],
    to: input.contactValue,
    subject: skippedBecause ? '' : written.subject,
    rfcMessageId: `<${id}@${ctx.config.publicDomain}>`,
    skippedBecause,
  })
  if (message.state !== 'queued') return { messageId: message.id, state: message.state, reason: message.reason }

  const mail = {
    messageId: message.rfcMessageId,
    to: input.contactValue,
    subject: written.subject,
    text: written.text,
    html: written.html,
    // RFC 3834: keeps holiday notices and other robots from answering.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': written.language },
  }
  let response: string
  try {
    ;({ response } = await ctx.adapters.mail!.send(mail))
  } catch (error) {
    const detail = clipped((error as Error).message)
    if (error instanceof MailRefused) return failed(ctx, input, message.id, 'permanent', detail)
    // Else the message would stay "queued" for ever although nobody tries any more.
    if (run.attempt >= notification.tasks.send.attemptsMax) {
      return failed(ctx, input, message.id, 'temporary', `Given up after ${run.attempt} attempts. Last: ${detail}`)
    }
    await recordAttempt(ctx.db, message.id, { at: ctx.now().toISOString(), outcome: 'temporary', detail })
    throw error
  }
  return sent(ctx, input, message.id, response)
}

/** The sentence that says why this message cannot be sent here, or undefined when it can. */
function cannotSend(input: Input, ctx: SendCtx): string | undefined {
  if (input.contactType !== 'email') {
    return `The channel "${clipped(input.contactType)}" is not connected here, so nothing was sent. The link to the request stays valid.`
  }
  if (!ctx.adapters.mail)
    return 'No mail server is set up here, so nothing was sent. The link to the request stays valid.'
}

async function sent(ctx: SendCtx, input: Input, id: string, response: string): Promise<Result> {
  const attempt = { at: ctx.now().toISOString(), outcome: 'sent' as const, detail: clipped(response) }
  await ctx.transaction(async (tx) => {
    if (!(await closeMessage(tx.db, id, attempt, 'sent'))) return
    await tx.publish('sent', { id, requestId: input.requestId, kind: input.kind, channel: input.contactType })
  })
  return { messageId: id, state: 'sent' }
}

async function failed(
  ctx: SendCtx,
  input: Input,
  id: string,
  outcome: 'permanent' | 'temporary',
  reason: string,
): Promise<Result> {
  await ctx.transaction(async (tx) => {
    const attempt = { at: ctx.now().toISOString(), outcome, detail: reason }
    if (!(await closeMessage(tx.db, id, attempt, 'failed'))) return
    await tx.publish('failed', { id, requestId: input.requestId, kind: input.kind, reason })
  })
  return { messageId: id, state: 'failed', reason }
}

/** Words of a foreign server, at most 500 characters. */
const clipped = (text: string) => text.replace(/\s+/g, ' ').slice(0, 500)
