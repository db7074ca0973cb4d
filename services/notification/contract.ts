import { defineContract, Id, OneOf, type Static, T, Time } from '#platform/contract'

/** One message to one person, with every attempt to deliver it. */
export const Message = T.Object({
  id: Id('msg'),
  requestId: T.String(),
  kind: OneOf(['confirmation', 'result']),
  channel: OneOf(['email', 'telegram', 'whatsapp', 'linkedin', 'phone', 'webhook']),
  to: T.String(),
  subject: T.String(),
  state: OneOf(['queued', 'sent', 'failed', 'skipped']),
  attempts: T.Array(T.Object({ at: Time, outcome: OneOf(['sent', 'temporary', 'permanent']), detail: T.String() })),
  createdAt: Time,
  sentAt: T.Optional(Time),
  reason: T.Optional(T.String({ description: 'Why it was refused or not sent at all.' })),
})
export type Message = Static<typeof Message>

/** What became of a message, and how long its delivery is tried. */
const delivery = {
  result: T.Object({
    messageId: T.Optional(T.String()),
    state: OneOf(['sent', 'failed', 'skipped']),
    reason: T.Optional(T.String()),
  }),
  timeoutMs: 60_000,
  // 2 s, 4 s … capped at 5 min: about a day of trying, so that a mail server may be down over night.
  attemptsMax: 300,
  backoffMs: 2_000,
  backoffMsMax: 300_000,
  concurrency: 4,
}

export const notification = defineContract({
  name: 'notification',
  summary: 'Tells people: writes, sends and records messages. Can run alone.',
  port: 8005,
  routes: {
    list: {
      method: 'GET',
      path: '/submissions/:id/messages',
      access: { user: 'notification.read' },
      subject: 'id',
      summary: 'Messages sent about one request, with each attempt.',
      params: T.Object({ id: Id('req') }),
      reply: T.Object({ messages: T.Array(Message) }),
    },
  },
  events: {
    sent: {
      type: 'notification.sent.v1',
      subject: 'requestId',
      data: T.Object({ id: Id('msg'), requestId: T.String(), kind: T.String(), channel: T.String() }),
      summary: 'The receiving server took a message over.',
    },
    failed: {
      type: 'notification.failed.v1',
      subject: 'requestId',
      data: T.Object({ id: Id('msg'), requestId: T.String(), kind: T.String(), reason: T.String() }),
      summary: 'A message was refused for good.',
    },
  },
  tasks: {
    send: {
      summary:
        'Writes a message once per request, kind and attempt of the request, and sends it until the receiving server has taken or refused it.',
      // No link here: the worker makes it (`${ctx.publicUrl}/requests/${requestId}#token=${ctx.tokenFor(requestId)}`), so that no event and no queue holds the secret.
      input: T.Object({
        requestId: T.String(),
        reference: T.String(),
        kind: OneOf(['confirmation', 'result']),
        attempt: T.Integer({ minimum: 1 }),
        contactType: T.String(),
        contactValue: T.String(),
        name: T.Optional(T.String()),
        isSample: T.Optional(T.Boolean({ description: 'About a sample: kept as skipped, and nothing is sent.' })),
        language: T.String({ description: 'Of the reader; the organisation may offer others.' }),
        received: T.Optional(
          T.Object(
            {
              characters: T.Integer({ minimum: 0, description: 'Of the description.' }),
              files: T.Array(
                T.Object({ role: OneOf(['voice', 'file']), name: T.String(), bytes: T.Integer({ minimum: 0 }) }),
              ),
            },
            { description: 'What arrived with a request, for its confirmation.' },
          ),
        ),
        facts: T.Optional(
          T.Object({
            status: T.String(),
            summary: T.Array(T.String()),
            price: T.Optional(T.String()),
            left: T.Array(T.String()),
          }),
        ),
      }),
      ...delivery,
    },
    inform: {
      summary:
        'Writes a mail about an account, with the link that the subject’s token opens or the code that follows from it, and sends it like any other.',
      input: T.Object({
        subjectId: T.String({
          description:
            'What it is about: a link, a code, an invitation or a farewell. The worker derives its token and asks auth for the address, so that no queue holds either.',
        }),
        kind: OneOf([
          'sign-up',
          'known-address',
          'reset',
          'no-account',
          'invitation',
          'sign-in-code',
          'account-deleted',
        ]),
        language: T.String(),
      }),
      ...delivery,
    },
  },
})
