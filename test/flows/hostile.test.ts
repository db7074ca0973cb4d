// Input that means harm, or that nobody could mean. Each ends in a clear answer, and the next ordinary request works.
import assert from 'node:assert/strict'
import test, { afterEach } from 'node:test'
import { eventually } from '#platform/testing'
import { call, finished, mails, type Receipt } from './client.ts'
import { longPdf, pdf, png, program, zipBomb } from './fixtures.ts'
import { inBothModes, type Running } from './modes.ts'
import { assertProblem, assertRefused } from './shapes.ts'
import {
  boundary,
  breakOff,
  fieldParts,
  multipart,
  multipartType,
  type Part,
  send,
  sendJson,
  sendMultipart,
  speak,
} from './wire.ts'

const ask = (more: object = {}) => ({
  description: 'A shop for lamps. Customers pay by card.',
  contactType: 'email',
  contactValue: 'visitor@example.com',
  consent: true,
  ...more,
})
const post = (platform: Running, body: unknown, headers: Record<string, string> = {}) =>
  sendJson(platform.url, '/api/submissions', body, { headers })
const file = (name: string, content: string | Uint8Array): Part => ({ field: 'files', name, content })
const read = async (platform: Running, { links, token }: Receipt, what = 'self') =>
  (await call(platform, 'GET', links[what]!, { token })).body
const upload = async (platform: Running, files: Part[], fields: Record<string, string> = {}): Promise<Receipt> => {
  const reply = await sendMultipart(platform.url, [...fieldParts(fields), ...files])
  assert.equal(reply.status, 201, reply.text)
  return reply.body
}
const bomb = zipBomb(30_000_000)
const longest = longPdf(10_000, 'A page like all the others.')

inBothModes({}, (platform) => {
  afterEach(async () => {
    const reply = await post(platform, ask())
    assert.equal(reply.status, 201, 'the next ordinary request works')
  })

  test('A document that unpacks to far more than it is, is left unread with the reason, and the rest goes on.', async () => {
    assert.ok(bomb.length < 100_000)
    const receipt = await upload(platform, [file('bomb.docx', bomb), file('fine.txt', 'It needs a gallery.')])
    const done = await finished(platform, receipt)
    assert.equal(done.status, 'partial')
    const { documents } = await read(platform, receipt, 'results')
    const [first, second] = documents
    assert.equal(first.understood, 'none')
    assert.ok(first.unread[0].reason.length > 10)
    assert.equal(second.understood, 'full')
  })

  test('Of a PDF with 10,000 pages the first are read and the others are named as unread.', async () => {
    const receipt = await upload(platform, [file('long.pdf', longest)])
    const done = await finished(platform, receipt)
    assert.equal(done.status, 'partial')
    const [document] = (await read(platform, receipt, 'results')).documents
    assert.equal(document.understood, 'partial')
    assert.ok(document.pages.length > 0 && document.pages.length <= 1_000)
    assert.match(JSON.stringify(document.unread), /10,?000/)
  })

  test('A PDF that would run JavaScript is read as text and runs nothing.', async () => {
    const script = '<< /S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\("http://127.0.0.1:1/"\\)) >>'
    const content = pdf(['It needs a calendar.'], { catalog: '/OpenAction 6 0 R', more: [script] })
    const receipt = await upload(platform, [file('active.pdf', content)])
    assert.equal((await finished(platform, receipt)).status, 'completed')
    const results = await read(platform, receipt, 'results')
    assert.match(results.documents[0].pages[0].text, /It needs a calendar/)
    assert.ok(!JSON.stringify(results).includes('app.alert'))
  })

  test('A file whose name lies is taken for what its bytes are, or refused.', async () => {
    const receipt = await upload(platform, [
      file('plan.pdf', program),
      file('photo.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      file('notes.txt', '<html><script>alert(1)</script></html>'),
      file('table.csv', png),
      file('broken.docx', Buffer.from('PK\x03\x04 and no zip at all')),
      file('broken.pdf', '%PDF-1.7\nnothing of a PDF follows'),
    ])
    assert.deepEqual(
      receipt.refused.map((r) => [r.name, r.code]),
      [
        ['plan.pdf', 'type_not_accepted'],
        ['photo.png', 'type_not_accepted'],
        ['notes.txt', 'type_not_accepted'],
        ['broken.docx', 'type_not_accepted'],
      ],
    )
    assert.deepEqual(
      receipt.files.map((f: any) => f.type),
      ['image/png', 'application/pdf'],
    )
    const done = await finished(platform, receipt)
    assert.equal(done.status, 'partial')
  })

  test('Names that climb, hide, turn round or never end become plain names, and every file can be fetched.', async () => {
    const names: [string, RegExp][] = [
      ['../../../../etc/passwd.txt', /^passwd\.txt$/],
      ['..\\..\\windows\\system.txt', /^system\.txt$/],
      ['/etc/shadow.txt', /^shadow\.txt$/],
      ['..', /^unnamed$/],
      [`${'n'.repeat(5_000)}.txt`, /^n{196}\.txt$/],
      [`${'n'.repeat(195)}${'🦉'.repeat(50)}.txt`, /^n{195}\.txt$/],
      ['invoice\u202Etxt.exe.txt', /^invoicetxt\.exe\.txt$/],
      ['nul\0l.txt', /^nul.?l\.txt$/],
      ['a\tb\x07c.txt', /^abc\.txt$/],
      ["x'; drop table submissions; --.txt", /^x'; drop table submissions; --\.txt$/],
      ['<img src=x onerror=alert(1)>.txt', /^<img src=x onerror=alert\(1\)>\.txt$/],
      ['ünïcödé 名前.txt', /^ünïcödé 名前\.txt$/],
    ]
    const receipt = await upload(
      platform,
      names.map(([name], at) => file(name, `Content of file ${at}.`)),
    )
    assert.equal(receipt.files.length, names.length)
    for (const [at, { id, name }] of receipt.files.entries()) {
      assert.match(name, names[at]![1])
      const reply = await send(platform.url, `${receipt.links.self}/files/${id}`, { token: receipt.token })
      assert.equal(reply.text, `Content of file ${at}.`)
      assert.match(
        String(reply.headers['content-disposition']),
        /^(inline|attachment); filename\*=UTF-8''[\x21-\x7e]+$/,
      )
    }
    await finished(platform, receipt)
  })

  test('A description of 10 MB is refused as too large, in JSON and in a form.', async () => {
    const blobs = platform.blobCount()
    const description = 'word '.repeat(2_000_000)
    const asJson = await post(platform, ask({ description }))
    assertProblem(asJson, 413, 'body_too_large')
    const asForm = await sendMultipart(platform.url, [file('a.txt', 'One lamp.'), ...fieldParts({ description })])
    assertProblem(asForm, 413, 'body_too_large')
    assert.match(asForm.body.detail, /description/)
    assert.equal(platform.blobCount(), blobs)
  })

  test('Script in every field appears as text in the API, in the mail and in the prototype.', async () => {
    const script = '<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 | times: 6 }}{% include "x" %}'
    const contact = 'scripted@example.com'
    const receipt = await upload(
      platform,
      [file(`${script.replaceAll('/', '')}.txt`, `It needs ${script} and a gallery.`)],
      {
        description: `I want a shop for ${script} mugs. Customers must order ${script} online.`,
        name: script,
        contactValue: contact,
      },
    )
    await finished(platform, receipt)
    for (const link of ['self', 'results']) {
      const reply = await send(platform.url, receipt.links[link]!, { token: receipt.token })
      assert.match(String(reply.headers['content-type']), /^application\/json/)
      assert.equal(reply.headers['x-content-type-options'], 'nosniff')
    }
    assert.equal((await read(platform, receipt)).name, script)
    const { prototype } = await read(platform, receipt, 'results')
    let pages = ''
    for (const { path } of prototype.pages) {
      const html = await (await fetch(platform.url + prototype.path + path)).text()
      assert.doesNotMatch(html, /<script>alert|<img src=x/, path)
      assert.doesNotMatch(html, />42\b/, 'no template is run')
      pages += html
    }
    assert.match(pages, /&lt;script&gt;alert\(1\)/, 'the words are there, escaped')
    const list = await eventually('the mails', async () => {
      const found = await mails(platform, contact)
      return found.length >= 2 && found
    })
    for (const { ID } of list) {
      const mail = (await (await fetch(`${platform.mailboxUrl}/api/v1/message/${ID}`)).json()) as any
      assert.doesNotMatch(mail.HTML, /<script|<img/)
      assert.match(mail.HTML, /&lt;script&gt;alert\(1\)/)
    }
  })

  test('Bytes that are no Unicode are taken with a replacement character in their place, and the request ends.', async () => {
    const start = Buffer.from(
      '{"contactType":"email","contactValue":"v@example.com","consent":true,"description":"A shop ',
    )
    const asJson = await post(
      platform,
      Buffer.concat([start, Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('for lamps."}')]),
    )
    assert.equal(asJson.status, 201)
    const escaped = JSON.stringify(ask({ name: 'n' })).replace('lamps.', 'lamps \\ud800 \\udc00 \\u0000.')
    const withSurrogates = await post(platform, escaped)
    assert.equal(withSurrogates.status, 201)
    const asForm = await upload(platform, [
      { field: 'name', content: Buffer.from([0x41, 0xff, 0x42]) },
      file('latin.txt', Buffer.from([...Buffer.from('Caf'), 0xe9, ...Buffer.from(' lamps and more lamps.')])),
    ])
    for (const receipt of [asJson.body, withSurrogates.body, asForm]) {
      const done = await finished(platform, receipt)
      assert.ok(['completed', 'partial'].includes(done.status))
    }
    assert.match((await read(platform, asJson.body)).description, /^A shop \ufffd+for lamps\.$/)
    assert.match((await read(platform, withSurrogates.body)).description, /lamps \ufffd \ufffd \ufffd\./)
    assert.equal((await read(platform, asForm)).name, 'A\ufffdB')
  })

  test('A broken form is refused and leaves nothing.', async () => {
    const blobs = platform.blobCount()
    const whole = multipart([...fieldParts(), file('a.txt', 'One lamp. '.repeat(100))])
    const cases: [string, string | Uint8Array][] = [
      [multipartType, whole.subarray(0, whole.length - 40)],
      [multipartType, multipart([...fieldParts(), file('a.txt', 'One lamp.')], '')],
      [multipartType, 'nothing like a form'],
      [multipartType, ''],
      ['multipart/form-data', whole],
      ['multipart/form-data; boundary=', whole],
      [`multipart/form-data; boundary=${'another'}`, whole],
      [multipartType, multipart([{ field: '__proto__', content: 'x' }, ...fieldParts()])],
    ]
    for (const [type, body] of cases)
      assertRefused(
        await send(platform.url, '/api/submissions', { method: 'POST', headers: { 'content-type': type }, body }),
      )
    assert.equal(platform.blobCount(), blobs)
  })

  test('An upload that breaks off in the middle of a file leaves nothing.', async () => {
    const blobs = platform.blobCount()
    const body = multipart([
      ...fieldParts(),
      file('first.txt', 'Whole. '.repeat(50)),
      file('cut.txt', 'Cut. '.repeat(100_000)),
    ])
    const head = `POST /api/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: ${multipartType}\r\ncontent-length: ${body.length}\r\n\r\n`
    const half = Buffer.concat([Buffer.from(head), body.subarray(0, 200_000)])
    await breakOff(platform.url, half, () =>
      eventually('the first half on disk', () => platform.blobCount() > blobs + 1),
    )
    await eventually('nothing left', () => platform.blobCount() === blobs)
  })

  test('Of a hundred files the first twenty are taken and each of the others is named; more than that is refused whole.', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => file(`${at}.txt`, `Lamp number ${at}.`))
    const receipt = await upload(platform, many(100))
    assert.equal(receipt.files.length, 20)
    assert.equal(receipt.refused.length, 80)
    assert.ok(receipt.refused.every((r) => r.code === 'too_many_files'))
    const blobs = platform.blobCount()
    const refused = await sendMultipart(platform.url, [...fieldParts(), ...many(101)])
    assertProblem(refused, 413, 'body_too_large')
    assert.match(refused.body.detail, /100 files/)
    const fields = Array.from({ length: 101 }, (_, at) => ({ field: `f${at}`, content: 'x' }))
    assertProblem(await sendMultipart(platform.url, fields), 413, 'body_too_large')
    assert.equal(platform.blobCount(), blobs)
  })

  test('A body of a wrong kind is refused in words.', async () => {
    const json = JSON.stringify(ask())
    const types = [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'image/png',
      'nonsense',
      'application/json2',
    ]
    for (const type of types)
      assertProblem(await post(platform, json, { 'content-type': type }), 415, 'unsupported_media_type')
    assertRefused(await send(platform.url, '/api/submissions', { method: 'POST', body: json }))
    const bodies = [
      'null',
      '5',
      '"text"',
      '[]',
      '{',
      '{"__proto__":{"consent":true}}',
      `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
    ]
    for (const body of bodies) assertRefused(await post(platform, body))
    const deep = `{"description":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
    assertRefused(await post(platform, deep))
    assertRefused(await post(platform, Buffer.from([0x1f, 0x8b, 0x08, 0, 0]), { 'content-encoding': 'gzip' }))
  })

  test('Line breaks in a name or an address start no header of a mail.', async () => {
    const contact = 'injected@example.com'
    for (const contactValue of [
      `${contact}\r\nBcc: other@example.com`,
      `${contact}\nSubject: won`,
      `${contact}%0d%0aBcc:other@example.com`,
      `"${contact}\\r\\n"@example.com`,
      `${contact}, other@example.com`,
      `<${contact}>`,
    ])
      assertRefused(await post(platform, ask({ contactValue })))
    const name = 'Eve\r\nBcc: other@example.com\r\n\r\n<b>Won</b>'
    const receipt = (await post(platform, ask({ contactValue: contact, name }))).body
    await finished(platform, receipt)
    const list = await eventually('the mails', async () => {
      const found = await mails(platform, contact)
      return found.length >= 2 && found
    })
    for (const { ID, Bcc, To } of list) {
      assert.deepEqual([Bcc, To.map((t: any) => t.Address)], [[], [contact]])
      const raw = await (await fetch(`${platform.mailboxUrl}/api/v1/message/${ID}/raw`)).text()
      assert.doesNotMatch(raw.slice(0, raw.indexOf('\r\n\r\n')), /^bcc:|other@example\.com/im)
    }
    assert.deepEqual(await mails(platform, 'other@example.com'), [])
  })

  test('What is hardly HTTP is refused as HTTP.', async () => {
    const large = await send(platform.url, '/api/nothing', { headers: { 'x-large': 'x'.repeat(60_000) } })
    assertProblem(large, 431, 'header_too_large')
    for (const [bytes, status] of [
      ['\0\x01\x02 not http\r\n\r\n', 400],
      ['GET / HTTP/1.1\r\n\r\n', 400],
      ['GET / HTTP/9.9\r\nhost: x\r\n\r\n', 400],
      [
        'POST /api/submissions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
        400,
      ],
      [`GET /${'x'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
      ['TRACE /api/nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 404],
    ] as const)
      assert.match(
        await speak(platform.url, bytes),
        new RegExp(`^HTTP/1\\.1 ${status} `),
        JSON.stringify(bytes.slice(0, 40)),
      )
    assert.match(
      await speak(platform.url, `GET /api/nothing HTTP/1.1\r\nhost: ${boundary}\r\nconnection: close\r\n\r\n`),
      / 404 /,
    )
  })
})
