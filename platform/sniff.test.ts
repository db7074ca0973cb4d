import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { headBytes, readHead, sniffType } from './sniff.ts'

const folder = await mkdtemp(join(tmpdir(), 'sniff-'))
after(() => rm(folder, { recursive: true }))

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
const png = bytes(
  [0x89],
  'PNG\r\n',
  [0x1a],
  '\n',
  [0, 0, 0, 13],
  'IHDR',
  [0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0],
  'IDAT',
  [0, 0, 0, 0],
)
const kindOf = async (content: Uint8Array | string, name: string) =>
  (await sniffType(typeof content === 'string' ? Buffer.from(content) : content, name)).kind
async function sniffZip(entries: Zippable, name: string) {
  const path = join(folder, name)
  await writeFile(path, zipSync(entries))
  return sniffType(await readHead(path), name, path)
}
/** More bytes than the head holds, and impossible to compress. */
const noise = Uint8Array.from({ length: 9_000 }, (_, n) => (n * n * 31 + (n >> 3) * 17) % 251)
const types = strToU8('<Types/>')

test('pictures, sound and video are told by their bytes', async () => {
  assert.deepEqual(await sniffType(png, 'logo.png'), { type: 'image/png', kind: 'png' })
  assert.equal(
    await kindOf(bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]), 'a.jpg'),
    'jpg',
  )
  assert.equal(await kindOf(bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt ', [16, 0, 0, 0]), 'a.wav'), 'wav')
  assert.equal(await kindOf(bytes('RIFF', [36, 0, 0, 0], 'WEBPVP8 ', [16, 0, 0, 0]), 'a.webp'), 'webp')
  assert.equal(await kindOf(bytes('fLaC', [0, 0, 0, 34]), 'a.flac'), 'flac')
  assert.deepEqual(await sniffType(bytes([0, 0, 0, 20], 'ftypqt  ', [0, 0, 0, 0], 'qt  '), 'a.mov'), {
    type: 'video/quicktime',
    kind: 'mov',
  })
})

test('a WebM recording without a video codec is sound, with its codec named', async () => {
  const webm = (...codecs: string[]) =>
    bytes([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84], 'webm', [0x18, 0x53, 0x80, 0x67, 0xff], ...codecs)
  assert.deepEqual(await sniffType(webm('A_OPUS'), 'note.webm'), { type: 'audio/webm; codecs=opus', kind: 'webm' })
  assert.deepEqual(await sniffType(webm('V_VP9', 'A_OPUS'), 'clip.webm'), {
    type: 'video/webm; codecs="vp9,opus"',
    kind: 'webm',
  })
  assert.deepEqual(await sniffType(webm(), 'clip.webm'), { type: 'video/webm', kind: 'webm' })
})

test('Ogg keeps its codec suffix', async () => {
  const ogg = bytes('OggS', [0, 2], new Array(20).fill(0), [1, 19], 'OpusHead', [1, 1])
  assert.deepEqual(await sniffType(ogg, 'note.ogg'), { type: 'audio/ogg; codecs=opus', kind: 'ogg' })
})

test('an MP4 with a sound track only is sound', async () => {
  const mp4 = (handler: string) =>
    bytes([0, 0, 0, 16], 'ftypiso5', [0, 0, 0, 0], [0, 0, 0, 20], 'moov', [0, 0, 0, 12], 'hdlr', handler)
  assert.deepEqual(await sniffType(mp4('soun'), 'note.mp4'), { type: 'audio/mp4', kind: 'm4a' })
  assert.deepEqual(await sniffType(mp4('vide'), 'clip.mp4'), { type: 'video/mp4', kind: 'mp4' })
})

test('a zip is named by its entries, in any order and beyond the head', async () => {
  assert.equal(
    (
      await sniffZip(
        { 'z.bin': [noise, { level: 0 }], '[Content_Types].xml': types, 'word/document.xml': types },
        'a.docx',
      )
    ).kind,
    'docx',
  )
  assert.equal(
    (
      await sniffZip(
        { 'z.bin': [noise, { level: 0 }], '[Content_Types].xml': types, 'xl/workbook.xml': types },
        'a.xlsx',
      )
    ).kind,
    'xlsx',
  )
  assert.equal((await sniffZip({ '[Content_Types].xml': types, 'ppt/presentation.xml': types }, 'a.pptx')).kind, 'pptx')
  const odf = (type: string): Zippable => ({ mimetype: [strToU8(type), { level: 0 }], 'content.xml': types })
  assert.equal((await sniffZip(odf('application/vnd.oasis.opendocument.text'), 'a.odt')).kind, 'odt')
  assert.equal((await sniffZip(odf('application/vnd.oasis.opendocument.spreadsheet'), 'a.ods')).kind, 'unknown')
  assert.equal((await sniffZip({ 'readme.txt': types }, 'a.zip')).kind, 'unknown')
})

test('an Office file with macros is refused', async () => {
  const found = await sniffZip(
    { '[Content_Types].xml': types, 'word/document.xml': types, 'word/vbaProject.bin': noise },
    'a.docx',
  )
  assert.equal(found.kind, 'unknown')
})

test('a damaged zip is unknown', async () => {
  const path = join(folder, 'cut.docx')
  await writeFile(path, zipSync({ '[Content_Types].xml': types, 'word/document.xml': noise }).subarray(0, 300))
  assert.equal((await sniffType(await readHead(path), 'cut.docx', path)).kind, 'unknown')
})

test('text is told by its characters, and its kind by the name', async () => {
  assert.deepEqual(await sniffType(Buffer.from('Žluťoučký kůň'), 'a.txt'), { type: 'text/plain', kind: 'txt' })
  assert.equal(await kindOf('# Plan', 'PLAN.MD'), 'md')
  assert.equal(await kindOf('a;b\n1;2', 'a.csv'), 'csv')
  assert.equal(await kindOf('no ending', 'README'), 'txt')
  assert.equal(await kindOf(Buffer.from('\ufeffwide', 'utf16le'), 'a.txt'), 'txt')
  assert.equal(await kindOf(bytes('caf', [0xe9]), 'old.txt'), 'txt')
  assert.equal(await kindOf('BMW drivers want a booking page', 'idea.txt'), 'txt')
})

test('a head that ends inside a character is still text', async () => {
  const long = Buffer.from(`a${'ž'.repeat(4_000)}`).subarray(0, headBytes)
  assert.equal(await kindOf(long, 'a.txt'), 'txt')
})

test('bytes that are not text are unknown, whatever the name says', async () => {
  assert.equal(await kindOf(bytes([1, 2, 0, 3, 0xfe]), 'a.txt'), 'unknown')
  assert.equal(await kindOf(bytes('caf', [0xe9]), 'a.bin'), 'unknown')
  assert.deepEqual(await sniffType(new Uint8Array(), 'a.pdf'), { type: 'application/x-empty', kind: 'unknown' })
})

test('what a browser or a shell would run is unknown', async () => {
  for (const [content, name] of [
    ['<!DOCTYPE html><p>hi', 'a.txt'],
    ['  <!-- x --> <html>', 'a.md'],
    ['<script>alert(1)</script>', 'a.txt'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'a.txt'],
    ['<?xml version="1.0"?><svg/>', 'a.png'],
    ['<?xml version="1.0"?><a/>', 'a.txt'],
    ['#!/bin/sh\nrm x', 'a.txt'],
    ['del *.*', 'a.bat'],
    ['alert(1)', 'a.js'],
    [bytes('MZ', [0x90, 0, 3, 0, 0, 0]), 'a.pdf'],
  ] as const)
    assert.equal(await kindOf(content, name), 'unknown', `${name}: ${content}`)
  assert.equal((await sniffType(Buffer.from('<?xml version="1.0"?><svg/>'), 'a')).type, 'image/svg+xml')
})

test('a web page is taken under its own name only, a mail under its own name or none', async () => {
  assert.equal(await kindOf('<!DOCTYPE html><p>hi', 'a.html'), 'html')
  assert.equal(await kindOf('hello', 'a.htm'), 'html')
  assert.equal(await kindOf('<?xml version="1.0"?><!DOCTYPE html><html/>', 'a.xhtml'), 'html')
  assert.equal(await kindOf('<p>hi', 'a.mhtml'), 'unknown')
  const mail = 'X-Mailer: a\r\n b\r\nFrom: a@example.com\r\nSubject: Mugs\r\n\r\nHello'
  assert.deepEqual(await sniffType(Buffer.from(mail), 'a.eml'), { type: 'message/rfc822', kind: 'eml' })
  assert.equal(await kindOf(mail, 'forwarded'), 'eml')
  assert.equal(await kindOf(mail, 'a.txt'), 'txt')
  assert.equal(await kindOf('Dear Sir: hello', 'a.eml'), 'txt')
})

test('Rich Text, GIF and TIFF are told from their bytes', async () => {
  assert.equal(await kindOf('{\\rtf1 hello}', 'a.rtf'), 'rtf')
  assert.equal(
    (await sniffType(Buffer.from('{\\rtf1 hello}'), 'a.txt')).mismatch,
    'The name ends in .txt, but the content is a RTF file.',
  )
  assert.equal(await kindOf(bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0]), 'a.gif'), 'gif')
  assert.equal(await kindOf(bytes('II*', [0, 0xff, 0xff, 0, 0]), 'a.tif'), 'tif')
  assert.equal(await kindOf(bytes('MM', [0, 42, 0, 0, 0xff, 0xff]), 'a.tiff'), 'tif')
})

test('when name and bytes disagree the bytes win and the disagreement is said', async () => {
  const found = await sniffType(png, 'offer.pdf')
  assert.equal(found.kind, 'png')
  assert.equal(found.mismatch, 'The name ends in .pdf, but the content is a PNG file.')
  assert.match((await sniffType(Buffer.from('hello'), 'a.docx')).mismatch ?? '', /plain text/)
  assert.match((await sniffType(bytes('MZ', [0x90, 0, 3, 0, 0, 0]), 'a.pdf')).mismatch ?? '', /of the type application/)
})

test('a PDF may have some bytes before its header', async () => {
  assert.equal(await kindOf(bytes([0, 0, 1], '%PDF-1.7\n', [0xe2, 0xe3]), 'a.pdf'), 'pdf')
})
