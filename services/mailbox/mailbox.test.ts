import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { smtpMail } from '#adapters/mail/smtp'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { type Mailbox, startMailbox } from './mailbox.ts'
import { type Mails, postgresMails } from './store.ts'

const host = '127.0.0.1'
let db: TestDatabase
let mails: Mails
let box: Mailbox
let base: string
const errors: Error[] = []

before(async () => {
  const role = roleOf('mailbox')
  const migrations = readMigrations(new URL('./migrations/', import.meta.url))
  db = await openTestDatabase([{ schema: 'mailbox', role, migrations, tablesWithoutTenant: { mails: 'a test' } }])
  mails = postgresMails(db.database.bound({ role, schema: 'mailbox', tenant: '' }))
  box = await startMailbox({ mails, host, smtpPort: 0, webPort: 0, onError: (error) => errors.push(error) })
  base = `http://${host}:${box.webPort}`
})
after(async () => {
  await box?.stop()
  await db?.close()
})
beforeEach(async () => {
  await mails.remove()
  errors.length = 0
})

const json = async (path: string, init?: RequestInit) => {
  const response = await fetch(base + path, init)
  assert.equal(response.status, 200, path)
  return (await response.json()) as any
}
/** Sends a raw mail by SMTP; the answer to the end of DATA. */
const deliver = (raw: string | Buffer, to = ['ada@example.com'], port = box.smtpPort) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, host)
    const lines = ['EHLO test', 'MAIL FROM:<from@example.com>', ...to.map((t) => `RCPT TO:<${t}>`), 'DATA']
    let text = ''
    let isSent = false
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      text += chunk
      if (!/^\d{3} .*\r\n$/m.test(text)) return
      const answer = text
      text = ''
      const line = lines.shift()
      if (line) return void socket.write(`${line}\r\n`)
      if (isSent || !/^354/m.test(answer)) {
        socket.end('QUIT\r\n')
        return resolve(answer.trim())
      }
      isSent = true
      socket.write(raw)
      socket.write('\r\n.\r\n')
    })
  })
const simple = (subject: string, extra = '') =>
  `From: Eva <from@example.com>\r\nTo: Ada <ada@example.com>\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replace(/\W/g, '')}@s.example>\r\n${extra}\r\nHello there\r\n`

test('A mail sent through our own adapter is listed, found and opened in the shapes of Mailpit.', async () => {
  const mail = smtpMail({ url: `smtp://${host}:${box.smtpPort}`, from: 'StateX <statex@example.com>' })
  const html = '<p>Hello <b>Ada</b></p>'
  const { response } = await mail.send({
    messageId: '<m1@s.example>',
    to: 'ada@example.com',
    subject: 'Vaše žádost',
    text: 'Hello Ada',
    html,
  })
  await mail.close()
  assert.match(response, /^250 /)
  const list = await json('/api/v1/messages')
  const { ID, Created, Size, ...summary } = list.messages[0]
  assert.deepEqual(summary, {
    MessageID: 'm1@s.example',
    Read: true,
    From: { Name: 'StateX', Address: 'statex@example.com' },
    To: [{ Name: '', Address: 'ada@example.com' }],
    Cc: [],
    Bcc: [],
    ReplyTo: [],
    Subject: 'Vaše žádost',
    Tags: [],
    Attachments: 0,
    Snippet: 'Hello Ada',
  })
  assert.deepEqual([list.total, list.count, list.messages_count, list.start], [1, 1, 1, 0])
  assert.ok(Date.parse(Created) > 0)
  const opened = await json(`/api/v1/message/${ID}`)
  assert.equal(opened.Text.trim(), 'Hello Ada')
  assert.equal(opened.HTML.trim(), html)
  assert.equal(opened.ReturnPath, 'statex@example.com')
  assert.equal(opened.Size, Size)
  assert.equal((await json('/api/v1/message/latest')).ID, ID)
})

test('The same Message-ID delivered twice is listed twice, so that a repeat can be seen.', async () => {
  await deliver(simple('Twice'))
  await deliver(simple('Twice'))
  const { messages } = await json('/api/v1/messages')
  assert.deepEqual(
    messages.map((m: any) => m.MessageID),
    ['Twice@s.example', 'Twice@s.example'],
  )
})

