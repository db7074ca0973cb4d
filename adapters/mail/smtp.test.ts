import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { after, test } from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { smtpMail } from '#adapters/mail/smtp'
import { type Mail, MailRefused, type OutgoingMail } from '#platform/ports'

const mail: OutgoingMail = {
  messageId: '<msg_1@statex.example>',
  to: 'ada@example.com',
  subject: 'Přijato: SX-1',
  text: 'Hello\n',
  html: '<p>Hello</p>',
  headers: { 'Auto-Submitted': 'auto-generated' },
}
const from = 'StateX <statex@example.com>'
const quick = { connectMs: 1_000, greetingMs: 150, socketMs: 150, sendMs: 2_000 }
const closers: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of closers.reverse()) await close()
})

const opened = (mail: Mail) => {
  closers.push(() => mail.close())
  return mail
}
const answer = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

async function serve(options: SMTPServerOptions = {}) {
  const received: { raw: string; to: string[]; from: string }[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onData(stream, session, done) {
      let raw = ''
      stream.on('data', (chunk) => {
        raw += chunk
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({ raw, to: rcptTo.map((r) => r.address), from: mailFrom ? mailFrom.address : '' })
        done(null, 'taken as 42')
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  closers.push(() => new Promise<void>((done) => server.close(done)))
  const { port } = server.server.address() as AddressInfo
  return { received, server, url: `smtp://127.0.0.1:${port}` }
}

test('Another name stands beside the address of the installation, which stays, and answers go where they are wanted.', async () => {
  const { received, url } = await serve()
  const sender = opened(smtpMail({ url, from }))
  await sender.send({ ...mail, fromName: 'Acme\r\nBcc: eve@example.com', replyTo: 'hello@acme.example.com' })
  const { raw, from: envelopeFrom } = received[0]!
  assert.match(raw, /^From: "?Acme Bcc: eve@example\.com"? <statex@example\.com>\r?$/m)
  assert.match(raw, /^Reply-To: hello@acme\.example\.com\r?$/m)
  assert.ok(!/^Bcc:/m.test(raw))
  assert.equal(envelopeFrom, 'statex@example.com')
  await assert.rejects(sender.send({ ...mail, replyTo: 'a@example.com, b@example.com' }), MailRefused)
})

test('A mail that the server takes arrives whole, with the Message-ID that was given.', async () => {
  const { received, url } = await serve()
  const { response } = await opened(smtpMail({ url, from })).send(mail)
  assert.match(response, /^250 .*taken as 42/)
  assert.equal(received.length, 1)
  assert.deepEqual(received[0]!.to, ['ada@example.com'])
  assert.equal(received[0]!.from, 'statex@example.com')
  assert.match(received[0]!.raw, /^Message-ID: <msg_1@statex\.example>\r$/m)
  assert.match(received[0]!.raw, /^Auto-Submitted: auto-generated\r$/m)
  assert.match(received[0]!.raw, /text\/plain[\s\S]+text\/html/)
})

test('Many mails at once share at most four connections.', async () => {
  let connections = 0
  const { received, url } = await serve({
    onConnect(_session, done) {
      connections++
      done()
    },
  })
  const sender = opened(smtpMail({ url, from }))
  await Promise.all(Array.from({ length: 40 }, (_, i) => sender.send({ ...mail, messageId: `<msg_${i}@s.example>` })))
  assert.equal(received.length, 40)
  assert.ok(connections <= 4, `${connections} connections`)
})

test('A recipient that the server refuses with 5xx is refused for good, in the words of the server.', async () => {
  const { url } = await serve({
    onRcptTo: (_address, _session, done) => done(answer(550, '5.1.1 No such mailbox here')),
  })
  await assert.rejects(opened(smtpMail({ url, from })).send(mail), (error: Error) => {
    assert.ok(error instanceof MailRefused)
    assert.match(error.message, /550 5\.1\.1 No such mailbox here/)
    return true
  })
})

test('A message that the server refuses with 5xx after DATA is refused for good, and the next one is sent.', async () => {
  let count = 0
  const { url } = await serve({
    onData(stream, _session, done) {
      stream.resume()
      stream.on('end', () => done(count++ ? null : answer(554, '5.7.1 Looks like spam')))
    },
  })
  const sender = opened(smtpMail({ url, from }))
  await assert.rejects(sender.send(mail), (error: Error) => error instanceof MailRefused && /spam/.test(error.message))
  assert.match((await sender.send(mail)).response, /^250/)
})

test('A 4xx answer is an ordinary error in the words of the server.', async () => {
  const { url } = await serve({
    onRcptTo: (_address, _session, done) => done(answer(451, '4.7.1 Greylisted, come back later')),
  })
  await assert.rejects(opened(smtpMail({ url, from })).send(mail), (error: Error) => {
    assert.ok(!(error instanceof MailRefused))
    assert.match(error.message, /^451 4\.7\.1 Greylisted/)
    return true
  })
})

test('A wrong password is temporary: it says nothing about the message.', async () => {
  const { url } = await serve({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (_auth, _session, done) => done(answer(535, '5.7.8 Wrong user or password')),
  })
  const signedIn = url.replace('//', '//someone:wrong@')
  await assert.rejects(opened(smtpMail({ url: signedIn, from })).send(mail), (error: Error) => {
    assert.ok(!(error instanceof MailRefused))
    assert.match(error.message, /535/)
    return true
  })
})

test('A server that is not there is a temporary error that names no address of ours.', async () => {
  const probe = createServer()
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  await assert.rejects(opened(smtpMail({ url: `smtp://127.0.0.1:${port}`, from })).send(mail), (error: Error) => {
    assert.ok(!(error instanceof MailRefused))
    assert.match(error.message, /ECONNREFUSED/)
    assert.doesNotMatch(error.message, /127\.0\.0\.1/)
    return true
  })
})

test('A server that accepts the connection and says nothing is a temporary error within the time limit.', async () => {
  const sockets = new Set<import('node:net').Socket>()
  const silent = createServer((socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready))
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => silent.close(done))
  })
  const { port } = silent.address() as AddressInfo
  const sender = opened(smtpMail({ url: `smtp://127.0.0.1:${port}`, from, timeouts: quick }))
  await assert.rejects(sender.send(mail), (error: Error) => {
    assert.ok(!(error instanceof MailRefused))
    assert.match(error.message, /could not be reached or stopped answering/)
    return true
  })
})

test('A server that never answers after DATA is a temporary error within the limit of the whole send.', async () => {
  const { url } = await serve({ onData: (stream) => void stream.resume() })
  const sender = opened(smtpMail({ url, from, timeouts: { ...quick, socketMs: 60_000, sendMs: 200 } }))
  await assert.rejects(sender.send(mail), (error: Error) => {
    assert.ok(!(error instanceof MailRefused))
    assert.match(error.message, /did not finish in time/)
    return true
  })
})

test('Line breaks in a subject or header add no header.', async () => {
  const { received, url } = await serve()
  const hostile = 'Hi\r\nBcc: eve@example.com\r\n\r\nbody'
  await opened(smtpMail({ url, from })).send({ ...mail, subject: hostile, headers: { 'X-Reference': hostile } })
  assert.deepEqual(received[0]!.to, ['ada@example.com'])
  assert.doesNotMatch(received[0]!.raw, /^Bcc:/im)
})

test('More than one plain address, or a line break in one, is refused before a connection is opened.', async () => {
  const sender = opened(smtpMail({ url: 'smtp://127.0.0.1:9', from }))
  for (const to of [
    'ada@example.com, eve@example.com',
    'ada@example.com\r\nRCPT TO:<eve@example.com>',
    'Eve <eve@example.com>',
    'group: eve@example.com;',
    'nobody',
    '',
  ]) {
    await assert.rejects(sender.send({ ...mail, to }), MailRefused, to)
  }
  await assert.rejects(sender.send({ ...mail, messageId: '<a@b>\r\nBcc: eve@example.com' }), MailRefused)
})

test('Closing waits for a mail under way and refuses later ones.', async () => {
  const { received, url } = await serve()
  const sender = smtpMail({ url, from })
  const sending = sender.send(mail)
  await sender.close()
  assert.equal(received.length, 1)
  await sending
  await assert.rejects(sender.send(mail), /closed/)
})
