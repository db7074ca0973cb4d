import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fixtureFolder, makePdf, type PdfOptions, type PdfPage, type Placed } from './fixtures.test-support.ts'
import { limits } from './limits.ts'
import { type PdfPageReport, withReported } from './pdf-reading.ts'
import { settle } from './pictures.ts'
import { readFile } from './read-file.ts'

const folder = await fixtureFolder()
after(folder.remove)
const read = async (content: Uint8Array) =>
  settle(await readFile({ path: await folder.store('a.pdf', content), name: 'a.pdf' }))
const readPages = (pages: PdfPage[], options?: PdfOptions) => read(makePdf(pages, options))
const textOf = (document: { pages: { number: number; text: string }[] }) =>
  document.pages.map(({ number, text }) => ({ number, text }))
const prose: Placed = [50, 700, 'We sell ceramic mugs in three colours.']

test('a PDF gives text by page and its properties', async () => {
  const info = '/Title (Mug brief) /Author (A. Potter) /CreationDate (D:20260203040506Z)'
  const document = await readPages(
    [{ text: [prose, [50, 686, 'Opening in May.']] }, { text: [[50, 700, 'Second page has words too.']] }],
    { info },
  )
  assert.deepEqual(textOf(document), [
    { number: 1, text: 'We sell ceramic mugs in three colours.\nOpening in May.' },
    { number: 2, text: 'Second page has words too.' },
  ])
  assert.deepEqual(document.metadata, { title: 'Mug brief', author: 'A. Potter', created: '2026-02-03', pages: 2 })
  assert.equal(document.understood, 'full')
  assert.deepEqual(document.unread, [])
  assert.match(document.method, /^@embedpdf\/pdfium \d/)
})

test('pages that were told while they were read are not told twice, and make the same document', async () => {
  const pages = [{ text: [prose] }, { hasImage: true }, { text: [[50, 700, 'Third page has words too.'] as Placed] }]
  const file = { path: await folder.store('told.pdf', makePdf(pages)), name: 'told.pdf' }
  const told: PdfPageReport[] = []
  const answer = await readFile(file, (page) => told.push(page))
  assert.deepEqual(answer.document.pages, [])
  assert.deepEqual(withReported(answer, told), (await readFile(file)).document)
})

test('lines that split at the same gaps become a table', async () => {
  const rows = [
    ['Item', 'Colour', 'Price'],
    ['Mug', 'blue', '12.50'],
    ['Plate', '', '9.00'],
  ]
  const text = rows
    .flatMap((row, r) => row.map((cell, c): Placed => [50 + 150 * c, 600 - 14 * r, cell]))
    .filter(([, , cell]) => cell)
  const document = await readPages([{ text: [prose, ...text] }])
  assert.deepEqual(document.tables, [{ page: 1, rows }])
  assert.equal(document.pages[0]?.text, `${prose[2]}\nItem\tColour\tPrice\nMug\tblue\t12.50\nPlate\t\t9.00`)
})

test('a picture without text is named as a scan, an empty page is not', async () => {
  const document = await readPages([{ text: [prose] }, { hasImage: true }, { hasImage: true }, {}, { hasImage: true }])
  assert.equal(document.understood, 'partial')
  assert.deepEqual(
    document.unread.map(({ where }) => where),
    ['pages 2–3', 'page 5'],
  )
  assert.match(
    document.unread[0]?.reason ?? '',
    /scan without a text layer.*can install the Debian package tesseract-ocr/,
  )
})

test('a PDF of scans only is not understood at all', async () => {
  assert.equal((await readPages([{ hasImage: true }])).understood, 'none')
})

test('a page that lies on its side is read upright, and its lines stand where a person sees them', async () => {
  // The letters run up the sheet, the next line is further right; turned clockwise by the viewer, it is below.
  const lying = makePdf([
    {
      text: [
        [100, 200, 'First line of the page.'],
        [114, 200, 'Second line of the page.'],
      ],
    },
  ])
    .toString('latin1')
    .replace('/MediaBox [0 0 600 800]', '/Rotate 90/MediaBox [0 0 600 800]')
    .replaceAll('1 0 0 1 1', '0 1 -1 0 1')
  const document = await read(Buffer.from(lying, 'latin1'))
  assert.equal(document.pages[0]?.text, 'First line of the page.\nSecond line of the page.')
  const [left, top] = document.pages[0]?.lines?.[0]?.box ?? []
  // 200 of 800 from the bottom is 200 of 800 from the left; the baseline 100 of 600 from the left is as far from the top.
  assert.equal(left, 0.25)
  assert.equal(top, 0.15)
})

test('a script in a PDF is neither run nor read', async () => {
  const catalog =
    '/OpenAction << /S /JavaScript /JS (app.alert\\("SCRIPT"\\)) >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (SCRIPT) >>] >> >>'
  const document = await readPages([{ text: [prose] }], { catalog })
  assert.deepEqual(textOf(document), [{ number: 1, text: prose[2] }])
  assert.ok(!JSON.stringify(document).includes('SCRIPT'))
})

test('an encrypted PDF is refused with the reason', async () => {
  const key = '<'.concat('ab'.repeat(32), '>')
  const trailer = `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -44 >> /ID [<01> <01>]`
  const document = await readPages([{ text: [prose] }], { trailer })
  assert.equal(document.understood, 'none')
  assert.match(document.unread[0]?.reason ?? '', /protected with a password/)
})

test('a truncated PDF is never called complete', async () => {
  const whole = makePdf([{ text: [prose] }, { text: [[50, 700, 'Second page has words too.']] }])
  for (const part of [0.9, 0.6, 0.2]) {
    const document = await read(whole.subarray(0, whole.length * part))
    assert.notEqual(document.understood, 'full', `${part}`)
    assert.ok(document.unread.length > 0)
  }
  assert.equal((await read(whole.subarray(0, 100))).understood, 'none')
})

test('pages beyond the limit are listed as unread', async () => {
  const document = await readPages(
    Array.from({ length: limits.pdfPagesMax + 20 }, (_, at) => ({
      text: [[50, 700, `Words of the page ${at + 1} of many.`]] as Placed[],
    })),
  )
  assert.equal(document.pages.length, limits.pdfPagesMax)
  assert.equal(document.metadata.pages, limits.pdfPagesMax + 20)
  assert.deepEqual(document.unread, [{ where: 'pages 1001–1020', reason: 'Only the first 1,000 pages are read.' }])
})

test('a page count that lies does not keep the reader busy', async () => {
  const lying = makePdf([{ text: [prose] }])
    .toString('latin1')
    .replace('/Count 1 ', '/Count 10000 ')
  const document = await read(Buffer.from(lying, 'latin1'))
  assert.equal(document.pages[0]?.text, prose[2])
  assert.ok(document.unread.length <= 3, JSON.stringify(document.unread))
})