test('250 is answered only when the mail is stored; otherwise the sender is told to come back.', async () => {
  const failing: Mails = { ...mails, add: () => Promise.reject(new Error('the database is away')) }
  const heard: Error[] = []
  const away = await startMailbox({ mails: failing, host, smtpPort: 0, webPort: 0, onError: (e) => heard.push(e) })
  try {
    assert.match(await deliver(simple('Lost'), undefined, away.smtpPort), /^451 /)
    assert.equal(heard.length, 1)
  } finally {
    await away.stop()
  }
  assert.match(await deliver(simple('Kept')), /^250 /)
  assert.equal((await json('/api/v1/messages')).total, 1)
})

test('A mail over 30 MB is refused for good and not kept.', async () => {
  const tooLarge = Buffer.alloc(31 * 1024 * 1024, `${'x'.repeat(70)}\r\n`)
  assert.match(await deliver(Buffer.concat([Buffer.from(simple('Large')), tooLarge])), /^552 /)
  assert.equal((await json('/api/v1/messages')).total, 0)
})

test('A taken port is passed over for the next free one.', async () => {
  const second = await startMailbox({ mails, host, ...box, onError: () => {} })
  try {
    assert.ok(second.smtpPort > box.smtpPort && second.smtpPort <= box.smtpPort + 20)
    assert.ok(second.webPort > box.webPort && second.webPort <= box.webPort + 20)
  } finally {
    await second.stop()
  }
})

test('A search narrows by to:, from:, subject: and plain words, all of which must occur.', async () => {
  await deliver(simple('Result ready'), ['ada@example.com', 'hidden@example.com'])
  await deliver(simple('Received 100% of it'))
  const subjects = async (query: string) => {
    const { messages, messages_count, total } = await json(`/api/v1/search?query=${encodeURIComponent(query)}`)
    assert.equal(messages_count, messages.length)
    assert.equal(total, 2)
    return messages.map((m: any) => m.Subject)
  }
  assert.deepEqual(await subjects('to:hidden@example.com'), ['Result ready'])
  assert.deepEqual(await subjects('subject:"result READY" from:eva'), ['Result ready'])
  assert.deepEqual(await subjects('hello'), ['Received 100% of it', 'Result ready'])
  assert.deepEqual(await subjects('hello nowhere'), [])
  assert.deepEqual(await subjects('100%'), ['Received 100% of it'])
  assert.deepEqual(await subjects('message-id:Resultready'), ['Result ready'])
  assert.deepEqual(await subjects("' or 1=1 --"), [])
  const latest = await json('/api/v1/message/latest?query=subject%3Aready')
  assert.equal(latest.Subject, 'Result ready')
  assert.deepEqual(latest.Bcc, [{ Name: '', Address: 'hidden@example.com' }])
})

test('The list is paged, newest first, and counts what is not on the page.', async () => {
  for (const subject of ['One', 'Two', 'Three']) await deliver(simple(subject))
  const page = await json('/api/v1/messages?start=1&limit=1')
  assert.deepEqual([page.messages[0].Subject, page.count, page.total, page.start], ['Two', 1, 3, 1])
  assert.equal((await json('/api/v1/messages?start=9')).messages_count, 3)
})

test('Deleting with ids removes those; without ids, all.', async () => {
  await deliver(simple('One'))
  await deliver(simple('Two'))
  const { messages } = await json('/api/v1/messages')
  const remove = (body?: string) => fetch(`${base}/api/v1/messages`, { method: 'DELETE', body })
  assert.equal((await remove('{"IDs": "x"}')).status, 400)
  assert.equal((await remove(JSON.stringify({ IDs: [messages[0].ID] }))).status, 200)
  assert.deepEqual(
    (await json('/api/v1/messages')).messages.map((m: any) => m.Subject),
    ['One'],
  )
  assert.equal(await (await remove()).text(), 'ok')
  assert.equal((await json('/api/v1/messages')).total, 0)
})

test('The raw mail is what came in DATA, byte for byte, and its parts can be fetched.', async () => {
  const raw = [
    'From: from@example.com',
    'To: ada@example.com',
    'Subject: Parts',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<img src="cid:logo@x" alt=""><img src="https://tracker.example/p.gif" alt="">',
    '--b',
    'Content-Type: image/png',
    'Content-ID: <logo@x>',
    'Content-Disposition: inline',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b',
    'Content-Type: text/html; name="page.html"',
    'Content-Disposition: attachment; filename="page.html"',
    '',
    '<script>alert(1)</script>',
    '--b--',
    '',
  ].join('\r\n')
  await deliver(raw)
  const mail = await json('/api/v1/message/latest')
  const response = await fetch(`${base}/api/v1/message/${mail.ID}/raw`)
  assert.equal((await response.text()).trimEnd(), raw.trimEnd())
  assert.match(response.headers.get('content-type')!, /^text\/plain/)
  const [logo] = mail.Inline
  const [attached] = mail.Attachments
  assert.deepEqual([logo.ContentID, logo.ContentType, logo.Size], ['logo@x', 'image/png', 8])
  assert.equal(attached.FileName, 'page.html')
  const part = await fetch(`${base}/api/v1/message/${mail.ID}/part/${attached.PartID}`)
  assert.match(part.headers.get('content-disposition')!, /^attachment/)
  assert.match(await part.text(), /alert/)
  const view = await fetch(`${base}/view/${mail.ID}.html`)
  assert.match(view.headers.get('content-security-policy')!, /^sandbox; default-src 'none'/)
  assert.ok((await view.text()).includes(`src="/api/v1/message/${mail.ID}/part/${logo.PartID}"`))
})

