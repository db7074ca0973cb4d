import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { filesystemBlobs } from '#adapters/blobs/filesystem'
import type { Ctx, TaskRun } from '#platform/service'
import { silent } from '#platform/testing'
import { fixtureFolder, makePdf } from './fixtures.test-support.ts'
import { limits } from './limits.ts'
import { read } from './tasks/read.ts'

const folder = await fixtureFolder()
after(folder.remove)
const blobs = filesystemBlobs({ directory: folder.path })
const ctx = { adapters: { blobs }, config: { processPerFile: false }, tenant: 'ten_a', log: silent } as unknown as Ctx<
  any,
  any
>
const run = {
  id: 't',
  attempt: 1,
  key: 'k',
  signal: new AbortController().signal,
  progress() {},
  spend() {},
} as TaskRun
let files = 0
const readMail = async (mail: string) => {
  const fileId = `fil_${++files}`
  const key = `ten_a/submission/${fileId}`
  await blobs.put(key, Buffer.from(mail), 50_000_000)
  return read({ fileId, requestId: 'req_1', key, name: 'a.eml', type: 'message/rfc822' }, ctx, run)
}

type Part = { type: string; name?: string; content: Uint8Array | string; inline?: boolean }
const part = ({ type, name, content, inline }: Part) =>
  [
    `Content-Type: ${type}${name ? `; name="${name}"` : ''}`,
    ...(name ? [`Content-Disposition: ${inline ? 'inline' : 'attachment'}; filename="${name}"`] : []),
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ].join('\r\n')
const mailOf = (parts: Part[], subject = 'A shop for mugs') =>
  [
    'From: =?utf-8?Q?Ad=C3=A9la?= Potter <adela@example.com>',
    'To: office@example.com, "B. Baker" <b@example.com>',
    `Subject: ${subject}`,
    'Date: Tue, 03 Feb 2026 04:05:06 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    ...parts.map((one) => `--b\r\n${part(one)}`),
    '--b--',
    '',
  ].join('\r\n')
const text = (content: string): Part => ({ type: 'text/plain; charset=utf-8', content })
const pdf = (words: string, pages = 1) =>
  makePdf(Array.from({ length: pages }, (_, at) => ({ text: [[50, 700, `${words} ${at + 1}`]] })))

test('a mail gives its head, its body and its properties', async () => {
  const document = await readMail(mailOf([text('We sell mugs.\r\nPlease call.')]))
  assert.equal(document.kind, 'email')
  assert.equal(
    document.pages[0]?.text,
    'Subject: A shop for mugs\nFrom: Adéla Potter <adela@example.com>\nTo: office@example.com, B. Baker <b@example.com>\nDate: 2026-02-03T04:05:06.000Z\n\nWe sell mugs.\nPlease call.',
  )
  assert.deepEqual(document.metadata, {
    title: 'A shop for mugs',
    author: 'Adéla Potter <adela@example.com>',
    created: '2026-02-03T04:05:06.000Z',
  })
  assert.equal(document.understood, 'full')
  assert.match(document.method, /^postal-mime \d/)
})

test('a body of HTML only is read as what a person sees', async () => {
  const document = await readMail(
    mailOf([{ type: 'text/html', content: '<p>Seen.</p><p style="display:none">Hidden.</p>' }]),
  )
  assert.match(document.pages[0]!.text, /\n\nSeen\.$/)
  assert.equal(document.unread[0]?.where, 'hidden text')
})

test('attachments are read as files of their own, and their pages keep their names and numbers', async () => {
  const document = await readMail(
    mailOf([
      text('See the two files.'),
      { type: 'application/octet-stream', name: 'brief.pdf', content: pdf('Words of the brief, page', 2) },
      { type: 'text/csv', name: 'prices.csv', content: 'item,price\nmug,12.50\n' },
    ]),
  )
  assert.deepEqual(
    document.pages.map(({ number, part, text }) => [number, part, text.split('\n')[0]]),
    [
      [1, undefined, 'Subject: A shop for mugs'],
      [2, { name: 'brief.pdf', page: 1 }, 'Words of the brief, page 1'],
      [3, { name: 'brief.pdf', page: 2 }, 'Words of the brief, page 2'],
      [4, { name: 'prices.csv', page: 1 }, 'item,price'],
    ],
  )
  assert.deepEqual(
    document.tables.map(({ page }) => page),
    [4],
  )
  assert.equal(document.understood, 'full')
  assert.equal(document.metadata.pages, 4)
  assert.match(document.method, /^postal-mime .*, @embedpdf\/pdfium .*, TextDecoder/)
})

test('an attachment that cannot be read is named, and the mail is understood in part', async () => {
  const document = await readMail(
    mailOf([text('Hello.'), { type: 'x/y', name: 'tool.exe', content: 'MZ\x90\0\x03\0\0\0' }]),
  )
  assert.equal(document.understood, 'partial')
  assert.equal(document.unread[0]?.where, 'tool.exe')
  assert.match(document.unread[0]?.reason ?? '', /cannot be read/)
})

test('mails inside mails are read down to a depth, and no further', async () => {
  let mail = mailOf([text('The innermost.')], 'Depth 5')
  for (let depth = 4; depth >= 0; depth--)
    mail = mailOf(
      [text(`At ${depth}.`), { type: 'message/rfc822', name: 'inner.eml', content: mail }],
      `Depth ${depth}`,
    )
  const document = await readMail(mail)
  assert.deepEqual(
    document.pages.map(({ text }) => text.split('\n')[0]),
    ['Subject: Depth 0', 'Subject: Depth 1', 'Subject: Depth 2', 'Subject: Depth 3'],
  )
  assert.deepEqual(document.pages[2]?.part, { name: 'inner.eml › inner.eml', page: 1 })
  assert.match(document.unread[0]!.reason, /read to a depth of 3/)
})

test('more attachments than are read are counted, and so are logos', async () => {
  const many = Array.from(
    { length: limits.attachmentsMax + 2 },
    (_, n): Part => ({ type: 'text/plain', name: `${n}.txt`, content: `File ${n}` }),
  )
  const logo: Part = { type: 'image/png', name: 'logo.png', content: 'x', inline: true }
  const document = await readMail(mailOf([text('Hello.'), logo, ...many]))
  assert.equal(document.pages.length, 1 + limits.attachmentsMax)
  assert.deepEqual(
    document.unread.map(({ where }) => where),
    ['1 small picture', '2 attachments'],
  )
})
