import { openWeb } from './rest.ts'
import { openSmtp } from './smtp.ts'
import type { Mails } from './store.ts'

export type MailboxSettings = { host: string; smtpPort: number; webPort: number }
export type Mailbox = { smtpPort: number; webPort: number; stop(): Promise<void> }

/**
 * Opens both doors of the mailbox: SMTP and web. A port that is taken is passed over for the next free one; `0` takes
 * any. Resolves when both accept connections, with the ports they got.
 *
 * @example
 * const mailbox = await startMailbox({ mails: postgresMails(db), host: '127.0.0.1', smtpPort: 0, webPort: 0, onError })
 */
export async function startMailbox(
  options: MailboxSettings & { mails: Mails; onError(error: Error): void },
): Promise<Mailbox> {
  const { mails, host, onError } = options
  const web = await openWeb({ mails, host, port: options.webPort, onError })
  try {
    const smtp = await openSmtp({ mails, host, port: options.smtpPort, onError, onMail: () => web.announce('mail') })
    return {
      smtpPort: smtp.port,
      webPort: web.port,
      // SMTP first: mail that is just being taken is stored and answered while the page still shows it.
      async stop() {
        await smtp.close()
        await web.close()
      },
    }
  } catch (error) {
    await web.close()
    throw error
  }
}
