import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server'
import { listenFrom } from './listen.ts'
import { parseMail } from './parse.ts'
import type { Mails } from './store.ts'

export type Catcher = { port: number; close(): Promise<void> }

/** 30 MB, about what large providers accept. */
const mailBytesMax = 30 * 1024 * 1024
/** Bounds memory: each connection may hold one mail while it arrives. */
const clientsMax = 20

/**
 * Opens the SMTP side (RFC 5321). It takes every mail for every recipient and delivers none. 250 is answered only
 * after the row is committed; when the database is away the sender gets 451 and tries again later.
 */
export async function openSmtp(options: {
  mails: Mails
  host: string
  port: number
  onMail(id: string): void
  onError(error: Error): void
}): Promise<Catcher> {
  const { SMTPServer } = await import('smtp-server')
  const server = new SMTPServer({
    banner: 'StateX mailbox: keeps mail, delivers none',
    // STARTTLS would be offered with a certificate that no client can check, and AUTH asks for a secret we do not want.
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: mailBytesMax,
    maxClients: clientsMax,
    closeTimeout: 1_000,
    logger: false,
    onData(stream, session, done) {
      keep(options.mails, stream, session).then(
        (id) => {
          done(null, `kept as ${id}`)
          options.onMail(id)
        },
        (error: Error & { responseCode?: number; code?: string }) => {
          // A sender that hangs up in the middle of DATA is its own affair.
          if (!error.responseCode && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') options.onError(error)
          done(error.responseCode ? error : refusal(451, '4.3.0 The mailbox cannot store mail now. Try again later.'))
        },
      )
    },
  })
  // The server repeats errors of its socket here; unheard they would end the process. While a port is being looked for
  // a taken one is no error; later ones come from single broken connections.
  let isOpen = false
  server.on('error', (error: Error) => isOpen && options.onError(error))
  const port = await listenFrom(server.server, options.host, options.port)
  isOpen = true
  return { port, close: () => new Promise((done) => server.close(done)) }
}

async function keep(mails: Mails, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    // What is too large is read to its end, as the protocol wants, but not kept.
    if (stream.sizeExceeded) chunks.length = 0
    else chunks.push(chunk)
  }
  if (stream.sizeExceeded) throw refusal(552, `5.3.4 The mail is larger than ${mailBytesMax} bytes.`)
  const raw = Buffer.concat(chunks)
  const { messageId, headers, subject, text, html, parts } = await parseMail(raw)
  const { mailFrom, rcptTo } = session.envelope
  return mails.add({
    messageId,
    headers,
    subject,
    body: text || html.slice(0, 300_000).replace(/<style[\s\S]*?<\/style>|<[^>]*>/gi, ' '),
    attachments: parts.filter((part) => !part.isInline).length,
    envelopeFrom: mailFrom ? mailFrom.address : '',
    envelopeTo: rcptTo.map((recipient) => recipient.address),
    raw,
  })
}

const refusal = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })
