import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { filesystemBlobs } from '#adapters/blobs/filesystem'
import { Refusal } from '#platform/errors'
import type { StreamReply, TaskRun } from '#platform/service'
import { plainCtx, silent } from '#platform/testing'
import { fixtureFolder, makePdf, makeScannedPdf, writePdf } from './fixtures.test-support.ts'
import { limits } from './limits.ts'
import { page } from './routes/page.ts'
import { read } from './tasks/read.ts'

const folder = await fixtureFolder()
after(folder.remove)
const blobs = filesystemBlobs({ directory: folder.path })
const ctx = plainCtx({ adapters: { blobs }, log: silent })
const run = {
  id: 't',
  attempt: 1,
  key: 'k',
  signal: new AbortController().signal,
  progress() {},
  spend() {},
} as TaskRun
const store = async (fileId: string, name: string, content: Uint8Array) => {
  const key = `ten_a/submission/${fileId}`
  await blobs.put(key, content, content.length)
  return read({ fileId, requestId: 'req_1', key, name, type: 'x/y' }, ctx, run)
}
const picture = async (fileId: string, number: number, more: object = {}, other = ctx) =>
  (await page({ id: 'req_1', fileId, number, ...more }, other)) as StreamReply & { content: Buffer }
const isMissing = (error: unknown) => error instanceof Refusal && error.code === 'not_found'

const photograph = await sharp({ create: { width: 2_000, height: 1_000, channels: 3, background: 'red' } })
  .jpeg()
  // Turned by the camera, with a place that must not get out.
  .withExif({
    IFD0: { Model: 'One' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '50/1 5/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '14/1 25/1 0/1' },
  })
  .withMetadata({ orientation: 6 })
  .toBuffer()

test('a photograph is shown upright and without what its file says about itself, which stands among its properties', async () => {
  const document = await store('fil_1', 'kiln.jpg', photograph)
  assert.deepEqual(document.metadata, {
    camera: 'One',
    width: 1_000,
    height: 2_000,
    latitude: 50.08333,
    longitude: 14.41667,
  })
  const shown = await picture('fil_1', 1)
  assert.equal(shown.type, 'image/webp')
  const { format, width, height, exif, xmp, orientation } = await sharp(shown.content).metadata()
  assert.deepEqual(
    [format, width, height, exif, xmp, orientation],
    ['webp', 1_000, 2_000, undefined, undefined, undefined],
  )
  const small = await sharp((await picture('fil_1', 1, { size: 'thumbnail' })).content).metadata()
  assert.equal(small.width, limits.thumbnailWidth)
})

test('a page of a PDF is drawn when it is asked for, stored, and the same ever after', async () => {
  const sheet = await sharp({ create: { width: 100, height: 141, channels: 3, background: 'black' } })
    .png()
    .toBuffer()
  await store('fil_2', 'a.pdf', await makeScannedPdf(['We sell mugs and plates.', sheet]))
  await assert.rejects(blobs.get('ten_a/document/req_1/fil_2.page-2.webp'))
  const first = await picture('fil_2', 2)
  const stats = await sharp(first.content).stats()
  assert.ok(stats.channels[0]!.mean < 10, 'the scan is black')
  assert.deepEqual(await buffer((await blobs.get('ten_a/document/req_1/fil_2.page-2.webp')).content), first.content)
  assert.deepEqual((await picture('fil_2', 2)).content, first.content)
  assert.equal((await picture('fil_2', 2, { ifNoneMatch: first.etag })).status, 304)
})

test('a page that is a JPEG 2000 picture, as scanners make them, is drawn and not left white', async () => {
  // Eight by eight black pixels.
  const jpeg2000 = Buffer.from(
    '/0//UQApAAAAAAAIAAAACAAAAAAAAAAAAAAACAAAAAgAAAAAAAAAAAABBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAFAAF4/5AACgAAAAAAFgAB/5PfgCgRUFSjb//Z',
    'base64',
  ).toString('latin1')
  const drawing = 'q 595 0 0 842 0 0 cm /Im1 Do Q'
  const pdf = writePdf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im1 5 0 R >> >> /Contents 4 0 R >>',
      `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
      `<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /Filter /JPXDecode /Length ${jpeg2000.length} >>\nstream\n${jpeg2000}\nendstream`,
    ],
    '',
  )
  await store('fil_6', 'a.pdf', pdf)
  assert.ok((await sharp((await picture('fil_6', 1)).content).stats()).channels[0]!.mean < 10)
})

test('the pages of an attachment are shown under their numbers in the mail', async () => {
  const pdf = makePdf([{ text: [[50, 700, 'We sell mugs and plates.']] }]).toString('base64')
  const mail = `From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${pdf}\r\n--b--\r\n`
  const document = await store('fil_3', 'a.eml', Buffer.from(mail))
  assert.equal(document.pages[1]?.part?.name, 'a.pdf')
  assert.equal((await sharp((await picture('fil_3', 2)).content).metadata()).format, 'webp')
  await assert.rejects(picture('fil_3', 1), isMissing)
})

test('there is no picture of a page that is not there, of another request, of another tenant or of a text', async () => {
  await store('fil_4', 'a.txt', Buffer.from('We sell mugs.'))
  await assert.rejects(picture('fil_4', 1), isMissing)
  await assert.rejects(picture('fil_1', 2), isMissing)
  await assert.rejects(page({ id: 'req_2', fileId: 'fil_1', number: 1 }, ctx), isMissing)
  await assert.rejects(picture('fil_1', 1, {}, plainCtx({ adapters: { blobs }, tenant: 'ten_b' })), isMissing)
})

test('a damaged picture is no picture, and a second reading of a file changes nothing', async () => {
  const document = await store('fil_5', 'a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
  assert.match(document.unread[0]!.reason, /damaged/)
  await assert.rejects(picture('fil_5', 1), isMissing)
  const again = await read(
    { fileId: 'fil_1', requestId: 'req_1', key: 'ten_a/submission/fil_1', name: 'kiln.jpg', type: 'image/jpeg' },
    ctx,
    run,
  )
  assert.equal(again.metadata.camera, 'One')
})
