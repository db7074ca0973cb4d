import type { Message, notification } from '#contracts/notification'
import { newId } from '#platform/ids'
import { MailRefused } from '#platform/ports'
import type { Ctx, TaskResult, TaskRun } from '#platform/service'
import type { WrittenMail } from './mail.ts'
import type { NotificationNeeds } from './needs.ts'
import type { Sender } from './sender.ts'
import { closeMessage, keepMessage, type NewMessage, recordAttempt } from './store.ts'

type DeliverCtx = Ctx<typeof notification, NotificationNeeds>
type Result = TaskResult<(typeof notification)['tasks']['send']>
/** One message, ready to be sent. `about` is what it is about: a request, an invitation, a link. */
export type Outgoing = {
  about: string
  kind: NewMessage['kind']
  attempt: number
  channel: string
  to: string
  written: WrittenMail
  /** Why it is not to be sent, whatever could be. */
  withheldBecause?: string
  attemptsMax: number
  sender: Sender
}

/**
 * Sends one message and stores what became of it. `messageId` in the result is the id of the stored message (`msg_…`).
 *
 * At least once, as SMTP allows: a crash between the server's 250 and our commit sends the mail again, with the same
 * Message-ID, because the row is stored before the first attempt.
 */
export async function deliver(outgoing: Outgoing, ctx: DeliverCtx, run: TaskRun): Promise<Result> {
  const { about, kind, attempt, channel, to, written } = outgoing
  const skippedBecause = outgoing.withheldBecause ?? cannotSend(channel, ctx)
  const id = newId('msg')
  const message = await keepMessage(ctx.db, {
    id,
    requestId: about,
    kind,
    attempt,
    channel: channel as Message['channel'],
    // Whose account it is about is known to auth alone, and forgotten with the account.
    to: kind === 'account' ? '' : to,
    subject: skippedBecause ? '' : written.subject,
    rfcMessageId: `<${id}@${ctx.config.publicDomain}>`,
    skippedBecause,
  })
  if (message.state !== 'queued') return { messageId: message.id, state: message.state, reason: message.reason }

  const mail = {
    messageId: message.rfcMessageId,
    to,
    subject: written.subject,
    text: written.text,
    html: written.html,
    // The address stays that of the installation, which its mail server may send for (SPF, RFC 7208).
    ...(outgoing.sender.isOwn && { fromName: outgoing.sender.name }),
    ...(outgoing.sender.replyTo && { replyTo: outgoing.sender.replyTo }),
    // RFC 3834: keeps holiday notices and other robots from answering.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': written.language },
  }
  let response: string
  try {
    ;({ response } = await ctx.adapters.mail!.send(mail))
  } catch (error) {
    const detail = said(outgoing, (error as Error).message)
    if (error instanceof MailRefused) return failed(ctx, outgoing, message.id, 'permanent', detail)
    // Else the message would stay "queued" for ever although nobody tries any more.
    if (run.attempt >= outgoing.attemptsMax) {
      return failed(ctx, outgoing, message.id, 'temporary', `Given up after ${run.attempt} attempts. Last: ${detail}`)
    }
    await recordAttempt(ctx.db, message.id, { at: ctx.now().toISOString(), outcome: 'temporary', detail })
    throw kind === 'account' ? new Error(detail) : error
  }
  return sent(ctx, outgoing, message.id, response)
}

/** The sentence that says why this message cannot be sent here, or undefined when it can. */
function cannotSend(channel: string, ctx: DeliverCtx): string | undefined {
  if (channel !== 'email') {
    return `The channel "${clipped(channel)}" is not connected here, so nothing was sent. The link to the request stays valid.`
  }
  if (!ctx.adapters.mail)
    return 'No mail server is set up here, so nothing was sent. The link to the request stays valid.'
}

async function sent(ctx: DeliverCtx, outgoing: Outgoing, id: string, response: string): Promise<Result> {
  const { about, kind, channel } = outgoing
  const attempt = { at: ctx.now().toISOString(), outcome: 'sent' as const, detail: said(outgoing, response) }
  await ctx.transaction(async (tx) => {
    if (!(await closeMessage(tx.db, id, attempt, 'sent'))) return
    await tx.publish('sent', { id, requestId: about, kind, channel })
  })
  return { messageId: id, state: 'sent' }
}

async function failed(
  ctx: DeliverCtx,
  { about, kind }: Outgoing,
  id: string,
  outcome: 'permanent' | 'temporary',
  reason: string,
): Promise<Result> {
  await ctx.transaction(async (tx) => {
    const attempt = { at: ctx.now().toISOString(), outcome, detail: reason }
    if (!(await closeMessage(tx.db, id, attempt, 'failed'))) return
    await tx.publish('failed', { id, requestId: about, kind, reason })
  })
  return { messageId: id, state: 'failed', reason }
}

/** What the server said, without the address where that is not to be kept: many repeat it. */
const said = ({ kind, to }: Outgoing, words: string): string =>
  clipped(kind === 'account' ? words.replace(new RegExp(RegExp.escape(to), 'gi'), '…') : words)

/** Words of a foreign server, at most 500 characters. */
const clipped = (text: string) => text.replace(/\s+/g, ' ').slice(0, 500)
