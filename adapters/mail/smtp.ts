import type { NodemailerError } from 'nodemailer'
import { type Mail, MailRefused, type OutgoingMail } from '#platform/ports'

export type SmtpSettings = {
  /** `smtp://[user:password@]host:port` (STARTTLS when offered) or `smtps://…` (TLS from the first byte). */
  url: string
  /** The address in `From:` and in the envelope, such as `StateX <post@example.com>`. */
  from: string
  /** Name told to the server in EHLO (RFC 5321 §4.1.1.1); the machine's own name when absent. */
  heloName?: string
  /** Bounds in ms. `sendMs` limits one whole send, so that a server that trickles its answers cannot hold a worker. */
  timeouts?: { connectMs: number; greetingMs: number; socketMs: number; sendMs: number }
}

const defaultTimeouts = { connectMs: 10_000, greetingMs: 10_000, socketMs: 30_000, sendMs: 45_000 }

/**
 * Sends mail by SMTP (RFC 5321) over at most four kept connections, closed after 30 s without work.
 *
 * A 5xx answer to the message (MAIL, RCPT, DATA) throws `MailRefused` with the server's words. Everything else is an
 * ordinary error and worth another try: 4xx, no connection, silence, and also 5xx answers to the greeting or to the
 * login. Those speak about the session, not about the message: a password changed by mistake must not lose every mail
 * of the day for good.
 *
 * @example
 * const mail = smtpMail({ url: 'smtp://127.0.0.1:1025', from: 'StateX <statex@example.com>' })
 */
export function smtpMail(settings: SmtpSettings): Mail {
  const { connectMs, greetingMs, socketMs, sendMs } = settings.timeouts ?? defaultTimeouts
  const open = async () => {
    // Loaded with the first mail: a process that sends none pays nothing for the library.
    const { createTransport } = await import('nodemailer')
    return createTransport({
      url: settings.url,
      pool: true,
      maxConnections: 4,
      maxMessages: 1_000,
      // A kept connection that the server closed meanwhile is replaced once; further tries belong to the engine.
      maxRequeues: 1,
      idleTimeout: 30_000,
      connectionTimeout: connectMs,
      greetingTimeout: greetingMs,
      socketTimeout: socketMs,
      dnsTimeout: connectMs,
      ...(settings.heloName && { name: settings.heloName }),
      // Texts are always passed as strings. Without these a hostile `{ path }` in a body could read local files.
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }
  let transport: ReturnType<typeof open> | undefined
  let isClosed = false
  const underWay = new Set<Promise<unknown>>()

  const deliver = async (mail: OutgoingMail): Promise<{ response: string }> => {
    const message = {
      ...envelope(mail),
      from: mail.fromName ? { name: oneLine(mail.fromName), address: addressIn(settings.from) } : settings.from,
    }
    transport ??= open()
    try {
      const { response } = await (await transport).sendMail({ ...message, signal: AbortSignal.timeout(sendMs) })
      return { response }
    } catch (error) {
      throw explained(error as NodemailerError)
    }
  }

  return {
    send(mail) {
      if (isClosed) return Promise.reject(new Error('The mail connection is closed.'))
      const sending = deliver(mail)
      const settled = sending.catch(() => undefined).finally(() => underWay.delete(settled))
      underWay.add(settled)
      return sending
    },
    async close() {
      isClosed = true
      // Mails under way end first (at most `sendMs`): cutting one after DATA would leave open whether it was taken.
      await Promise.all(underWay)
      const opened = await transport?.catch(() => undefined)
      opened?.close({ force: true })
    },
  }
}

const addressPattern = /^[^\s<>()[\],;:"@\p{Cc}]+@[^\s<>()[\],;:"@\p{Cc}]+$/u
const messageIdPattern = /^<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>$/u

/**
 * Checks what becomes header and envelope. A line break in a header would let a customer's name or address add headers
 * or recipients of its own (header injection), so exactly one plain address passes and header texts stay on one line.
 * @throws MailRefused, because the same mail would be wrong at the next attempt too
 */
function envelope(mail: OutgoingMail) {
  if (!addressPattern.test(mail.to)) throw new MailRefused('The address is not a single e-mail address.')
  if (!messageIdPattern.test(mail.messageId)) throw new MailRefused('The Message-ID is not of the form <id@domain>.')
  if (mail.replyTo && !addressPattern.test(mail.replyTo))
    throw new MailRefused('The address for answers is not a single e-mail address.')
  const headers = Object.entries(mail.headers ?? {}).map(([key, value]) => {
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) throw new MailRefused('A header has an invalid name.')
    return { key, value: oneLine(value) }
  })
  return {
    // An object, not a string: nothing in it is parsed as a list of recipients.
    to: { name: '', address: mail.to },
    messageId: mail.messageId,
    ...(mail.replyTo && { replyTo: { name: '', address: mail.replyTo } }),
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    headers,
  }
}

/** `StateX <post@example.com>` → `post@example.com`. */
const addressIn = (from: string) => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim()
const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Words for the log that a customer may read: what the server said, or what happened, but no address of ours. */
function explained(error: NodemailerError): Error {
  const isAboutMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  // No answer code: the library itself saw that the mail can never be sent (too large for the server, no recipient).
  if (isAboutMessage && (error.permanent || !error.responseCode)) {
    return new MailRefused(error.response ?? error.message, { cause: error })
  }
  if (error.response) return new Error(error.response, { cause: error })
  if (error.code === 'EABORT') return new Error('The mail server did not finish in time.', { cause: error })
  const reason = error.originalCode ?? error.code ?? 'unknown reason'
  return new Error(`The mail server could not be reached or stopped answering (${reason}).`, { cause: error })
}