test('A mail without a plain text is previewed by the words of its HTML.', async () => {
  await deliver(
    simple('Only', 'Content-Type: text/html\r\n').replace('Hello there', '<style>p{}</style><p>Hi <b>you</b></p>'),
  )
  assert.equal((await json('/api/v1/messages')).messages[0].Snippet, 'Hi you')
})

test('Hostile bytes are kept and shown, not lost: no header, NUL, half a character.', async () => {
  for (const raw of ['no header at all', 'Subject: a\0b\r\n\r\nx\0y', 'Subject: =?utf-16be?B?2AA=?=\r\n\r\n\xff\xfe']) {
    assert.match(await deliver(Buffer.from(raw, 'latin1')), /^250 /, JSON.stringify(raw))
  }
  const { messages } = await json('/api/v1/messages')
  assert.equal(messages.length, 3)
  for (const { ID } of messages) await json(`/api/v1/message/${ID}`)
  assert.deepEqual(errors, [])
})

test('What is not there answers 404, and a wrong method 405.', async () => {
  for (const path of [
    '/nothing',
    '/api/v1/message/7',
    '/api/v1/message/x',
    '/api/v1/message/latest',
    '/view/%zz.html',
  ]) {
    assert.equal((await fetch(base + path)).status, 404, path)
  }
  assert.equal((await fetch(`${base}/api/v1/search`, { method: 'POST' })).status, 405)
})

test('The page needs no inline script or style, and its files are served.', async () => {
  const page = await fetch(base)
  const policy = page.headers.get('content-security-policy')!
  assert.doesNotMatch(policy, /unsafe/)
  const html = await page.text()
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*src=)| on\w+=/)
  for (const [file, type] of [
    ['page.js', 'text/javascript'],
    ['page.css', 'text/css'],
  ] as const) {
    assert.ok(html.includes(`"/${file}"`))
    assert.match((await fetch(`${base}/${file}`)).headers.get('content-type')!, new RegExp(`^${type}`))
  }
})

test('Pages of others cannot use the mailbox, neither under a name of theirs nor from their origin.', async () => {
  await deliver(simple('Private'))
  const ask = (headers: Record<string, string>, method = 'GET') =>
    new Promise<number>((resolve, reject) => {
      httpRequest(`${base}/api/v1/messages`, { method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      })
        .on('error', reject)
        .end()
    })
  assert.equal(await ask({ host: 'evil.example' }), 421)
  assert.equal(await ask({ origin: 'https://evil.example' }, 'DELETE'), 403)
  assert.equal(await ask({ host: `localhost:${box.webPort}` }), 200)
  assert.equal((await json('/api/v1/messages')).total, 1)
})

test('An open page hears of each new mail and of a deletion.', async () => {
  const leaving = new AbortController()
  const response = await fetch(`${base}/api/events`, { signal: leaving.signal })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const until = async (event: string) => {
    while (!heard.includes(`event: ${event}`)) heard += (await reader.read()).value
  }
  await deliver(simple('Live'))
  await until('mail')
  await fetch(`${base}/api/v1/messages`, { method: 'DELETE' })
  await until('removed')
  leaving.abort()
  await reader.cancel().catch(() => {})
})

test('Only the newest mails are kept once there are too many.', async () => {
  const role = roleOf('mailbox')
  const few = postgresMails(db.database.bound({ role, schema: 'mailbox', tenant: '' }), 10)
  const headers = { from: [], to: [], cc: [], replyTo: [] }
  const mail = { messageId: '', envelopeFrom: '', envelopeTo: [], headers, subject: '', body: '', attachments: 0 }
  for (let i = 0; i < 110; i++) await few.add({ ...mail, raw: Buffer.from('x') })
  const nothing = { to: [], from: [], subject: [], messageId: [], words: [] }
  assert.ok((await few.list(nothing, 0, 1)).total < 110)
})
