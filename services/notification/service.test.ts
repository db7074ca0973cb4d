import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { notification } from '#contracts/notification'
import type { OwnSettings } from '#contracts/provisioning'
import type { RequestSnapshot } from '#contracts/submission'
import type { Static, TaskInput } from '#platform/contract'
import type { Database } from '#platform/database'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import { type Mail, MailRefused, type OutgoingMail } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { type NotificationNeeds, needs } from './needs.ts'
import { confirmReceipt } from './on/submission-created.ts'
import { list } from './routes/list.ts'
import { keepMessage, messagesOf } from './store.ts'
import { inform } from './tasks/inform.ts'
import { send } from './tasks/send.ts'

type SendCtx = Ctx<typeof notification, NotificationNeeds>
type Config = Static<NotificationNeeds['config']>
let db: TestDatabase
let database: Database

before(async () => {
  db = await openTestDatabase([
    { schema: 'notification', role: roleOf('notification'), migrations: readMigrations(needs.database) },
  ])
  database = db.database
})
after(() => db.close())

const request = (over: Partial<TaskInput<typeof notification.tasks.send>> = {}) => ({
  requestId: newId('req'),
  reference: 'SX-7K3M-9QF2',
  kind: 'confirmation' as const,
  attempt: 1,
  contactType: 'email',
  contactValue: 'ada@example.com',
  language: 'en',
  ...over,
})
const run = (attempt = 1): TaskRun => ({
  id: 'run',
  attempt,
  key: 'key',
  signal: new AbortController().signal,
  progress() {},
  spend() {},
})

/** A plain ctx on the real database; `mail` answers each mail in turn with what `answers` say. */
type Given = {
  tenant?: string
  answers?: (string | Error)[]
  publish?: () => void
  mail?: Mail
  settings?: () => Promise<OwnSettings>
  /** To whom mails about accounts go, by what they are about. */
  addressees?: Map<string, string>
}
function context(options: Given = {}) {
  const binding = { role: roleOf('notification'), schema: 'notification', tenant: options.tenant ?? 'ten_a' }
  const mails: OutgoingMail[] = []
  const published: [string, unknown][] = []
  const started: unknown[][] = []
  const mail: Mail = {
    async send(outgoing) {
      mails.push(outgoing)
      const answer = options.answers?.shift() ?? '250 taken'
      if (answer instanceof Error) throw answer
      return { response: answer }
    },
    async close() {},
  }
  const ctx = {
    tenant: binding.tenant,
    config: { publicDomain: 'statex.example', senderName: 'StateX' } satisfies Config,
    call: {
      provisioning: { settings: options.settings ?? (async () => ({})) },
      auth: {
        addressee: async ({ subjectId }: { subjectId: string }) => ({ address: options.addressees?.get(subjectId) }),
      },
    },
    adapters: { mail: 'mail' in options ? options.mail : mail },
    publicUrl: 'https://statex.example',
    tokenFor: (subject: string) => `secret-of-${subject}`,
    db: database.bound(binding),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    async publish(event: string, body: unknown) {
      options.publish?.()
      published.push([event, body])
    },
    start: { task: async (...call: unknown[]) => void started.push(call) },
    transaction: <R>(work: (tx: SendCtx) => Promise<R>) =>
      database.transaction(binding, (tx) => work({ ...ctx, db: tx.db } as SendCtx)),
  } as unknown as SendCtx
  return { ctx, mails, published, started, messages: async (id: string) => (await list({ id }, ctx)).messages }
}

