import { mailbox } from '#contracts/mailbox'
import { T } from '#platform/contract'
import { defineService } from '#platform/service'
import { startMailbox } from './mailbox.ts'
import { postgresMails } from './store.ts'

/**
 * The development mail catcher: takes every mail sent to it by SMTP, delivers none, and shows them on a page and through
 * the part of Mailpit's REST interface that test suites use. It answers 250 only after the mail is committed, and keeps
 * each delivery as a row of its own, so that a test can see a repeat. It has no login and so stays on loopback.
 */
export default defineService(mailbox, {
  config: T.Object({
    host: T.String({
      default: '127.0.0.1',
      description: 'Address to listen on. The mailbox has no login: keep it on loopback.',
    }),
    smtpPort: T.Integer({
      default: 1025,
      minimum: 0,
      maximum: 65_535,
      description: 'Port for SMTP; the next free one if it is taken.',
    }),
    webPort: T.Integer({
      default: 8025,
      minimum: 0,
      maximum: 65_535,
      description: 'Port for page and REST; the next free one if it is taken.',
    }),
  }),
  database: new URL('./migrations/', import.meta.url),
  tablesWithoutTenant: {
    mails: 'A mail names no tenant. The catcher belongs to the person who develops, not to a tenant.',
  },
}).serve({
  routes: {},
  tasks: {},
  async start(ctx) {
    const { host } = ctx.config
    const onError = (error: Error) => ctx.log.warn({ err: error }, 'mailbox: a mail or a page could not be served')
    const { smtpPort, webPort, stop } = await startMailbox({ ...ctx.config, mails: postgresMails(ctx.db), onError })
    ctx.log.info(
      { smtp: `smtp://${host}:${smtpPort}`, web: `http://${host}:${webPort}` },
      `mailbox: mail to smtp://${host}:${smtpPort} is kept, read it at http://${host}:${webPort}`,
    )
    return stop
  },
})
