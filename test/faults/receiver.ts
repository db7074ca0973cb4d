// The mail server of somebody else. It takes, refuses, delays or hangs up, and can be away altogether.
import { once } from 'node:events'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { freePort } from '#platform/testing'
import { openServer } from './server.ts'

export type Received = { to: string; messageId: string; subject: string }
export type Receiver = {
  /** Mails taken over with 250, and mails taken whole whose 250 was never sent, in order. */
  received: Received[]
  open(): Promise<void>
  /** Refuses connections until it is opened again. */
  close(): Promise<void>
}

/** What a recipient's name makes it do. */
const manners = {
  refused: '550 5.1.1 There is nobody of this name here',
  greylisted: '451 4.7.1 Greylisted, please come again in a moment',
}

export function openReceiver(port: number): Receiver {
  const received: Received[] = []
  const known = new Set<string>()
  let server: SMTPServer | undefined

  const make = () =>
    new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 500,
      onRcptTo({ address }, _session, done) {
        if (address.startsWith('refused')) return done(answer(manners.refused))
        const isNew = !known.has(address)
        known.add(address)
        done(address.startsWith('greylisted') && isNew ? answer(manners.greylisted) : null)
      },
      onData(stream, { envelope, id }, done) {
        void headOf(stream).then((head) => {
          const to = envelope.rcptTo[0]!.address
          received.push({ to, ...head })
          const isFirst = received.filter((r) => r.to === to && r.subject === head.subject).length === 1
          // The worst instant: the mail is ours and the sender will never hear so.
          if (to.startsWith('dropped') && isFirst) return hangUp(id)
          done()
        })
      },
    })
  const hangUp = (session: string) => {
    for (const connection of server!.connections as Set<{ id: string; _socket: { destroy(): void } }>)
      if (connection.id === session) connection._socket.destroy()
  }
  return {
    received,
    async open() {
      server = make()
      server.on('error', () => {}) // single broken connections
      server.listen(port, '127.0.0.1')
      await once(server.server, 'listening')
    },
    async close() {
      const open = server
      server = undefined
      if (open) await new Promise<void>((resolve) => open.close(resolve))
    },
  }
}

const answer = (line: string) => Object.assign(new Error(line.slice(4)), { responseCode: Number(line.slice(0, 3)) })

async function headOf(stream: SMTPServerDataStream): Promise<{ messageId: string; subject: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const head = Buffer.concat(chunks)
    .toString('utf8')
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]/g, ' ')
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? ''
  return { messageId: field('Message-ID').replace(/[<>]/g, ''), subject: field('Subject') }
}

/** A StateX that sends its mails to a receiver. With a real mail server the mailbox does not start. */
export async function openServerWithReceiver() {
  const port = await freePort()
  const receiver = openReceiver(port)
  await receiver.open()
  const server = await openServer({ env: { SMTP_URL: `smtp://127.0.0.1:${port}` } })
  await server.restart()
  const close = async () => {
    await server.stop()
    await receiver.close()
  }
  return { server, receiver, close }
}