test('A mail goes out in the name of the organisation, leads to its address, and waits for nobody who cannot say.', async () => {
  const own = {
    name: 'Acme Works',
    branding: { senderName: 'Acme', replyTo: 'hello@acme.example.com' },
    url: 'https://acme.statex.example',
  }
  const { ctx, mails } = context({ settings: async () => own })
  await send(request(), ctx, run())
  const [mail] = mails
  assert.deepEqual([mail!.fromName, mail!.replyTo], ['Acme', 'hello@acme.example.com'])
  assert.match(mail!.text, /https:\/\/acme\.statex\.example\/requests\//)
  assert.match(mail!.text, /\nAcme\n/)
  const away = context({
    settings: async () => {
      throw new Error('away')
    },
  })
  await send(request(), away.ctx, run())
  assert.deepEqual([away.mails[0]!.fromName, away.mails[0]!.replyTo], [undefined, undefined])
  assert.match(away.mails[0]!.text, /https:\/\/statex\.example\/requests\//)
})

test('About a sample nothing is sent, and the reason is kept, whatever channels there are.', async () => {
  const { ctx, mails, messages } = context()
  const about = request({ isSample: true })
  const result = await send(about, ctx, run())
  assert.equal(result.state, 'skipped')
  assert.deepEqual(mails, [])
  const [kept] = await messages(about.requestId)
  assert.deepEqual([kept!.state, kept!.attempts, kept!.reason], ['skipped', [], result.reason])
  assert.match(result.reason!, /^This is a sample request, which nobody sent\./)
  const begun = context()
  const snapshot = { ...about, id: about.requestId, description: 'A shop.', files: [] }
  await confirmReceipt({ id: 'evt_1', type: '', subject: '', time: '', data: snapshot as RequestSnapshot }, begun.ctx)
  assert.equal((begun.started[0]![1] as { isSample?: boolean }).isSample, true)
})

test('Mails about requests and accounts are in a language that the organisation offers.', async () => {
  const addressees = new Map([['tic_1', 'ada@example.com']])
  const { ctx, mails } = context({ settings: async () => ({ languages: ['cs', 'de'] }), addressees })
  const received = { characters: 5, files: [] }
  await send(request({ language: 'fr', received }), ctx, run())
  await send(request({ language: 'de', received }), ctx, run())
  await inform({ subjectId: 'tic_1', kind: 'reset', language: 'en' }, ctx, run())
  assert.deepEqual(
    mails.map(({ headers }) => headers?.['Content-Language']),
    ['cs', 'de', 'cs'],
  )
  assert.match(mails[0]!.text, /Váš popis, 5 znaků/)
})

test('The record of a mail about an account holds no address, whatever the server repeats; when nobody waits for it any more it is sent to nobody.', async () => {
  const addressees = new Map([
    ['tic_2', 'Ada@example.com'],
    ['tic_3', 'ada@example.com'],
  ])
  const answers = [
    new Error('450 <ada@example.com> is greylisted'),
    '250 ada@example.com taken',
    new Error('451 later'),
  ]
  const { ctx, mails } = context({ addressees, answers })
  const about = (subjectId: string) => ({ subjectId, kind: 'sign-in-code' as const, language: 'en' })
  await assert.rejects(inform(about('tic_2'), ctx, run()), { message: '450 <…> is greylisted' })
  assert.equal((await inform(about('tic_2'), ctx, run(2))).state, 'sent')
  await assert.rejects(inform(about('tic_3'), ctx, run()), /later/)
  addressees.delete('tic_3')
  assert.equal((await inform(about('tic_3'), ctx, run(2))).state, 'skipped')
  assert.deepEqual(
    mails.map(({ to }) => to),
    ['Ada@example.com', 'Ada@example.com', 'ada@example.com'],
  )
  const kept = [...(await messagesOf(ctx.db, 'tic_2')), ...(await messagesOf(ctx.db, 'tic_3'))]
  assert.deepEqual(
    kept.map(({ state, attempts }) => [state, ...attempts.map(({ detail }) => detail)]),
    [
      ['sent', '450 <…> is greylisted', '250 … taken'],
      ['skipped', '451 later'],
    ],
  )
  assert.ok(!/ada@/i.test(JSON.stringify(kept)), JSON.stringify(kept))
})

test('A mail that the server takes is stored as sent, with its attempt, and announced once.', async () => {
  const { ctx, mails, published, messages } = context()
  const input = request()
  const result = await send(input, ctx, run())
  const [message, ...others] = await messages(input.requestId)
  assert.equal(others.length, 0)
  assert.deepEqual(message, {
    id: result.messageId,
    requestId: input.requestId,
    kind: 'confirmation',
    channel: 'email',
    to: 'ada@example.com',
    subject: 'We received your request SX-7K3M-9QF2',
    state: 'sent',
    attempts: [{ at: '2026-01-02T03:04:05.678Z', outcome: 'sent', detail: '250 taken' }],
    createdAt: message!.createdAt,
    sentAt: '2026-01-02T03:04:05.678Z',
  })
  assert.deepEqual(
    published.map(([event]) => event),
    ['sent'],
  )
  assert.equal(mails[0]!.messageId, `<${result.messageId}@statex.example>`)
  const link = `https://statex.example/requests/${input.requestId}#token=secret-of-${input.requestId}`
  assert.ok(mails[0]!.text.includes(`\n${link}\n`))
})

test('Once sent, the same message is never sent again, however often the task runs.', async () => {
  const { ctx, mails, published } = context()
  const input = request()
  const first = await send(input, ctx, run())
  assert.deepEqual(await send(input, ctx, run(2)), { ...first, reason: undefined })
  assert.equal(mails.length, 1)
  assert.equal(published.length, 1)
})

test('Every attempt carries the same Message-ID, and a temporary failure is recorded and thrown.', async () => {
  const { ctx, mails, published, messages } = context({ answers: [new Error('451 4.7.1 Come back later')] })
  const input = request()
  await assert.rejects(send(input, ctx, run(1)), /451/)
  assert.equal((await messages(input.requestId))[0]!.state, 'queued')
  await send(input, ctx, run(2))
  const [message] = await messages(input.requestId)
  assert.equal(message!.state, 'sent')
  assert.deepEqual(
    message!.attempts.map((a) => [a.outcome, a.detail]),
    [
      ['temporary', '451 4.7.1 Come back later'],
      ['sent', '250 taken'],
    ],
  )
  assert.equal(new Set(mails.map((m) => m.messageId)).size, 1)
  assert.equal(published.length, 1)
})

test('A refusal is final: failed, with the words of the server, announced, and never tried again.', async () => {
  const { ctx, mails, published, messages } = context({ answers: [new MailRefused('550 5.1.1 No such mailbox')] })
  const input = request()
  const result = await send(input, ctx, run())
  assert.equal(result.state, 'failed')
  assert.equal(result.reason, '550 5.1.1 No such mailbox')
  assert.deepEqual(await send(input, ctx, run(2)), result)
  assert.equal(mails.length, 1)
  assert.deepEqual(published, [
    ['failed', { id: result.messageId, requestId: input.requestId, kind: 'confirmation', reason: result.reason }],
  ])
  const [message] = await messages(input.requestId)
  assert.equal(message!.reason, '550 5.1.1 No such mailbox')
  assert.equal(message!.attempts[0]!.outcome, 'permanent')
})

test('After the last attempt the message is failed, not queued for ever.', async () => {
  const { ctx, messages } = context({ answers: [new Error('no connection')] })
  const input = request()
  const result = await send(input, ctx, run(notification.tasks.send.attemptsMax))
  assert.equal(result.state, 'failed')
  assert.match(result.reason!, /Given up after 300 attempts\. Last: no connection/)
  assert.equal((await messages(input.requestId))[0]!.state, 'failed')
})

test('A channel that is not connected is stored as skipped, with the reason, and sends nothing.', async () => {
  const { ctx, mails, published, messages } = context()
  const input = request({ contactType: 'telegram', contactValue: '@ada' })
  const result = await send(input, ctx, run())
  assert.equal(result.state, 'skipped')
  assert.match(result.reason!, /"telegram" is not connected here.*link.*stays valid/)
  const [message] = await messages(input.requestId)
  assert.deepEqual([message!.channel, message!.state, message!.attempts], ['telegram', 'skipped', []])
  assert.deepEqual([mails, published], [[], []])
})

test('Without a mail server the message is skipped, and says so.', async () => {
  const { ctx } = context({ mail: undefined })
  const result = await send(request(), ctx, run())
  assert.equal(result.state, 'skipped')
  assert.match(result.reason!, /No mail server/)
})

test('When the announcement cannot be stored, the message is not marked as sent either.', async () => {
  let isBroken = true
  const { ctx, mails, messages } = context({
    publish: () => {
      if (isBroken) throw new Error('the event log is away')
    },
  })
  const input = request()
  await assert.rejects(send(input, ctx, run()), /event log/)
  assert.deepEqual(
    (await messages(input.requestId)).map((m) => [m.state, m.attempts.length]),
    [['queued', 0]],
  )
  isBroken = false
  assert.equal((await send(input, ctx, run(2))).state, 'sent')
  assert.equal(mails[0]!.messageId, mails[1]!.messageId)
})

test('Two workers that run the same task at once announce it once, under one Message-ID.', async () => {
  const { ctx, mails, published, messages } = context()
  const input = request()
  const results = await Promise.all([send(input, ctx, run()), send(input, ctx, run())])
  assert.equal(new Set(results.map((r) => r.messageId)).size, 1)
  assert.equal(new Set(mails.map((m) => m.messageId)).size, 1)
  assert.equal(published.length, 1)
  assert.equal((await messages(input.requestId)).length, 1)
})

test('Each kind and each attempt of a request has a message of its own.', async () => {
  const { ctx, mails, messages } = context()
  const input = request()
  const facts = { status: 'completed', summary: ['a shop for mugs'], left: [] }
  await send(input, ctx, run())
  await send({ ...input, kind: 'result', facts }, ctx, run())
  await send({ ...input, kind: 'result', attempt: 2, facts }, ctx, run())
  assert.equal(mails.length, 3)
  assert.deepEqual(
    (await messages(input.requestId)).map((m) => m.kind),
    ['confirmation', 'result', 'result'],
  )
})

test('Another tenant sees no message, and its message about the same id is its own.', async () => {
  const a = context()
  const b = context({ tenant: 'ten_b' })
  const input = request()
  await send(input, a.ctx, run())
  assert.deepEqual(await b.messages(input.requestId), [])
  await send(input, b.ctx, run())
  const [ofA] = await a.messages(input.requestId)
  const [ofB, ...others] = await b.messages(input.requestId)
  assert.notEqual(ofA!.id, ofB!.id)
  assert.equal(others.length, 0)
})

test('A message cannot be stored outside a tenant.', async () => {
  const { ctx } = context({ tenant: '' })
  const { requestId, kind } = request()
  const message = { id: newId('msg'), requestId, kind, attempt: 1, channel: 'email' as const, to: 'a@example.com' }
  await assert.rejects(keepMessage(ctx.db, { ...message, subject: '', rfcMessageId: '<a@b>' }), /tenant_id|policy/)
})

test('A stored request starts one confirmation under a key of its own, with what arrived and without its text.', async () => {
  const { ctx, started } = context()
  const id = newId('req')
  const snapshot: RequestSnapshot = {
    id,
    reference: 'SX-7K3M-9QF2',
    attempt: 1,
    description: 'Hrnky',
    name: 'Ada',
    contactType: 'email',
    contactValue: 'ada@example.com',
    language: 'cs',
    files: [],
  }
  const event = { id: 'evt', type: 'request.created.v1', subject: id, time: '2026-01-02T03:04:05Z', data: snapshot }
  await confirmReceipt(event, ctx)
  const received = { characters: 5, files: [] }
  const { reference, name, contactType, contactValue, language } = snapshot
  const input = {
    requestId: id,
    reference,
    kind: 'confirmation',
    attempt: 1,
    contactType,
    contactValue,
    name,
    language,
  }
  assert.deepEqual(started, [[notification.tasks.send, { ...input, received }, { key: `confirmation:${id}:1` }]])
})
